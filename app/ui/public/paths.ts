/** The app's pages on the store's own domain, through the app proxy. Forms post to them with the slash at the end: without it, a redirect would turn the POST into a GET. */
export const PUBLIC_PATHS = {
  optOut: "/apps/twostage/optout/",
  confirm: "/apps/twostage/confirm/",
  report: "/apps/twostage/report/",
  subscribe: "/apps/twostage/subscribe/",
  stop: "/apps/twostage/stop/",
  feedback: "/apps/twostage/feedback/",
  staffAddress: "/apps/twostage/staff-address/",
} as const;
