import type { FileField } from "~/services/privacy/fileFields";
import type { SectionId } from "~/services/privacy/fileSections";
import {
  EVIDENCE_SAYS_WORDS,
  EVIDENCE_SOURCE_WORDS,
  LEGAL_FORM_WORDS,
  LOOK_UP_OUTCOME_WORDS,
} from "~/ui/legalFormWords";
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

/** What a section of a person's file holds, in words to the person. Complete by its type. */
export const SECTION_WORDS: Readonly<Record<SectionId, { readonly title: string; readonly explained: string }>> = {
  contact: { title: "You as a contact", explained: "What the store's customer record, or a list, says of you." },
  companies: {
    title: "Companies you act for",
    explained: "Business customers of the store that your record is linked to.",
  },
  legal_form: {
    title: "Evidence of the legal form",
    explained:
      "Companies may be mailed without asking first, individuals may not. This is what shows which you are, where it comes from, when it was read or decided, and by whom.",
  },
  look_ups: {
    title: "Look-ups at Companies House",
    explained: "Company numbers of your record that were looked up in the public register.",
  },
  legal_basis: {
    title: "On which ground your data is held",
    explained:
      "The legal ground as it is today, from when on the data would be removed without a new relation, and whether you may be sent marketing email.",
  },
  consent: {
    title: "Consent: what happened when",
    explained: "Every event about your consent to marketing email, with the exact words you were shown.",
  },
  consent_requests: {
    title: "Consent: how it was asked",
    explained: "What was recorded each time somebody asked for marketing email with your address.",
  },
  mails: {
    title: "Marketing emails",
    explained:
      "Each campaign you were considered for: its subject, when, on which ground it was sent to you, or why it was not.",
  },
  mail_events: {
    title: "What became of those emails",
    explained: "What the delivery service, SendGrid, reported. Opening and clicking is never recorded.",
  },
  single_mails: {
    title: "Verification emails",
    explained: "Emails that asked you to confirm that you want marketing email.",
  },
  exclusion: {
    title: "Exclusion from marketing",
    explained: "Whether, since when and how you are on the exclusion list, and each time it was asked for.",
  },
  exclusion_files: {
    title: "Files of excluded addresses",
    explained: "Uploaded files that name you and are still to be taken in.",
  },
  provenance: {
    title: "Where your data came from",
    explained: "The list you were on, how it came about, and its source.",
  },
  list_rows: { title: "Rows of uploaded lists", explained: "Lists are kept for a week at most. These rows name you." },
  store_writes: {
    title: "Told to the store",
    explained: "What was written, or is to be written, to your customer record in Shopify.",
  },
  privacy_requests: {
    title: "Your requests",
    explained: "Requests about your data, when they came, when they are due and what became of them.",
  },
};

/** The name of each field. Complete by its type. */
export const FIELD_WORDS: Readonly<Record<FileField, string>> = {
  actor: "By",
  addedAt: "First held here",
  address: "Email address",
  alsoKnownBefore: "Former names on the register",
  answeredAt: "Answered",
  answeredBy: "Answered by",
  askedAt: "Asked",
  askedBy: "Asked by",
  askedHow: "How it was asked",
  at: "When",
  attempts: "Attempts",
  basis: "Legal basis",
  basisSince: "Basis since",
  browser: "Browser",
  campaign: "Campaign",
  carriesNotice: "Said where your data comes from",
  cells: "What the row says",
  companyName: "Company",
  companyNumber: "Company number",
  companyOrderedAt: "Last order of the company",
  confirmedAt: "Confirmed",
  confirmedBrowser: "Browser when confirmed",
  confirmedIp: "IP address when confirmed",
  consent: "Consent as it stands",
  consentSince: "Consent stands so since",
  country: "Country",
  customerSince: "Customer since",
  decision: "May be sent marketing email",
  detail: "Detail",
  dueAt: "Due",
  event: "What happened",
  evidenceStrength: "Strength of the evidence",
  excluded: "On the exclusion list",
  expiresAt: "Link valid until",
  goneFromStoreAt: "Gone from the store",
  ground: "Ground",
  ip: "IP address",
  kind: "Kind",
  language: "Language",
  lastOrderAt: "Last order",
  legalForm: "Legal form",
  list: "List",
  listAccount: "How the list came about, in the merchant's words",
  listWay: "How the list came about",
  mailedFor: "What the email was for",
  name: "Name",
  note: "Note",
  noticeGivenAt: "Told where the data comes from",
  number: "Number",
  obtainedAt: "Obtained",
  orderCount: "Orders",
  orderNumber: "Number of the order",
  ourNumber: "Our number of the contact",
  outcome: "Outcome",
  page: "Page",
  proof: "Proof",
  prospectOrigin: "Origin as a prospect",
  readAt: "Read from the store",
  reason: "Reason",
  reasons: "Why not",
  receivedAt: "Received",
  refusal: "Refused by the delivery service",
  registerName: "Name on the register",
  registerNumber: "Number looked up",
  registerStatus: "Status on the register",
  relation: "Relation",
  relationSince: "Relation since",
  removedAt: "Removed",
  removedFrom: "Would be removed from",
  row: "Row",
  says: "What it shows",
  sector: "Trade",
  shopifyLevel: "Opt-in level in Shopify",
  shopifyState: "Marketing state in Shopify",
  source: "Source",
  state: "State",
  statedForm: "Legal form as stated",
  storeChangedAt: "Last changed in the store",
  storeNumber: "The store's number",
  subject: "Subject",
  surface: "Where",
  tags: "Tags",
  taxRegistrations: "Tax registrations",
  undoneAt: "Taken back",
  undoneBy: "Taken back by",
  way: "How it came",
  withheld: "Why it was not sent in the end",
  wording: "Words shown",
  wordingVersion: "Version of the words",
};

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
    verification: "Verification email",
    listed: "Put on the list",
    asked: "Asked for",
  },
  legalForm: labels(LEGAL_FORM_WORDS),
  listWay: labels(WAY_WORDS),
  outcome: { ...MAIL_OUTCOME_WORDS, ...LOOK_UP_OUTCOME_WORDS, ...DECLINED_WORDS },
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
  state: {
    ...PRIVACY_STATE_WORDS,
    pending: "Still to be written",
    dead: "Could not be written",
    sending: "Being sent",
    accepted: "Sent",
    refused: "Refused",
    unknown: "Not known whether it was sent",
  },
  surface: SURFACES,
  way: PRIVACY_WAY_WORDS,
  withheld: REASONS,
};
