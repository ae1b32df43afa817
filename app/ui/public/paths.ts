import { actionOf } from "~/policy/publicPages";

/** Where the forms of the app's pages on the store's own domain post to. */
export const PUBLIC_PATHS = {
  optOut: actionOf("optOut"),
  confirm: actionOf("confirm"),
  data: actionOf("data"),
  report: actionOf("report"),
  subscribe: actionOf("subscribe"),
  stop: actionOf("stop"),
  feedback: actionOf("feedback"),
  staffAddress: actionOf("staffAddress"),
} as const;
