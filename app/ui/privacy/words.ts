import type { AskedHow, DeclinedFor, PrivacyKind, PrivacyState, PrivacyWay } from "~/policy/privacyRequests";

/** The words of requests under data-protection law, for every code. Each map is complete by its type. */

export const PRIVACY_KIND_WORDS: Readonly<Record<PrivacyKind, string>> = {
  access: "Copy of their data",
  erasure: "Erasure",
  shop_erasure: "Erasure of the whole store's data",
};

export const PRIVACY_WAY_WORDS: Readonly<Record<PrivacyWay, string>> = {
  shopify: "Passed on by Shopify",
  staff: "Asked your staff",
  link: "By the link in an email",
};

export const PRIVACY_STATE_WORDS: Readonly<Record<PrivacyState, string>> = {
  open: "Waits for you",
  queued: "Being done",
  failed: "Failed, will be tried again",
  done: "Done",
  declined: "Closed without being done",
};

export const ASKED_HOW_WORDS: Readonly<Record<AskedHow, string>> = {
  email: "By email",
  phone: "By telephone",
  letter: "By letter",
  in_person: "In person",
  other: "In another way",
};

export const DECLINED_WORDS: Readonly<Record<DeclinedFor | "app_is_back", string>> = {
  not_identified: "It could not be made sure who asked",
  taken_back: "The person took it back",
  nothing_held: "Nothing is held of the person",
  unfounded: "Manifestly unfounded or excessive",
  app_is_back: "The app was installed again before",
};
