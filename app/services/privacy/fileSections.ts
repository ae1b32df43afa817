import type { Sql } from "~/db/transaction";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { MAIL_OUTCOME } from "~/db/mailOutcome";
import { withFallbacks } from "~/policy/mergeFields";
import { judgeClass } from "~/services/campaigns/judge";
import { readGround } from "~/services/register/readRegister";
import { loadShopState } from "~/services/shops/setUp";
import { CASES, isTheirs, MESSAGES } from "./erasureSteps";
import type { FileField, FileRow, FileValue } from "./fileFields";
import { findListRows } from "./listRows";
import { queryPerson, type Person } from "./person";

/** The sections of a person's file, in their order. A new table with personal data joins by a section of its own, or by being read in one. */
export const SECTION_IDS = [
  "contact",
  "companies",
  "legal_form",
  "look_ups",
  "legal_basis",
  "consent",
  "consent_requests",
  "mails",
  "mail_events",
  "single_mails",
  "staff_addresses",
  "feedback",
  "feedback_messages",
  "feedback_files",
  "opt_out_reasons",
  "exclusion",
  "exclusion_files",
  "told_sendgrid",
  "provenance",
  "list_rows",
  "store_writes",
  "orders",
  "purchases",
  "store_segments",
  "privacy_requests",
  "evidence_exports",
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** How one section is read, and which tables it covers. */
export interface FileSection {
  readonly tables: readonly string[];
  read(tx: Sql, shopId: number, person: Person, at: Date): Promise<FileRow[]>;
}

type Row = Readonly<Record<string, unknown>>;

/** A section that one statement reads, with the names of `queryPerson`; its columns are fields, `read` by what is given. */
const bySql = (tables: readonly string[], sql: string, read: (row: Row) => FileRow = fileRow): FileSection => ({
  tables,
  read: async (tx, shopId, person) => (await queryPerson(tx, shopId, person, sql)).rows.map(read),
});

/** Leaves out what is not known, and turns dates into texts. */
function fileRow(row: Row): FileRow {
  const fields: Partial<Record<FileField, FileValue>> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    fields[name as FileField] = value instanceof Date ? value.toISOString() : (value as FileValue);
  }
  return fields;
}

