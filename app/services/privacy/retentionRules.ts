import { pool } from "~/db/client";
import { ATTEMPT_LIMITS, longestWindow, type AttemptKind } from "~/policy/attemptLimits";
import { TRACE_MONTHS } from "~/policy/traces";
import { LINK_HOURS } from "~/services/campaigns/staffAddresses";
import { FOUND_DAYS } from "~/services/companiesHouse/askRegister";
import { LINK_DAYS } from "~/services/consent/requestConsent";
import { UNTAKEN_DAYS } from "~/services/exclusions/takeImport";
import { ORDER_MONTHS } from "~/services/orders/notePlacedOrder";
import { MAIL_DAYS } from "~/services/feedback/forgetMails";
import { KEPT_DAYS as LIST_DAYS } from "~/services/prospects/forgetLists";
import { readRegister } from "~/services/register/readRegister";
import { DELIVERY_DAYS } from "~/services/webhooks/takeWebhook";

/** How long something is kept. `months: null` stands for what the shop itself has chosen. */
export type KeptFor = { readonly days: number } | { readonly months: number | null };

/** One rule: what it removes or reduces, after how long, on which ground of law, and what does it. Its words live in app/ui/privacy/retentionWords.ts; docs/data-map.md is made from both. */
export interface RetentionRule {
  /** Tables with the columns that are emptied; all of a row where none is named. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly keptFor: KeptFor;
  readonly law: string;
  /** Queue whose job does it. */
  readonly job: "retention" | "housekeeping";
  /** Whether staff must switch it on. */
  readonly chosen: boolean;
  /** How many rows the next run would take. Changes nothing. */
  count(shopId: number, at: Date): Promise<number>;
}

export const RETENTION_IDS = [
  "contacts",
  "consent_requests_unanswered",
  "consent_traces",
  "prospect_files",
  "consent_files",
  "consent_attempts",
  "incoming_mails",
  "exclusion_files",
  "mail_event_details",
  "opt_out_traces",
  "look_up_answers",
  "request_notes",
  "store_orders",
  "staff_addresses",
  "webhook_deliveries",
] as const;
export type RetentionId = (typeof RETENTION_IDS)[number];

/** Months for which a delivery report keeps its detail, a request its note, and consent its IP addresses and browsers. */
const EVENT_DETAIL_MONTHS = 12;
const REQUEST_NOTE_MONTHS = 12;
const ATTEMPT_KINDS = Object.keys(ATTEMPT_LIMITS) as AttemptKind[];
/** What is left of a contact is its number in the store, so that the store does not bring it back by itself (P3). */
const REMOVED_FROM_CONTACT =
  "email address_usable freemail exclusion_key consent_key name company country tags search_words relation prospect_origin relation_since order_count last_order_at amount_spent company_ordered_at " +
  "related_month legal_form evidence_strength evidence held_evidence company_key marketing_state marketing_opt_in source_mark notice_given_at excluded consent in_uk fact_class";
const STORAGE_LIMITATION = "UK GDPR Art 5(1)(e)";

/** A count by one statement: `$1` the shop, `$2` the moment. */
const by =
  (sql: string) =>
  async (shopId: number, at: Date): Promise<number> => {
    const { rows } = await pool().query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [shopId, at]);
    return rows[0]?.n ?? 0;
  };

/** What each of the app's own nightly reductions takes, as a condition with `$2` the moment. */
export const DUE = {
  mail_event: `detail IS NOT NULL AND at < $2::timestamptz - interval '${EVENT_DETAIL_MONTHS} months'`,
  opt_out_trace: `at < $2::timestamptz - interval '${TRACE_MONTHS} months'`,
  privacy_request: `note IS NOT NULL AND done_at < $2::timestamptz - interval '${REQUEST_NOTE_MONTHS} months'`,
  staff_address: "verified_at IS NULL AND expires_at <= $2",
  store_order: `placed_at < $2::timestamptz - interval '${ORDER_MONTHS} months'`,
  product_purchase: `last_at < $2::timestamptz - interval '${ORDER_MONTHS} months'`,
  company_look_up: `fetched_at < $2::timestamptz - interval '${FOUND_DAYS} days'
    AND NOT EXISTS (SELECT 1 FROM contact_look_up l WHERE l.shop_id = company_look_up.shop_id AND l.number = company_look_up.number)`,
  // By which no mail can be found. On its first day an audience may be being stored from before the contact left it.
  former_mailbox: `left_at < $2::timestamptz - interval '1 day' AND NOT EXISTS (
    SELECT 1 FROM recipient r WHERE r.shop_id = former_mailbox.shop_id AND r.contact_id = former_mailbox.contact_id AND r.exclusion_key = former_mailbox.exclusion_key)`,
} as const;

