import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { whileAway } from "~/services/shops/presence";

/** Rows to one transaction: short enough that nobody waits for it. */
const CHUNK = 5000;

/** Tables whose rows of a shop go altogether, in this order: contacts before their counts and former mailboxes, which follow them. */
export const ERASED = [
  "contact",
  "contact_count",
  "former_mailbox",
  "company_contact",
  "company_location",
  "company",
  "form_evidence",
  "review_item",
  "contact_look_up",
  "company_look_up",
  "company_look_up_call",
  "prospect",
  "prospect_row",
  "prospect_file_part",
  "mail_event",
  "opt_out_trace",
  "store_order",
  "product_purchase",
  "purchase_reading",
  "store_collection_product",
  "store_collection",
  "store_product",
  "store_segment_member",
  "store_segment",
  "campaign_watch",
  "consent_attempt",
  "store_write",
  "suppression_write",
  "sync_seen",
  "sync_set_aside",
  "sync_run",
  "exclusion_import_row",
  "exclusion_import_line",
  "exclusion_import",
  "exclusion_return",
  "assessment_draft",
  "consent_wording_draft",
  "consent_import_row",
  "consent_import_part",
  "retention_rule",
  "feedback_attachment",
  "feedback_message",
  "inbound_mail",
  "policy_draft",
  "policy_check",
  "single_mail",
  "staff_address",
  "mail_template",
  "shop_settings",
] as const;

/**
 * Tables whose rows stay without what tells who they are about: columns of their order, and what is taken out. Keyed hashes stay, so that links answer and exclusions hold (P9, P12).
 */
export const REDUCED = [
  {
    table: "recipient",
    order: ["campaign_id", "seq"],
    set: "email = '', refusal = NULL",
    where: "email <> '' OR refusal IS NOT NULL",
  },
  {
    table: "consent_request",
    order: ["id"],
    set: "email = '', ip = NULL, user_agent = NULL, confirmed_ip = NULL, confirmed_user_agent = NULL, order_id = NULL, page = NULL, stated_form = NULL, asked_note = NULL, token_hash = NULL",
    where:
      "email <> '' OR ip IS NOT NULL OR user_agent IS NOT NULL OR confirmed_ip IS NOT NULL OR confirmed_user_agent IS NOT NULL OR order_id IS NOT NULL OR page IS NOT NULL OR stated_form IS NOT NULL OR asked_note IS NOT NULL OR token_hash IS NOT NULL",
  },
  {
    table: "exclusion",
    order: ["key"],
    set: "email = NULL, note = NULL",
    where: "email IS NOT NULL OR note IS NOT NULL",
  },
  { table: "exclusion_event", order: ["id"], set: "note = NULL", where: "note IS NOT NULL" },
  { table: "privacy_request", order: ["id"], set: "note = NULL", where: "note IS NOT NULL" },
  {
    table: "feedback_case",
    order: ["id"],
    set: "email = NULL, name = NULL, subject = NULL",
    where: "email IS NOT NULL OR name IS NOT NULL OR subject IS NOT NULL",
  },
  { table: "evidence_export", order: ["id"], set: "reason = NULL", where: "reason IS NOT NULL" },
] as const satisfies readonly { table: string; order: readonly string[]; set: string; where: string }[];

/** Tables of a shop that stay as they are: hashes, keys, published words, evidence of what was sent on which ground and of what staff declared. Drafts of campaigns go. */
export const KEPT = [
  "app_key",
  "consent_event",
  "consent_unsealed",
  "consent_seal",
  "consent_seal_head",
  "address_standing",
  "consent_wording",
  "consent_import",
  "assessment",
  "audience",
  "audience_version",
  "batch",
  "campaign",
  "exclusion_export",
  "feedback_event",
  "opt_out_reason",
  "policy_version",
  "prospect_list",
  "prospect_list_event",
  "retention_run",
  "erased_subject",
  "audit_event",
] as const;

