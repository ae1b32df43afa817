const PREFIX = "/apps/twostage";

/** Where the app's pages are on a store's own domain, through Shopify's app proxy. */
export const PAGE_PATHS = {
  confirm: `${PREFIX}/confirm`,
  data: `${PREFIX}/data`,
  feedback: `${PREFIX}/feedback`,
  mails: `${PREFIX}/mails`,
  optOut: `${PREFIX}/optout`,
  policy: `${PREFIX}/policy`,
  report: `${PREFIX}/report`,
  staffAddress: `${PREFIX}/staff-address`,
  stop: `${PREFIX}/stop`,
  subscribe: `${PREFIX}/subscribe`,
} as const;
export type PublicPage = keyof typeof PAGE_PATHS;

/** Where a form of a page posts to. Without the slash at the end a redirect would turn the POST into a GET. */
export const actionOf = (page: PublicPage): string => `${PAGE_PATHS[page]}/`;

/** The address of a page, for a mail or for another site. `storefrontUrl` is the origin of the store; a link's token ties the page to the mail that it stands in. */
export const pageUrl = (storefrontUrl: string, page: PublicPage, token?: string): string =>
  storefrontUrl + PAGE_PATHS[page] + (token === undefined ? "" : `?token=${token}`);

/** The shop's published email marketing policy. */
export const policyUrl = (storefrontUrl: string): string => pageUrl(storefrontUrl, "policy");

/** The form to write about the emails (P14). */
export const feedbackUrl = (storefrontUrl: string, token?: string): string => pageUrl(storefrontUrl, "feedback", token);

/** Where a mail leads its recipient, by the token of that mail. */
export interface RecipientLinks {
  readonly optOutUrl: string;
  readonly dataUrl: string;
  readonly feedbackUrl: string;
}

/** The links of one recipient's copy of a mail (P9, P14; UK GDPR Art 12(2)). */
export const recipientLinks = (storefrontUrl: string, token: string): RecipientLinks => ({
  optOutUrl: pageUrl(storefrontUrl, "optOut", token),
  dataUrl: pageUrl(storefrontUrl, "data", token),
  feedbackUrl: feedbackUrl(storefrontUrl, token),
});
