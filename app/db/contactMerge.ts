import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import { copiesOf, COPY_COLUMNS, readCopies } from "./contactCopies";
import { PLAIN_COLUMNS, STAGED_COLUMNS, TOLD_COLUMNS, type StagedContact } from "./contactRow";
import { copyFields } from "./copyText";
import { pool } from "./client";
import { lockContacts } from "./locks";
import type { Transaction } from "./transaction";

/** What a merge did. */
export interface MergeResult {
  /** Contacts written. */
  readonly changed: number;
  /** Customers of those that were not there before. */
  readonly added: ReadonlySet<string>;
  /** Contacts written whose legal form also rests on evidence that the store does not have: it must be weighed anew. */
  readonly held: readonly string[];
}

/**
 * Merges some thousand rows into the shop's contacts: new ones added, changed ones overwritten, unchanged ones not touched. `readAt` is when the store was asked: what was read earlier, or is older by the store's own date,
 * never overwrites (so that messages may come in any order); what was deleted since stays deleted; what the retention rule removed comes back only with a newer order. Takes `lockContacts`.
 */
export async function mergeContacts(
  tx: Transaction,
  shopId: number,
  rows: readonly StagedContact[],
  readAt: Date,
): Promise<MergeResult> {
  if (rows.length === 0) return { changed: 0, added: new Set(), held: [] };
  const newest = newestOfEach(rows);
  // From here on nobody else adds contacts of the shop: who is new stays new.
  await lockContacts(tx, shopId);
  const known = await knownAmong(tx, shopId, newest);
  const fresh = newest.filter(({ shopifyId }) => !known.has(shopifyId));
  const met = newest.filter(({ shopifyId }) => known.has(shopifyId));
  await insertNew(tx, shopId, fresh, readAt);
  const { updated, accepted } = await overwriteKnown(tx, shopId, met, readAt);
  await linkCompanies(tx, shopId, [...fresh, ...accepted]);
  return {
    changed: updated.length + fresh.length,
    added: new Set(fresh.map(({ shopifyId }) => shopifyId)),
    held: updated.filter(({ held }) => held).map(({ id }) => id),
  };
}

/** Of these customers, those whose contacts were last written from a line with this very mark, and are still there. */
export async function findUnchanged(shopId: number, marks: ReadonlyMap<string, Buffer>): Promise<ReadonlySet<string>> {
  const { rows } = await pool().query<{ id: string; mark: Buffer }>(
    `SELECT shopify_id AS id, source_mark AS mark FROM contact
     WHERE shop_id = $1 AND shopify_id = ANY($2::bigint[]) AND source_mark IS NOT NULL AND deleted_at IS NULL`,
    [shopId, [...marks.keys()]],
  );
  return new Set(rows.filter(({ id, mark }) => marks.get(id)?.equals(mark)).map(({ id }) => id));
}

/** A bulk file may hold a customer twice: the newest counts. */
function newestOfEach(rows: readonly StagedContact[]): StagedContact[] {
  const newest = new Map<string, StagedContact>();
  for (const row of rows) {
    const known = newest.get(row.shopifyId);
    if (!known || Date.parse(known.sourceUpdatedAt) <= Date.parse(row.sourceUpdatedAt)) newest.set(row.shopifyId, row);
  }
  return [...newest.values()];
}

async function knownAmong(tx: Transaction, shopId: number, rows: readonly StagedContact[]): Promise<Set<string>> {
  const { rows: known } = await tx.query<{ id: string }>(
    "SELECT shopify_id AS id FROM contact WHERE shop_id = $1 AND shopify_id = ANY($2::bigint[])",
    [shopId, rows.map(({ shopifyId }) => shopifyId)],
  );
  return new Set(known.map(({ id }) => id));
}

/**
 * Adds contacts that are not there, copies of the exclusion list and the ledger included.
 * Straight into the table: through the stage and an INSERT ... SELECT with a look at the originals for each row, the database took twice as long for a first import.
 */
async function insertNew(tx: Transaction, shopId: number, rows: readonly StagedContact[], readAt: Date): Promise<void> {
  if (rows.length === 0) return;
  const copies = await readCopies(tx, shopId, rows);
  const texts = rows.map((row) => `${row.text}\t${copyFields([shopId, readAt, ...copies(row)])}\n`);
  await copyIn(tx, `contact (${[...STAGED_COLUMNS, "shop_id", "read_at", ...COPY_COLUMNS].join(", ")})`, texts);
}

