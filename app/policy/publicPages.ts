/** Where the app's pages are on a store's own domain, through Shopify's app proxy. */
const PREFIX = "/apps/twostage";

/** Paths of the pages that every mail and every page leads to. */
export const FOOT_PATHS = { feedback: `${PREFIX}/feedback`, policy: `${PREFIX}/policy` } as const;

/** The shop's published email marketing policy. `storefrontUrl` is the origin of the store. */
export const policyUrl = (storefrontUrl: string): string => storefrontUrl + FOOT_PATHS.policy;

/** The form to write about the emails (P14). A link's token ties what is written to the mail it is about. */
export const feedbackUrl = (storefrontUrl: string, token?: string): string =>
  storefrontUrl + FOOT_PATHS.feedback + (token === undefined ? "" : `?token=${token}`);