export const FILE_SECTIONS: Readonly<Record<SectionId, FileSection>> = {
  contact: bySql(
    ["contact"],
    `SELECT id::text AS "ourNumber", shopify_id::text AS "storeNumber", email AS address, name, company AS "companyName", country, tags, relation, prospect_origin AS "prospectOrigin",
            relation_since AS "relationSince", order_count AS "orderCount", last_order_at AS "lastOrderAt", amount_spent::text AS "amountSpent", company_ordered_at AS "companyOrderedAt", legal_form AS "legalForm",
            evidence_strength AS "evidenceStrength", marketing_state AS "shopifyState", marketing_opt_in AS "shopifyLevel", excluded, consent, notice_given_at AS "noticeGivenAt",
            added_at AS "addedAt", source_updated_at AS "storeChangedAt", read_at AS "readAt", deleted_at AS "goneFromStoreAt", removed_at AS "removedAt"
     FROM contact WHERE shop_id = :shop AND id = ANY(:contacts) ORDER BY id`,
  ),
  companies: bySql(
    ["company", "company_contact", "company_location"],
    `SELECT c.name AS "companyName", c.shopify_id::text AS "storeNumber", c.customer_since AS "customerSince", c.order_count AS "orderCount", c.company_number AS "companyNumber",
            c.stated_form AS "statedForm", ARRAY(SELECT l.tax_registration_id FROM company_location l WHERE l.shop_id = c.shop_id AND l.company_id = c.shopify_id ORDER BY 1) AS "taxRegistrations",
            c.read_at AS "readAt", c.deleted_at AS "goneFromStoreAt"
     FROM company c WHERE c.shop_id = :shop
       AND c.shopify_id IN (SELECT k.company_id FROM company_contact k WHERE k.shop_id = :shop AND k.customer_id = ANY(:customers)) ORDER BY c.shopify_id`,
  ),
  legal_form: bySql(
    ["form_evidence"],
    `SELECT source, says, detail, reason, at, actor, "undoneAt", "undoneBy" FROM (
       SELECT e->>'source' AS source, e->>'says' AS says, e->>'detail' AS detail, NULL AS reason, c.read_at AS at, NULL AS actor, NULL::timestamptz AS "undoneAt", NULL AS "undoneBy", 0::bigint AS place
       FROM contact c CROSS JOIN jsonb_array_elements(c.evidence) e WHERE c.shop_id = :shop AND c.id = ANY(:contacts)
       UNION ALL
       SELECT source, says, detail, reason, at, actor, undone_at, undone_by, id FROM form_evidence WHERE shop_id = :shop AND contact_id = ANY(:contacts)
     ) known ORDER BY place`,
  ),
  look_ups: bySql(
    ["contact_look_up", "company_look_up"],
    `SELECT l.number AS "registerNumber", l.requested_at AS "askedAt", l.requested_by AS "askedBy", l.answered_at AS "answeredAt", l.outcome,
            k.name AS "registerName", k.previous_names AS "alsoKnownBefore", k.status AS "registerStatus"
     FROM contact_look_up l LEFT JOIN company_look_up k ON k.shop_id = l.shop_id AND k.number = l.number
     WHERE l.shop_id = :shop AND l.contact_id = ANY(:contacts) ORDER BY l.requested_at, l.number`,
  ),
  legal_basis: { tables: [], read: readBasis },
  consent: bySql(
    ["consent_event", "address_standing"],
    `SELECT e.at, e.kind AS event, e.surface, e.wording_version AS "wordingVersion", e.wording, nullif(e.proof::text, '{}') AS proof, a.standing AS consent, a.since AS "consentSince"
     FROM consent_event e LEFT JOIN address_standing a ON a.shop_id = e.shop_id AND a.consent_key = e.consent_key
     WHERE e.shop_id = :shop AND e.consent_key = ANY(:consents) ORDER BY e.id`,
  ),
  consent_requests: bySql(
    ["consent_request"],
    `SELECT email AS address, surface, wording_version AS "wordingVersion", wording, locale AS language, order_id::text AS "orderNumber", page, stated_form AS "statedForm",
            asked_by AS "askedBy", asked_how AS "askedHow", asked_note AS note, ip, user_agent AS browser, requested_at AS "askedAt", expires_at AS "expiresAt",
            confirmed_at AS "confirmedAt", confirmed_ip AS "confirmedIp", confirmed_user_agent AS "confirmedBrowser"
     FROM consent_request WHERE shop_id = :shop AND (exclusion_key = ANY(:keys) OR consent_key = ANY(:consents)) ORDER BY id`,
  ),
  mails: bySql(
    ["recipient", "campaign", "batch"],
    `SELECT k.subject, k.name AS campaign, k.purpose AS "mailedFor", r.email AS address, coalesce(b.attempted_at, k.audience_built_at, k.started_at) AS at,
            ${MAIL_OUTCOME} AS outcome,
            r.basis, r.basis_since AS "basisSince", r.relation, r.reasons, r.withheld, r.refusal, r.carries_notice AS "carriesNotice"
     FROM recipient r JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND r.basis IS NOT NULL
     WHERE r.shop_id = :shop AND ${isTheirs("r")} ORDER BY r.campaign_id, r.seq`,
    // What stood there of the person is not kept.
    (row) => fileRow({ ...row, subject: withFallbacks(String(row.subject)) }),
  ),
  mail_events: bySql(
    ["mail_event"],
    `SELECT e.at, e.event, e.detail, k.name AS campaign FROM mail_event e JOIN campaign k ON k.shop_id = e.shop_id AND k.id = e.campaign_id
     WHERE e.shop_id = :shop AND (e.campaign_id, e.recipient_seq) IN (
       SELECT r.campaign_id, r.seq FROM recipient r WHERE r.shop_id = :shop AND ${isTheirs("r")}) ORDER BY e.at, e.event`,
  ),
  single_mails: bySql(
    ["single_mail"],
    `SELECT m.kind, coalesce(m.email, q.email) AS address, m.state, coalesce(m.attempted_at, m.created_at) AS at FROM single_mail m
     LEFT JOIN consent_request q ON q.shop_id = m.shop_id AND q.id = m.request_id
     WHERE m.shop_id = :shop AND (q.exclusion_key = ANY(:keys) OR q.consent_key = ANY(:consents)
       OR m.feedback_message_id IN (${MESSAGES}) OR m.email = ANY(:addresses)) ORDER BY m.id`,
  ),
  staff_addresses: bySql(
    ["staff_address"],
    `SELECT email AS address, asked_by AS "askedBy", asked_at AS "askedAt", expires_at AS "expiresAt", verified_at AS "confirmedAt"
     FROM staff_address WHERE shop_id = :shop AND email = ANY(:addresses) ORDER BY id`,
  ),
  feedback: bySql(
    ["feedback_case", "feedback_event"],
    `SELECT c.id AS number, c.kind, c.channel AS way, c.state, c.outcome, c.theme, c.subject, c.email AS address, c.name, c.asks_to_stop AS "asksToStop", k.name AS campaign,
            c.received_at AS "receivedAt", c.due_at AS "dueAt", c.acknowledged_at AS "answeredAt", c.closed_at AS "closedAt",
            ARRAY(SELECT e.act || ', ' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM feedback_event e WHERE e.shop_id = c.shop_id AND e.case_id = c.id ORDER BY e.id) AS history
     FROM feedback_case c LEFT JOIN campaign k ON k.shop_id = c.shop_id AND k.id = c.campaign_id WHERE c.shop_id = :shop AND c.id IN (${CASES}) ORDER BY c.id`,
  ),
  feedback_messages: bySql(
    ["feedback_message"],
    `SELECT case_id AS number, at, direction AS kind, actor, email AS address, body AS words, quoted AS "wordsBefore", message_id AS "mailNumber", "references" AS "mailNumbersBefore", verified
     FROM feedback_message WHERE shop_id = :shop AND id IN (${MESSAGES}) ORDER BY case_id, id`,
  ),
  feedback_files: bySql(
    ["feedback_attachment"],
    `SELECT case_id AS number, name, media_type AS kind, bytes, encode(content, 'base64') AS content
     FROM feedback_attachment WHERE shop_id = :shop AND message_id IN (${MESSAGES}) ORDER BY case_id, id`,
  ),
  opt_out_reasons: bySql(
    ["opt_out_reason"],
    `SELECT o.at, o.reason, k.name AS campaign FROM opt_out_reason o LEFT JOIN campaign k ON k.shop_id = o.shop_id AND k.id = o.campaign_id WHERE o.shop_id = :shop
       AND (o.campaign_id, o.recipient_seq) IN (SELECT r.campaign_id, r.seq FROM recipient r WHERE r.shop_id = :shop AND ${isTheirs("r")}) ORDER BY o.at`,
  ),
  exclusion: bySql(
    ["exclusion", "exclusion_event", "opt_out_trace"],
    `SELECT h.address, h.at, h.source, h.actor, h.note, k.name AS campaign, h.kind, nullif(concat_ws(', ', t.agent, t.seconds || ' s'), '') AS detail FROM (
       SELECT 'listed' AS kind, email AS address, at, source, actor, note, campaign_id, shop_id, 0::bigint AS place FROM exclusion WHERE shop_id = :shop AND key = ANY(:keys)
       UNION ALL
       SELECT act::text, NULL, at, source, actor, note, campaign_id, shop_id, id FROM exclusion_event WHERE shop_id = :shop AND key = ANY(:keys)
       UNION ALL
       SELECT 'domain', '@' || d.domain, d.at, d.source, d.actor, NULL, NULL, d.shop_id, 0 FROM exclusion d WHERE d.shop_id = :shop AND d.domain IS NOT NULL
         AND EXISTS (SELECT 1 FROM contact c WHERE c.shop_id = :shop AND c.id = ANY(:contacts) AND d.domain = ANY(mail_domains(c.email)))
     ) h LEFT JOIN opt_out_trace t ON t.shop_id = h.shop_id AND t.event_id = h.place LEFT JOIN campaign k ON k.shop_id = h.shop_id AND k.id = h.campaign_id ORDER BY h.place`,
  ),
  exclusion_files: bySql(
    ["exclusion_import", "exclusion_import_row"],
    `SELECT r.email AS address, r.note, i.at, i.actor FROM exclusion_import_row r JOIN exclusion_import i ON i.shop_id = r.shop_id AND i.id = r.import_id
     WHERE r.shop_id = :shop AND r.key = ANY(:keys) ORDER BY i.id`,
  ),
  told_sendgrid: bySql(
    ["suppression_write"],
    `SELECT email AS address, act AS kind, state, outcome, attempts FROM suppression_write WHERE shop_id = :shop AND key = ANY(:keys) ORDER BY key`,
  ),
  provenance: bySql(
    ["prospect", "prospect_list"],
    `SELECT l.name AS list, p.row, l.way AS "listWay", l.account AS "listAccount", p.source, p.sector, p.obtained_at AS "obtainedAt", l.imported_at AS "addedAt", l.uploaded_by AS actor
     FROM prospect p JOIN prospect_list l ON l.shop_id = p.shop_id AND l.id = p.list_id WHERE p.shop_id = :shop AND p.contact_id = ANY(:contacts) ORDER BY p.contact_id`,
  ),
  list_rows: {
    tables: ["prospect_row", "consent_import_row"],
    read: async (tx, shopId, { exclusionKeys }) =>
      (await findListRows(tx, shopId, exclusionKeys)).map(({ of, listName, row, cells }) => ({
        kind: of,
        list: listName,
        row,
        cells,
      })),
  },
  store_writes: bySql(
    ["store_write"],
    `SELECT kind, state, outcome, attempts, updated_at AS at FROM store_write WHERE shop_id = :shop AND customer_id = ANY(:customers) ORDER BY created_at, kind`,
  ),
  orders: bySql(
    ["store_order"],
    `SELECT id::text AS "orderNumber", placed_at AS at, amount::text AS amount, currency, cancelled_at AS "cancelledAt", refunded::text AS "paidBack" FROM store_order WHERE shop_id = :shop AND customer_id = ANY(:customers) ORDER BY id`,
  ),
  purchases: bySql(
    ["product_purchase", "store_product"],
    `SELECT u.product_id::text AS "productNumber", p.title AS product, u.last_at AS at, u.before_at AS "boughtBefore" FROM product_purchase u LEFT JOIN store_product p ON p.shop_id = u.shop_id AND p.id = u.product_id
     WHERE u.shop_id = :shop AND u.customer_id = ANY(:customers) ORDER BY u.product_id`,
  ),
  store_segments: bySql(
    ["store_segment", "store_segment_member"],
    `SELECT s.name AS segment, s.taken_at AS at FROM store_segment_member m JOIN store_segment s ON s.shop_id = m.shop_id AND s.id = m.segment_id AND s.take = m.take
     WHERE m.shop_id = :shop AND m.customer_id = ANY(:customers) ORDER BY s.id`,
  ),
  privacy_requests: bySql(
    ["privacy_request"],
    `SELECT id::text AS number, kind, way, state, asked_how AS "askedHow", note, requested_by AS "askedBy", received_at AS "receivedAt", due_at AS "dueAt", done_at AS "answeredAt", done_by AS "answeredBy", outcome
     FROM privacy_request WHERE shop_id = :shop AND (customer_id = ANY(:customers) OR exclusion_key = ANY(:keys) OR contact_id = ANY(:contacts)) ORDER BY id`,
  ),
  evidence_exports: bySql(
    ["evidence_export"],
    `SELECT at, actor, format AS kind, reason FROM evidence_export WHERE shop_id = :shop AND contact_id = ANY(:contacts) ORDER BY id`,
  ),
};

