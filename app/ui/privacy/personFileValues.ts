import type { FileField } from "~/services/privacy/fileFields";
import {
  EVIDENCE_SAYS_WORDS,
  EVIDENCE_SOURCE_WORDS,
  LEGAL_FORM_WORDS,
  LOOK_UP_OUTCOME_WORDS,
} from "~/ui/legalFormWords";
import {
  FEEDBACK_CHANNEL_WORDS,
  FEEDBACK_KIND_WORDS,
  FEEDBACK_OUTCOME_WORDS,
  FEEDBACK_STATE_WORDS,
  FEEDBACK_THEME_WORDS,
  OPT_OUT_REASON_WORDS,
} from "~/ui/feedbackWords";
import { WAY_WORDS } from "~/ui/prospectWords";
import { SHOPIFY_OPT_IN_WORDS, SHOPIFY_STATE_WORDS } from "~/ui/shopifyWords";
import { STORE_WRITE_KIND_WORDS } from "~/ui/storeWriteWords";
import {
  BASIS_WORDS,
  CONSENT_EVENT_WORDS,
  EXCLUSION_SOURCE_WORDS,
  MAIL_OUTCOME_WORDS,
  REASON_WORDS,
  RELATION_WORDS,
} from "~/ui/words";
import { GROUND_WORDS } from "~/ui/admin/register/groundWords";
import { ASKED_HOW_WORDS, DECLINED_WORDS, PRIVACY_KIND_WORDS, PRIVACY_STATE_WORDS, PRIVACY_WAY_WORDS } from "./words";

const labels = <K extends string>(words: Readonly<Record<K, { readonly label: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries<{ readonly label: string }>(words).map(([code, { label }]) => [code, label]));

const REASONS = labels(REASON_WORDS);
const SURFACES: Readonly<Record<string, string>> = {
  checkout: "At the checkout",
  thank_you: "On the thank-you page",
  order_status: "On an order's page",
  account: "In the customer account",
  storefront_form: "In a form of the store",
  storefront_page: "On the store's page for email offers",
  staff: "Through staff",
  import: "Elsewhere, brought in from a list",
};
const STANDINGS: Readonly<Record<string, string>> = {
  none: "None asked",
  requested: "Asked, not confirmed",
  confirmed: "Confirmed",
  withdrawn: "Withdrawn",
  expired: "Asked, and the link expired",
};

/** Words for the codes of a field. A code that is not here is shown as it is. */
export const VALUE_WORDS: Readonly<Partial<Record<FileField, Readonly<Record<string, string>>>>> = {
  askedHow: ASKED_HOW_WORDS,
  basis: labels(BASIS_WORDS),
  consent: STANDINGS,
  decision: { eligible: "Yes", ineligible: "No" },
  event: {
    ...CONSENT_EVENT_WORDS,
    processed: "Taken for delivery",
    delivered: "Delivered",
    bounce: "Bounced",
    dropped: "Not delivered",
    deferred: "Delayed",
    spamreport: "Reported as spam",
    unsubscribe: "Unsubscribed",
    group_unsubscribe: "Unsubscribed",
  },
  evidenceStrength: { sufficient: "Sufficient", insufficient: "Not sufficient", contradicted: "Contradicted" },
  ground: labels(GROUND_WORDS),
  kind: {
    ...STORE_WRITE_KIND_WORDS,
    ...PRIVACY_KIND_WORDS,
    ...FEEDBACK_KIND_WORDS,
    inbound: "From you",
    outbound: "To you",
    note: "Note of staff",
    verification: "Verification email",
    reply: "Answer to what you wrote",
    test: "Test of a campaign",
    add: "Not to be mailed",
    remove: "May be mailed again",
    prospects: "List of prospects",
    consents: "Consents collected elsewhere",
    pdf: "To read and print",
    json: "For a machine (JSON)",
    listed: "Put on the list",
    asked: "Asked for",
  },
  legalForm: labels(LEGAL_FORM_WORDS),
  listWay: labels(WAY_WORDS),
  outcome: { ...FEEDBACK_OUTCOME_WORDS, ...MAIL_OUTCOME_WORDS, ...LOOK_UP_OUTCOME_WORDS, ...DECLINED_WORDS },
  prospectOrigin: {
    self_generated: "A list the merchant made",
    in_sector: "Researched in the merchant's trade",
    out_of_sector: "Outside the merchant's trade",
    refused: "A list that is not accepted",
    none: "Not a prospect",
  },
  reasons: REASONS,
  relation: RELATION_WORDS,
  says: EVIDENCE_SAYS_WORDS,
  source: { ...EVIDENCE_SOURCE_WORDS, ...EXCLUSION_SOURCE_WORDS },
  shopifyLevel: SHOPIFY_OPT_IN_WORDS,
  shopifyState: SHOPIFY_STATE_WORDS,
  reason: OPT_OUT_REASON_WORDS,
  theme: FEEDBACK_THEME_WORDS,
  verified: { pass: "Yes", fail: "No" },
  state: {
    ...FEEDBACK_STATE_WORDS,
    ...PRIVACY_STATE_WORDS,
    pending: "Still to be written",
    dead: "Could not be written",
    sending: "Being sent",
    accepted: "Sent",
    refused: "Refused",
    unknown: "Not known whether it was sent",
  },
  surface: SURFACES,
  way: { ...FEEDBACK_CHANNEL_WORDS, ...PRIVACY_WAY_WORDS },
  withheld: REASONS,
};
