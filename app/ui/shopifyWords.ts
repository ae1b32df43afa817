/** Shopify's own codes of why a bulk operation failed. The list is Shopify's and may grow. */
const SYNC_FAILURE_WORDS: Readonly<Record<string, string>> = {
  ACCESS_DENIED:
    "Shopify did not let the app read the customers. Check that the app has access to customer data, then sync again.",
  INTERNAL_SERVER_ERROR: "Shopify had a fault of its own. Sync again in a few minutes.",
  TIMEOUT: "Shopify took too long to prepare the customers. Sync again in a few minutes.",
  CANCELED: "The export was cancelled in Shopify. Sync again when you are ready.",
  EXPIRED: "Shopify's file expired before it was read. Sync again.",
  FAILED: "Shopify could not prepare the customers. Sync again in a few minutes.",
  APP_REMOVED: "The app was removed from the store while it read the customers.",
  UNKNOWN_OPERATION: "Shopify no longer knows the export. Sync again.",
  FILE_EXPIRED: "Shopify's file could not be had any more, three times over. Sync again.",
};

/** Why a sync failed, as a sentence. An unheard-of code of Shopify is named. */
export function syncFailureWords(code: string | null): string {
  return SYNC_FAILURE_WORDS[code ?? ""] ?? `Shopify answered “${code ?? "nothing"}”. Sync again in a few minutes.`;
}

/** Shopify's marketing states in words. */
export const SHOPIFY_STATE_WORDS: Readonly<Record<string, string>> = {
  SUBSCRIBED: "Subscribed",
  NOT_SUBSCRIBED: "Not subscribed",
  PENDING: "Pending",
  UNSUBSCRIBED: "Unsubscribed",
  INVALID: "Invalid",
  REDACTED: "Redacted",
};

/** Shopify's levels of opting in, in words. */
export const SHOPIFY_OPT_IN_WORDS: Readonly<Record<string, string>> = {
  SINGLE_OPT_IN: "single opt-in",
  CONFIRMED_OPT_IN: "confirmed opt-in",
  UNKNOWN: "way of opting in not known",
};

/** Shopify's own marketing consent, in words. Shown only: it is never taken as two-stage consent (P4). */
export function shopifyConsentWords(state: string, optIn: string | null): string {
  const words = SHOPIFY_STATE_WORDS[state] ?? state;
  return optIn === null ? words : `${words} (${SHOPIFY_OPT_IN_WORDS[optIn] ?? optIn})`;
}