/** Overwrites contacts that are there with what is newer and different. Gives those that were written, and the rows that are what the contacts say now: not those that something read later, or newer by the store's own date, has overtaken. */
async function overwriteKnown(
  tx: Transaction,
  shopId: number,
  rows: readonly StagedContact[],
  readAt: Date,
): Promise<{ updated: { id: string; held: boolean }[]; accepted: StagedContact[] }> {
  if (rows.length === 0) return { updated: [], accepted: [] };
  await stage(tx, rows);
  // An UPDATE, not ON CONFLICT DO UPDATE: that one locks, and so writes, every row it meets, changed or not.
  const { rows: updated } = await tx.query<{ id: string; held: boolean }>(
    `UPDATE contact c SET ${PLAIN_COLUMNS.map((column) => `${column} = s.${column}`).join(", ")},
       legal_form = CASE WHEN c.held_evidence THEN c.legal_form ELSE s.legal_form END,
       evidence_strength = CASE WHEN c.held_evidence THEN c.evidence_strength ELSE s.evidence_strength END,
       ${copiesOf("s")}, read_at = $2, deleted_at = NULL, removed_at = NULL
     FROM contact_stage s
     WHERE c.shop_id = $1 AND c.shopify_id = s.shopify_id
       AND CASE WHEN c.deleted_at IS NULL THEN (c.source_updated_at, c.read_at) <= (s.source_updated_at, $2) ELSE c.read_at <= $2 END
       AND (c.removed_at IS NULL OR s.last_order_at > c.removed_at)
       AND (c.deleted_at IS NOT NULL OR (${TOLD_COLUMNS.map((column) => `c.${column}`).join(", ")}) IS DISTINCT FROM (${TOLD_COLUMNS.map((column) => `s.${column}`).join(", ")}))
     RETURNING c.id, c.held_evidence AS held`,
    [shopId, readAt],
  );
  const { rows: current } = await tx.query<{ id: string }>(
    `SELECT s.shopify_id AS id FROM contact_stage s JOIN contact c ON c.shop_id = $1 AND c.shopify_id = s.shopify_id
     WHERE c.deleted_at IS NULL AND (c.source_updated_at, c.read_at) <= (s.source_updated_at, $2)`,
    [shopId, readAt],
  );
  const ids = new Set(current.map(({ id }) => id));
  return { updated, accepted: rows.filter(({ shopifyId }) => ids.has(shopifyId)) };
}

/** Copies rows into the connection's own stage, which is empty again after the transaction. */
async function stage(tx: Transaction, rows: readonly StagedContact[]): Promise<void> {
  await tx.query(
    `CREATE TEMP TABLE IF NOT EXISTS contact_stage ON COMMIT DELETE ROWS AS
     SELECT ${STAGED_COLUMNS.join(", ")} FROM contact WITH NO DATA`,
  );
  await copyIn(
    tx,
    `contact_stage (${STAGED_COLUMNS.join(", ")})`,
    rows.map(({ text }) => `${text}\n`),
  );
  // The stage has no statistics: guessing, the planner may join by hashing all contacts for each chunk, where a look-up a row is what it takes.
  await tx.query("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
}

/** Some hundred rows at a time: the next are joined while these are on their way. */
async function copyIn(tx: Transaction, target: string, texts: readonly string[]): Promise<void> {
  const parts = Array.from({ length: Math.ceil(texts.length / 250) }, (_, part) =>
    texts.slice(part * 250, (part + 1) * 250).join(""),
  );
  await pipeline(Readable.from(parts), tx.query(copyFrom(`COPY ${target} FROM STDIN`)));
}

/** Who acts for which company, as far as the rows tell. */
async function linkCompanies(tx: Transaction, shopId: number, rows: readonly StagedContact[]): Promise<void> {
  const links = rows.flatMap(({ shopifyId, companyIds }) => companyIds.map((companyId) => ({ shopifyId, companyId })));
  const pairs = [links.map(({ companyId }) => companyId), links.map(({ shopifyId }) => shopifyId)];
  await tx.query(
    `DELETE FROM company_contact WHERE shop_id = $1 AND customer_id = ANY($4::bigint[])
       AND (company_id, customer_id) NOT IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))`,
    [shopId, ...pairs, rows.map(({ shopifyId }) => shopifyId)],
  );
  if (links.length === 0) return;
  await tx.query(
    `INSERT INTO company_contact (shop_id, company_id, customer_id)
     SELECT DISTINCT $1::int, * FROM unnest($2::bigint[], $3::bigint[]) ON CONFLICT DO NOTHING`,
    [shopId, ...pairs],
  );
}