/**
 * Erases what is known of a shop that removed the app (Shopify's `shop/redact`; UK GDPR Art 17), some thousand rows at a time; safe to run again. Exclusions keep keyed hash, date and reason; the ledger keeps its hashes; keys stay,
 * so that opt-out links answer for ever. A shop that has the app again by then is left alone, also in the middle of it. Marks the request as done, with the rows by table, or as declined because the app is back.
 */
export async function redactShop(shopId: number, requestId: string, at: Date): Promise<void> {
  const counts: Record<string, number> = {};
  const erased =
    (await eraseTables(shopId, counts)) && (await reduceTables(shopId, counts)) && (await eraseDrafts(shopId, counts));
  const shop = await prisma().shop.findUnique({ where: { id: shopId }, select: { domain: true } });
  if (!shop) return;
  if (erased) await prisma().session.deleteMany({ where: { shop: shop.domain } });
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE privacy_request SET done_at = $3, done_by = $4, state = $5, outcome = $6, evidence = $7 WHERE shop = $1 AND id = $2 AND done_at IS NULL",
      [
        shop.domain,
        requestId,
        at,
        THE_APP,
        erased ? "done" : "declined",
        erased ? null : "app_is_back",
        JSON.stringify(counts),
      ],
    );
    if (!rowCount || !erased) return;
    await record(tx, shopId, {
      act: "shop_redacted",
      actor: THE_APP,
      at,
      subject: { kind: "privacy_request", id: requestId },
      after: { rows: counts },
    });
  });
}

/** Adds rows to a table's count; tables of which nothing went are left out. */
function add(counts: Record<string, number>, table: string, rows: number): void {
  if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
}

async function eraseTables(shopId: number, counts: Record<string, number>): Promise<boolean> {
  for (const table of ERASED) {
    for (let gone = CHUNK; gone === CHUNK;) {
      const chunk = await whileAway(shopId, async (tx) => {
        const { rowCount } = await tx.query(
          `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE shop_id = $1 LIMIT ${CHUNK}))`,
          [shopId],
        );
        return rowCount ?? 0;
      });
      if (chunk === undefined) return false;
      add(counts, table, chunk);
      gone = chunk;
    }
  }
  return true;
}

async function reduceTables(shopId: number, counts: Record<string, number>): Promise<boolean> {
  for (const { table, order, set, where } of REDUCED) {
    const columns = order.join(", ");
    for (let after: readonly unknown[] | undefined = []; after;) {
      const from: readonly unknown[] = after;
      const chunk = await whileAway(shopId, async (tx) => {
        const beyond = from.length > 0 ? `AND (${columns}) > (${from.map((_, at) => `$${at + 2}`).join(", ")})` : "";
        const { rows } = await tx.query<Record<string, unknown>>(
          `SELECT ${columns} FROM ${table} WHERE shop_id = $1 ${beyond} ORDER BY ${columns} LIMIT ${CHUNK}`,
          [shopId, ...from],
        );
        const last = rows.at(-1);
        if (!last) return { next: undefined, reduced: 0 };
        const end = order.map((column) => last[column]);
        const upTo = `AND (${columns}) <= (${end.map((_, at) => `$${at + 2 + from.length}`).join(", ")})`;
        const { rowCount } = await tx.query(
          `UPDATE ${table} SET ${set} WHERE shop_id = $1 ${beyond} ${upTo} AND (${where})`,
          [shopId, ...from, ...end],
        );
        return { next: rows.length === CHUNK ? end : undefined, reduced: rowCount ?? 0 };
      });
      if (!chunk) return false;
      add(counts, table, chunk.reduced);
      after = chunk.next;
    }
  }
  return true;
}

async function eraseDrafts(shopId: number, counts: Record<string, number>): Promise<boolean> {
  const done = await whileAway(shopId, (tx) =>
    tx.query("DELETE FROM campaign WHERE shop_id = $1 AND state IN ('draft', 'scheduled')", [shopId]),
  );
  if (done) add(counts, "campaign", done.rowCount ?? 0);
  return done !== undefined;
}
