import type { StoreWriteKind } from "~/services/storeWrites/writer";

/** What is written to the store, in words. */
export const STORE_WRITE_KIND_WORDS: Readonly<Record<StoreWriteKind, string>> = {
  consent: "Marketing consent",
  legal_form: "Legal form",
};

interface CodeWords {
  /** Why it could not be written. */
  readonly why: string;
  /** What that means for the customer and for staff. */
  readonly means: string;
}

const HERE = "Here nothing changes: who opted out is mailed nothing.";

const CODE_WORDS: Readonly<Record<string, CodeWords>> = {
  ACCESS_DENIED: {
    why: "Shopify does not let the app change customers.",
    means: `Give the app access to customers and to protected customer data, then try again. ${HERE}`,
  },
  HTTP_403: {
    why: "Shopify refused the app.",
    means: `Open the app from the Shopify admin once, then try again. ${HERE}`,
  },
  customer_gone: {
    why: "The customer is no longer in Shopify.",
    means: `There is nothing left to change there. ${HERE}`,
  },
  INVALID_customerId: {
    why: "The customer is no longer in Shopify.",
    means: `There is nothing left to change there. ${HERE}`,
  },
  INVALID_emailMarketingConsent: {
    why: "The customer has no email address in Shopify.",
    means: `There is nothing to subscribe or unsubscribe there. ${HERE}`,
  },
  THROTTLED: {
    why: "Shopify was too busy to take it for more than a day.",
    means: `Try again. Until then Shopify may still show what it showed before. ${HERE}`,
  },
  NETWORK: {
    why: "Shopify could not be reached for more than a day.",
    means: `Try again. Until then Shopify may still show what it showed before. ${HERE}`,
  },
};

/** Why something could not be written to Shopify, and what it means. Codes of Shopify that are not known are named. */
export function deadWriteWords(code: string): CodeWords {
  const known = CODE_WORDS[code];
  if (known) return known;
  return code.startsWith("HTTP_") || code.startsWith("INTERNAL")
    ? { why: "Shopify had a fault of its own for more than a day.", means: `Try again. ${HERE}` }
    : { why: `Shopify answered “${code}”.`, means: `Look at the customer in Shopify, then try again. ${HERE}` };
}
