import type { ExclusionAct, MailKind, MailState, StoreWriteState } from "@prisma/client";
import type { FeedbackState } from "~/policy/feedback";
import type { DeclinedFor, PrivacyKind, PrivacyState, PrivacyWay } from "~/policy/privacyRequests";
import type { FileField } from "~/services/privacy/fileFields";
import type { SectionId } from "~/services/privacy/fileSections";
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
import { ASKED_HOW_WORDS } from "./words";

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

/** Codes that mean one thing in one section and another elsewhere, or whose words in the admin are for staff: here they are said to the person. Each map is complete by its type. */
const EXCLUSION_KINDS: Readonly<Record<ExclusionAct | "listed" | "domain", string>> = {
  listed: "Put on the list",
  domain: "Everybody at this domain put on the list",
  excluded: "Asked for",
  released: "Taken off the list",
  undone: "Opt-out taken back; still on the list for another reason",
};
const MAIL_KINDS: Readonly<Record<MailKind, string>> = {
  verification: "Verification email",
  reply: "Answer to what you wrote",
  test: "Test of a campaign",
  staff_address: "Question whether you agree to get tests of campaigns",
  reminder: "What the store’s staff have to do",
};
const MAIL_STATES: Readonly<Record<MailState, string>> = {
  queued: "Waiting to be sent",
  sending: "Being sent",
  accepted: "Sent",
  refused: "Refused",
  unknown: "Not known whether it was sent",
};
const CASE_STATES: Readonly<Record<FeedbackState, string>> = {
  open: "To be dealt with",
  waiting: "Answered",
  closed: "Closed",
};
const WRITE_STATES: Readonly<Record<StoreWriteState, string>> = {
  pending: "Still to be written",
  done: "Written",
  dead: "Could not be written",
};
const REQUEST_KINDS: Readonly<Record<PrivacyKind, string>> = {
  access: "Copy of your data",
  erasure: "Erasure of your data",
  shop_erasure: "Erasure of the whole store’s data",
};
const REQUEST_STATES: Readonly<Record<PrivacyState, string>> = {
  open: "Waiting for the store’s staff",
  queued: "Being done",
  failed: "Not finished yet; it is tried again",
  done: "Done",
  declined: "Closed without being done",
};
const REQUEST_WAYS: Readonly<Record<PrivacyWay, string>> = {
  shopify: "Passed on by Shopify",
  staff: "Asked of the store’s staff",
  link: "By the link in an email",
};
const REQUEST_OUTCOMES: Readonly<Record<DeclinedFor | "app_is_back", string>> = {
  not_identified: "It could not be made sure who asked",
  taken_back: "You took it back",
  nothing_held: "Nothing was held of you",
  unfounded: "Manifestly unfounded or excessive",
  app_is_back: "The store had the app again",
};

type FieldWords = Readonly<Partial<Record<FileField, Readonly<Record<string, string>>>>>;

/** Words for the codes of a field in one section. */
const SECTION_VALUES: Readonly<Partial<Record<SectionId, FieldWords>>> = {
  single_mails: { kind: MAIL_KINDS, state: MAIL_STATES },
  feedback: {
    kind: FEEDBACK_KIND_WORDS,
    state: CASE_STATES,
    way: FEEDBACK_CHANNEL_WORDS,
    outcome: FEEDBACK_OUTCOME_WORDS,
  },
  feedback_messages: { kind: { inbound: "From you", outbound: "To you", note: "Note of staff" } },
  exclusion: { kind: EXCLUSION_KINDS },
  told_sendgrid: { kind: { add: "Not to be mailed", remove: "May be mailed again" }, state: WRITE_STATES },
  list_rows: { kind: { prospects: "List of prospects", consents: "Consents collected elsewhere" } },
  store_writes: { kind: STORE_WRITE_KIND_WORDS, state: WRITE_STATES },
  privacy_requests: { kind: REQUEST_KINDS, state: REQUEST_STATES, way: REQUEST_WAYS, outcome: REQUEST_OUTCOMES },
  evidence_exports: { kind: { pdf: "To read and print", json: "For a machine (JSON)" } },
};

/** The words for a code of a field, in a section of the file. A code that has none is shown as it is. */
export function codeWords(section: SectionId, field: FileField, code: string): string | undefined {
  return SECTION_VALUES[section]?.[field]?.[code] ?? VALUE_WORDS[field]?.[code];
}

/** Words for the codes of a field, in whichever section. */
const VALUE_WORDS: FieldWords = {
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
  legalForm: labels(LEGAL_FORM_WORDS),
  listWay: labels(WAY_WORDS),
  outcome: { ...MAIL_OUTCOME_WORDS, ...LOOK_UP_OUTCOME_WORDS },
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
  surface: SURFACES,
  withheld: REASONS,
};
