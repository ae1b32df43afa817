import type { SetAsideReason } from "~/services/customers/chunks";
import type { Missing } from "~/services/customers/missing";
import type { SyncCause } from "~/services/customers/requestSync";

export const SET_ASIDE_WORDS: Readonly<Record<SetAsideReason, string>> = {
  too_long: "The line is longer than one megabyte",
  not_utf8: "The line is not readable text",
  not_json: "The line is not valid JSON",
  unknown_object: "The line is neither a customer nor a company",
  invalid_object: "The record is not of the expected form",
};

/** What a sync could not read: what it is, what that costs, and what to do. */
export const MISSING_WORDS: Readonly<
  Record<Missing, { readonly label: string; readonly cost: string; readonly change?: string }>
> = {
  companies: {
    label: "Shopify did not let the app read companies",
    cost: "Who buys for a company is then only known by the names in customers' addresses, and more customers stay unknown.",
    change: "Allow the app to read companies in Shopify, then sync again.",
  },
  orders: {
    label: "Shopify did not let the app read orders",
    cost: "The date of the last order is not known, audiences cannot ask for it, and a box ticked at the checkout does not reach the app.",
    change: "Allow the app to read orders in Shopify, then sync again.",
  },
  files: {
    label: "Shopify does not let the app store pictures",
    cost: "Pictures for emails cannot be uploaded in the editor; the address of one that is on the web can be entered.",
    change: "Allow the app to write files in Shopify, then sync again.",
  },
  emails: {
    label: "No customer has an email address",
    cost: "Nobody can be mailed. Shopify leaves the addresses out while the app is not approved for protected customer data.",
    change: "Ask whoever installed the app to request protected customer data (email) in Shopify, then sync again.",
  },
  names: {
    label: "No customer has a name",
    cost: "Customers are shown by their addresses only. Shopify leaves names out while the app is not approved for them.",
    change: "Ask whoever installed the app to request protected customer data (name) in Shopify, then sync again.",
  },
  addresses: {
    label: "No customer has a postal address",
    cost: "The shop's own country is taken for everybody, and company names in addresses are not known.",
    change: "Ask whoever installed the app to request protected customer data (address) in Shopify, then sync again.",
  },
  no_companies: {
    label: "The store keeps no company records",
    cost: "That is usual without Shopify's B2B features. Legal forms then rest on names, numbers, tags and what your staff decide.",
  },
};

/** Why a sync ran. */
export const SYNC_CAUSE_WORDS: Readonly<Record<SyncCause, string>> = {
  first: "First sync",
  staff: "Asked for",
  nightly: "Nightly check",
  reinstalled: "The app is back",
};