export const RETENTION_RULES: Readonly<Record<RetentionId, RetentionRule>> = {
  contacts: {
    tables: {
      contact: REMOVED_FROM_CONTACT.split(" "),
      form_evidence: [],
      prospect: [],
      contact_look_up: [],
      company_contact: [],
      store_segment_member: [],
      product_purchase: [],
      recipient: ["email", "refusal"],
      evidence_export: ["reason"],
      consent_request: [
        "email",
        "asked_note",
        "ip",
        "user_agent",
        "confirmed_ip",
        "confirmed_user_agent",
        "token_hash",
      ],
    },
    keptFor: { months: null },
    law: `${STORAGE_LIMITATION}, Art 6`,
    job: "retention",
    chosen: true,
    count: async (shopId, at) => {
      const { toRemove, goneToRemove } = await readRegister(shopId, at);
      return toRemove + goneToRemove;
    },
  },
  consent_requests_unanswered: {
    tables: { address_standing: ["standing"] },
    keptFor: { days: LINK_DAYS },
    law: `${STORAGE_LIMITATION}, Art 6(1)(a)`,
    job: "housekeeping",
    chosen: false,
    count: by(
      `address_standing a WHERE a.shop_id = $1 AND a.standing = 'requested'
         AND (SELECT max(q.expires_at) FROM consent_request q WHERE q.shop_id = a.shop_id AND q.consent_key = a.consent_key) <= $2`,
    ),
  },
  consent_traces: {
    tables: { consent_request: ["ip", "user_agent", "confirmed_ip", "confirmed_user_agent"] },
    keptFor: { months: TRACE_MONTHS },
    law: `${STORAGE_LIMITATION}, Art 7(1)`,
    job: "housekeeping",
    chosen: false,
    count: by(
      `consent_request WHERE shop_id = $1 AND traces_reduced_at IS NULL AND coalesce(ip, user_agent, confirmed_ip, confirmed_user_agent) IS NOT NULL
         AND coalesce(confirmed_at, requested_at) < $2::timestamptz - interval '${TRACE_MONTHS} months'`,
    ),
  },
  prospect_files: {
    tables: { prospect_file_part: [], prospect_row: [] },
    keptFor: { days: LIST_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(
      `prospect_list WHERE shop_id = $1 AND forgotten_at IS NULL AND uploaded_at <= $2::timestamptz - make_interval(days => ${LIST_DAYS}) AND state NOT IN ('checking', 'importing')`,
    ),
  },
  consent_files: {
    tables: { consent_import_part: [], consent_import_row: [] },
    keptFor: { days: LIST_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(
      `consent_import WHERE shop_id = $1 AND forgotten_at IS NULL AND uploaded_at <= $2::timestamptz - make_interval(days => ${LIST_DAYS}) AND state NOT IN ('checking', 'importing')`,
    ),
  },
  consent_attempts: {
    tables: { consent_attempt: [] },
    keptFor: { days: Math.max(...ATTEMPT_KINDS.map(longestWindow)) / 24 },
    law: `${STORAGE_LIMITATION}, Art 32`,
    job: "housekeeping",
    chosen: false,
    count: by(
      `consent_attempt WHERE shop_id = $1 AND NOT EXISTS (SELECT 1 FROM unnest(times) t WHERE t > $2::timestamptz - CASE kind ${ATTEMPT_KINDS.map((kind) => `WHEN '${kind}' THEN interval '${longestWindow(kind)} hours'`).join(" ")} END)`,
    ),
  },
  incoming_mails: {
    tables: { inbound_mail: [] },
    keptFor: { days: MAIL_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(`inbound_mail WHERE shop_id = $1 AND at < $2::timestamptz - make_interval(days => ${MAIL_DAYS})`),
  },
  exclusion_files: {
    tables: { exclusion_import_row: [], exclusion_import_line: [], exclusion_import: [] },
    keptFor: { days: UNTAKEN_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(
      `exclusion_import WHERE shop_id = $1 AND state = 'read' AND at < $2::timestamptz - interval '${UNTAKEN_DAYS} days'`,
    ),
  },
  mail_event_details: {
    tables: { mail_event: ["detail"] },
    keptFor: { months: EVENT_DETAIL_MONTHS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(`mail_event WHERE shop_id = $1 AND ${DUE.mail_event}`),
  },
  opt_out_traces: {
    tables: { opt_out_trace: [] },
    keptFor: { months: TRACE_MONTHS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(`opt_out_trace WHERE shop_id = $1 AND ${DUE.opt_out_trace}`),
  },
  look_up_answers: {
    tables: { company_look_up: [] },
    keptFor: { days: FOUND_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(`company_look_up WHERE shop_id = $1 AND ${DUE.company_look_up}`),
  },
  request_notes: {
    tables: { privacy_request: ["note"] },
    keptFor: { months: REQUEST_NOTE_MONTHS },
    law: `${STORAGE_LIMITATION}, Art 5(2)`,
    job: "housekeeping",
    chosen: false,
    count: by(`privacy_request WHERE shop_id = $1 AND ${DUE.privacy_request}`),
  },
  store_orders: {
    tables: { store_order: [], product_purchase: [] },
    keptFor: { months: ORDER_MONTHS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(
      `(SELECT 1 FROM store_order WHERE shop_id = $1 AND ${DUE.store_order} UNION ALL SELECT 1 FROM product_purchase WHERE shop_id = $1 AND ${DUE.product_purchase}) due`,
    ),
  },
  staff_addresses: {
    tables: { staff_address: [] },
    keptFor: { days: LINK_HOURS / 24 },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(`staff_address WHERE shop_id = $1 AND ${DUE.staff_address}`),
  },
  webhook_deliveries: {
    tables: { webhook_delivery: [] },
    keptFor: { days: DELIVERY_DAYS },
    law: STORAGE_LIMITATION,
    job: "housekeeping",
    chosen: false,
    count: by(
      `webhook_delivery d JOIN shop s ON s.domain = d.shop WHERE s.id = $1 AND d.received_at < $2::timestamptz - interval '${DELIVERY_DAYS} days'`,
    ),
  },
};
