import { mailedTo } from "~/db/mailedTo";

/** One table's part in the erasure of a person. `where` finds their rows that still hold something, with the names of `queryPerson`. */
export interface ErasureStep {
  readonly table: string;
  /** What is taken out of the rows; without it the rows go. */
  readonly set?: string;
  readonly where: string;
}

const REQUESTS =
  "SELECT q.id FROM consent_request q WHERE q.shop_id = :shop AND (q.exclusion_key = ANY(:keys) OR q.consent_key = ANY(:consents))";
/** Whether a recipient, by table or alias, is the person: through a contact of theirs, or by a mailbox of theirs through another contact. */
export const isTheirs = (recipient: string): string =>
  `(${recipient}.contact_id = ANY(:contacts) OR ${mailedTo(recipient, ":shop", ":keys")})`;
/** Cases of the feedback desk: what came with another address of its own is another's. */
export const CASES = `SELECT f.id FROM feedback_case f WHERE f.shop_id = :shop AND (f.exclusion_key = ANY(:keys) OR f.consent_key = ANY(:consents)
  OR f.exclusion_key IS NULL AND (f.campaign_id, f.recipient_seq) IN (SELECT r.campaign_id, r.seq FROM recipient r WHERE r.shop_id = :shop AND ${isTheirs("r")}))`;
/** And what they wrote about another's. */
export const MESSAGES = `SELECT m.id FROM feedback_message m WHERE m.shop_id = :shop AND (m.case_id IN (${CASES}) OR m.email = ANY(:addresses))`;
/** Companies that nobody else of the store acts for: a sole trader's is the person. */
const COMPANIES = `SELECT l.company_id FROM company_contact l WHERE l.shop_id = :shop AND l.customer_id = ANY(:customers)
  AND NOT EXISTS (SELECT 1 FROM company_contact o WHERE o.shop_id = :shop AND o.company_id = l.company_id AND o.customer_id <> ALL(:customers))`;

/**
 * What erasing a person does to each table, in this order (UK GDPR Art 17): what leads to other rows goes after them, the contacts last (erasePerson.ts). Keyed hash, date and reason of an exclusion stay, so that it goes on
 * protecting them (P12; ICO: a suppression list), and the ledger, which holds hashes only, stays provable. A table with personal data that is not here must be in `ERASED_OTHERWISE` or `WITHOUT_A_PERSON`: a test holds it.
 */
export const ERASURE_STEPS: readonly ErasureStep[] = [
  {
    table: "single_mail",
    where: `request_id IN (${REQUESTS}) OR email = ANY(:addresses) OR feedback_message_id IN (${MESSAGES})`,
  },
  // Nobody's word but the merchant's says that it is their own staff's.
  { table: "staff_address", where: "email = ANY(:addresses)" },
  { table: "feedback_attachment", where: `message_id IN (${MESSAGES})` },
  { table: "feedback_message", where: `id IN (${MESSAGES})` },
  // Nothing is left in it to be answered.
  {
    table: "feedback_case",
    set: "email = NULL, name = NULL, subject = NULL, state = 'closed', due_at = NULL, closed_at = coalesce(closed_at, :at), outcome = coalesce(outcome, 'erased')",
    where: `id IN (${CASES}) AND (state <> 'closed' OR coalesce(email, name, subject) IS NOT NULL)`,
  },
  {
    table: "consent_request",
    set: "email = '', ip = NULL, user_agent = NULL, confirmed_ip = NULL, confirmed_user_agent = NULL, order_id = NULL, page = NULL, stated_form = NULL, asked_note = NULL, token_hash = NULL",
    where: `id IN (${REQUESTS}) AND (email <> '' OR coalesce(ip, user_agent, confirmed_ip, confirmed_user_agent, order_id::text, page, stated_form, asked_note) IS NOT NULL OR token_hash IS NOT NULL)`,
  },
  {
    table: "exclusion",
    set: "email = NULL, note = NULL",
    where: "key = ANY(:keys) AND (email IS NOT NULL OR note IS NOT NULL)",
  },
  { table: "exclusion_event", set: "note = NULL", where: "key = ANY(:keys) AND note IS NOT NULL" },
  // SendGrid knows the address already, or need not: our own list protects by its key.
  { table: "suppression_write", set: "email = NULL", where: "key = ANY(:keys) AND email IS NOT NULL" },
  // Still to be taken in: the exclusion comes by its key.
  {
    table: "exclusion_import_row",
    set: "email = NULL, note = NULL",
    where: "key = ANY(:keys) AND (email IS NOT NULL OR note IS NOT NULL)",
  },
  {
    table: "mail_event",
    set: "detail = NULL",
    where: `detail IS NOT NULL AND (campaign_id, recipient_seq) IN (SELECT r.campaign_id, r.seq FROM recipient r WHERE r.shop_id = :shop AND ${isTheirs("r")})`,
  },
  // SendGrid's words about a refused address may repeat it.
  {
    table: "recipient",
    set: "email = '', refusal = CASE WHEN refusal IS NOT NULL THEN 'removed' END",
    where: `${isTheirs("recipient")} AND (email <> '' OR refusal <> 'removed')`,
  },
  { table: "evidence_export", set: "reason = NULL", where: "contact_id = ANY(:contacts) AND reason IS NOT NULL" },
  { table: "form_evidence", where: "contact_id = ANY(:contacts)" },
  { table: "prospect", where: "contact_id = ANY(:contacts)" },
  {
    table: "company_look_up",
    where: `number IN (SELECT l.number FROM contact_look_up l WHERE l.shop_id = :shop AND l.contact_id = ANY(:contacts))
      AND NOT EXISTS (SELECT 1 FROM contact_look_up o WHERE o.shop_id = :shop AND o.number = company_look_up.number AND o.contact_id <> ALL(:contacts))`,
  },
  { table: "contact_look_up", where: "contact_id = ANY(:contacts)" },
  { table: "store_write", where: "customer_id = ANY(:customers)" },
  { table: "store_order", where: "customer_id = ANY(:customers)" },
  { table: "product_purchase", where: "customer_id = ANY(:customers)" },
  { table: "store_segment_member", where: "customer_id = ANY(:customers)" },
  { table: "sync_seen", where: "shopify_id = ANY(:customers)" },
  { table: "company_location", where: `company_id IN (${COMPANIES})` },
  { table: "company", where: `shopify_id IN (${COMPANIES})` },
  { table: "company_contact", where: "customer_id = ANY(:customers)" },
  {
    table: "privacy_request",
    set: "note = NULL",
    where:
      "note IS NOT NULL AND (customer_id = ANY(:customers) OR exclusion_key = ANY(:keys) OR contact_id = ANY(:contacts))",
  },
  { table: "contact", where: "id = ANY(:contacts)" },
];

