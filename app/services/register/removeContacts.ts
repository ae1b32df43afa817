import { pool } from "~/db/client";
import { FACT_CLASS, FACT_LOOKUPS } from "~/db/contactFacts";
import { lockContacts, lockForExclusion } from "~/db/locks";
import { transaction, type Transaction } from "~/db/transaction";

/** Contacts removed in one transaction: it keeps opt-outs waiting for as long as it lasts. */
const CHUNK = 2000;

/** Which contacts a run removes: of these classes, last related before this month. */
export interface RemovalRule {
  readonly classes: readonly string[];
  readonly beforeMonth: number;
}

/** A contact to whom mail is on its way, or about to be: `$at` is the moment. A paused campaign does not count: when it goes on, everybody is decided again. */
const mailInFlight = (at: string) => `EXISTS (
    SELECT 1 FROM recipient r JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
    LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1
    WHERE r.shop_id = c.shop_id AND r.contact_id = c.id AND r.basis IS NOT NULL
      AND (k.state = 'sending' AND (b.number IS NULL OR b.state = 'claimed') OR b.state IN ('sending', 'unknown') AND b.lease_until > ${at}))`;

/**
 * Removes the personal data of every contact that falls under the rule, chunk by chunk, and adds each chunk to the run's count in the same transaction (P3; UK GDPR Art 5(1)(e)). What stays is without an address: the
 * store's customer number, so that the next sync knows it; what campaigns decided and counted; keyed hashes in the ledger and on the exclusion list (P12), whose entries are not touched. Whoever has mail on its way is left. Safe to run again.
 */
export async function removeContacts(shopId: number, runId: number, rule: RemovalRule, at: Date): Promise<void> {
  // Present ones class by class, in the order of contact_register_idx; those gone from the store by contact_gone_idx.
  for (const factClass of rule.classes)
    await removeFound(shopId, runId, rule, at, {
      sql: "deleted_at IS NULL AND fact_class = ANY($2)",
      classes: [factClass],
    });
  const gone = "deleted_at IS NOT NULL AND removed_at IS NULL AND fact_class = ANY($2)";
  await removeFound(shopId, runId, rule, at, { sql: gone, classes: rule.classes });
}

async function removeFound(
  shopId: number,
  runId: number,
  rule: RemovalRule,
  at: Date,
  found: { readonly sql: string; readonly classes: readonly string[] },
): Promise<void> {
  for (let after = { month: -1, id: "0" }; ;) {
    // Without a lock: each chunk is looked at again under the locks.
    const { rows } = await pool().query<{ month: number; id: string }>(
      `SELECT related_month AS month, id::text FROM contact
       WHERE shop_id = $1 AND ${found.sql} AND related_month < $3 AND (related_month, id) > ($4::int, $5::bigint)
       ORDER BY related_month, contact.id LIMIT ${CHUNK}`,
      [shopId, found.classes, rule.beforeMonth, after.month, after.id],
    );
    const last = rows.at(-1);
    if (!last) return;
    const ids = rows.map(({ id }) => id);
    await transaction((tx) => removeChunk(tx, shopId, runId, rule, ids, at));
    after = last;
  }
}

async function removeChunk(
  tx: Transaction,
  shopId: number,
  runId: number,
  rule: RemovalRule,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  // No batch is decided meanwhile, and nobody changes what contacts hold copies of.
  await lockForExclusion(tx, shopId);
  await lockContacts(tx, shopId);
  // From the originals, not from the copy: a contact whose copy lags behind is left.
  const { rows } = await tx.query<{ id: string; customerId: string | null; consentKey: Buffer | null }>(
    `SELECT c.id::text AS id, c.shopify_id::text AS "customerId", c.consent_key AS "consentKey" FROM ${FACT_LOOKUPS}
     WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[]) AND c.removed_at IS NULL AND c.related_month < $3 AND ${FACT_CLASS} = ANY($4::text[])
       AND NOT ${mailInFlight("$5")} AND NOT EXISTS (SELECT 1 FROM campaign WHERE shop_id = $1 AND state = 'sending' AND audience_built_at IS NULL)
     ORDER BY c.id FOR UPDATE OF c`,
    [shopId, ids, rule.beforeMonth, rule.classes, at],
  );
  if (rows.length === 0) return;
  const removed = rows.map(({ id }) => id);
  await tx.query(
    `UPDATE contact SET email = '', name = '', company = '', country = NULL, tags = '{}', evidence = '[]', search_words = NULL, company_key = NULL, source_mark = NULL,
       exclusion_key = NULL, consent_key = NULL, excluded = false, consent = 'none', address_usable = false, freemail = false, in_uk = (SELECT country = 'GB' FROM shop WHERE id = $1), legal_form = 'unknown',
       evidence_strength = 'insufficient', held_evidence = false, relation = 'none', prospect_origin = 'none', relation_since = NULL, order_count = 0,
       last_order_at = NULL, amount_spent = NULL, company_ordered_at = NULL, notice_given_at = NULL, marketing_state = 'NOT_SUBSCRIBED', marketing_opt_in = NULL,
       deleted_at = coalesce(deleted_at, $3), removed_at = $3
     WHERE shop_id = $1 AND id = ANY($2::bigint[])`,
    [shopId, removed, at],
  );
  // SendGrid's words about a refused address may repeat it, and staff's words of why they took evidence out may name its person.
  await tx.query(
    "UPDATE recipient SET email = '', refusal = CASE WHEN refusal IS NOT NULL THEN 'removed' END WHERE shop_id = $1 AND contact_id = ANY($2::bigint[])",
    [shopId, removed],
  );
  await tx.query(
    "UPDATE evidence_export SET reason = NULL WHERE shop_id = $1 AND contact_id = ANY($2::bigint[]) AND reason IS NOT NULL",
    [shopId, removed],
  );
  const customers = rows.flatMap(({ customerId }) => customerId ?? []);
  for (const table of ["company_contact", "store_segment_member", "product_purchase"])
    await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND customer_id = ANY($2::bigint[])`, [shopId, customers]);
  for (const table of ["form_evidence", "prospect", "contact_look_up"])
    await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND contact_id = ANY($2::bigint[])`, [shopId, removed]);
  await reduceConsentRequests(
    tx,
    shopId,
    rows.flatMap(({ consentKey }) => consentKey ?? []),
  );
  await tx.query("UPDATE retention_run SET removed = removed + $3 WHERE shop_id = $1 AND id = $2", [
    shopId,
    runId,
    removed.length,
  ]);
}

/** Takes the address out of what was asked for with it, unless a consent rests on it or its mail is still to go. The order's number stays: a webhook that comes again must not ask again. */
async function reduceConsentRequests(tx: Transaction, shopId: number, consentKeys: readonly Buffer[]): Promise<void> {
  await tx.query(
    `UPDATE consent_request q SET email = '', ip = NULL, user_agent = NULL, confirmed_ip = NULL, confirmed_user_agent = NULL, asked_note = NULL, token_hash = NULL
     WHERE q.shop_id = $1 AND q.consent_key = ANY($2::bytea[])
       AND NOT EXISTS (SELECT 1 FROM address_standing a WHERE a.shop_id = $1 AND a.consent_key = q.consent_key AND a.standing IN ('requested', 'confirmed'))
       AND NOT EXISTS (SELECT 1 FROM single_mail m WHERE m.shop_id = $1 AND m.request_id = q.id AND m.state IN ('queued', 'sending'))`,
    [shopId, consentKeys],
  );
}
