/** What can be asked for under data-protection law: a copy of one's data (UK GDPR Art 15), its erasure (Art 17), or the erasure of all a shop's data after the app was removed. */
export const PRIVACY_KINDS = ["access", "erasure", "shop_erasure"] as const;
export type PrivacyKind = (typeof PRIVACY_KINDS)[number];

/** How a request came: passed on by Shopify, taken down by staff, or by the link of a mail. */
export type PrivacyWay = "shopify" | "staff" | "link";

/** Where a request stands. `open` waits for staff; `queued` and `failed` for the job; the last two are closed. */
export const PRIVACY_STATES = ["open", "queued", "failed", "done", "declined"] as const;
export type PrivacyState = (typeof PRIVACY_STATES)[number];

/** How a person asked staff. */
export const ASKED_HOW = ["email", "phone", "letter", "in_person", "other"] as const;
export type AskedHow = (typeof ASKED_HOW)[number];

/** Why a request is closed without being done; the person must be told, and that they may complain to the ICO (UK GDPR Art 12(4)). */
export const DECLINED_FOR = ["not_identified", "taken_back", "nothing_held", "unfounded"] as const;
export type DeclinedFor = (typeof DECLINED_FOR)[number];