/** Tables whose rows about a person go in another way, and which. */
export const ERASED_OTHERWISE: Readonly<Record<string, string>> = {
  consent_import_part: "the uploaded file is written anew without the rows (listRows.ts)",
  consent_import_row: "rows of uploaded files are looked through for the address (listRows.ts)",
  prospect_row: "rows of uploaded lists are looked through for the address (listRows.ts)",
  prospect_file_part: "the uploaded file is written anew without the rows (listRows.ts)",
  contact_count: "counts follow the contacts by a trigger",
  review_item: "sums are made anew from the contacts that are left",
};

/** Tables of a shop that hold nothing of a contact, or nothing but keyed hashes and numbers. */
export const WITHOUT_A_PERSON: Readonly<Record<string, string>> = {
  address_standing: "keyed hash and standing",
  app_key: "keys of the app",
  assessment: "the merchant's own words",
  assessment_draft: "the merchant's own words",
  audience: "what the merchant wrote",
  audience_version: "what the merchant wrote",
  audit_event: "numbers and codes",
  batch: "counts of a request to SendGrid",
  campaign: "what the merchant wrote",
  campaign_watch: "a number and a time",
  company_look_up_call: "times of requests",
  consent_attempt: "keyed hashes and times, for some hours",
  consent_import: "what the merchant declared of a file",
  consent_seal: "keyed hashes of the ledger's events",
  consent_seal_head: "keyed hashes of the ledger's events",
  consent_unsealed: "numbers of the ledger's events",
  consent_wording_draft: "the merchant's own words",
  consent_event: "the ledger: keyed hash, words shown, codes",
  consent_wording: "words shown to everybody",
  former_mailbox: "keyed hash and number, so that mails are found whose contact has another mailbox now",
  erased_subject: "keyed hash and number, so that the erased do not come back",
  feedback_event: "numbers and codes",
  inbound_mail: "hash of a mail, for a month",
  opt_out_reason: "a code to the number of a mail",
  opt_out_trace: "a family of browsers and seconds, to the number of an event",
  policy_check: "counts",
  policy_draft: "the merchant's own words",
  policy_version: "words shown to everybody",
  exclusion_export: "who took the list out, when and why",
  exclusion_import: "counts of a file",
  exclusion_import_line: "numbers of lines",
  exclusion_return: "how far reading is",
  prospect_list: "what the merchant declared of a list",
  prospect_list_event: "what the merchant declared of a list",
  retention_rule: "a number of months",
  retention_run: "counts",
  shop_settings: "the merchant's own identity and keys",
  mail_template: "what the merchant wrote",
  purchase_reading: "how far a reading of the store is",
  store_collection: "what the merchant sells",
  store_collection_product: "what the merchant sells",
  store_product: "what the merchant sells",
  store_segment: "what the merchant defined in the store, and counts",
  sync_run: "counts of a reading of the store",
  sync_set_aside: "numbers of lines",
};