/** On which ground the data is held, and whether they may be mailed, as both are decided now (UK GDPR Art 15(1)(a); P3). */
async function readBasis(tx: Sql, shopId: number, { contactIds }: Person, at: Date): Promise<FileRow[]> {
  const { facts } = await loadShopState(shopId, at);
  const { rows } = await tx.query<{ id: string; class: string }>(
    `SELECT c.id::text AS id, ${FACT_CLASS} AS class FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[]) ORDER BY c.id`,
    [shopId, contactIds],
  );
  const read: FileRow[] = [];
  for (const { id, class: name } of rows) {
    const held = await readGround(shopId, id, at, tx);
    const verdict = judgeClass({ name }, facts);
    read.push(
      fileRow({
        ourNumber: id,
        ground: held?.ground,
        consentSince: held?.consentSince,
        removedFrom: held?.removedFrom,
        decision: verdict.decision,
        basis: verdict.decision === "eligible" ? verdict.basis : null,
        reasons: verdict.decision === "ineligible" ? verdict.reasons : null,
      }),
    );
  }
  return read;
}

/** Tables of a shop that are not in a person's file, and why. */
export const NOT_IN_FILE: Readonly<Record<string, string>> = {
  app_key: "keys of the app, about nobody",
  assessment: "the merchant's own words, about nobody",
  assessment_draft: "the merchant's own words, about nobody",
  audience: "what the merchant wrote, about nobody",
  audience_version: "what the merchant wrote, about nobody",
  audit_event: "acts of staff: numbers and codes, no personal data of contacts",
  company_look_up_call: "times of requests, about nobody",
  consent_attempt: "keyed hashes and times of attempts, for some hours",
  consent_import: "what was declared of a file, about nobody in it",
  consent_import_part: "the uploaded file; the person's rows of it stand under the lists",
  consent_seal: "keyed hashes over the ledger, which stands under consent",
  consent_seal_head: "keyed hashes over the ledger, which stands under consent",
  consent_unsealed: "numbers of the ledger's events",
  consent_wording_draft: "the merchant's own words, about nobody",
  consent_wording: "the words shown to everybody; those the person saw stand with their consent",
  contact_count: "counts, about nobody",
  former_mailbox: "keyed hashes of mailboxes a contact had; the mails to them stand under mails",
  erased_subject: "keyed hashes of who was erased; of them nothing else is held",
  exclusion_export: "who took the list out and why, about nobody on it",
  exclusion_import_line: "numbers of lines that could not be read",
  exclusion_return: "how far reading is, about nobody",
  inbound_mail: "hashes of mails that came in, for a month",
  mail_template: "what the merchant wrote, about nobody",
  policy_check: "counts, about nobody",
  policy_draft: "the merchant's own words, about nobody",
  policy_version: "words shown to everybody",
  prospect_file_part: "the uploaded file; the person's rows of it stand under the lists",
  prospect_list_event: "what was declared of a list, about nobody on it",
  purchase_reading: "how far a reading of the store is, about nobody",
  store_collection: "what the merchant sells, about nobody",
  store_collection_product: "what the merchant sells, about nobody",
  retention_rule: "a number of months",
  retention_run: "counts, about nobody",
  review_item: "sums of what stands under the contact",
  shop_settings: "the merchant's own identity and keys",
  sync_run: "counts of a reading of the store",
  campaign_watch: "a number and a time",
  sync_seen: "numbers of customers while a reading of the store is under way",
  sync_set_aside: "numbers of lines that could not be read",
};
