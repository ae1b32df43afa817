import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { EvidenceStrength, LegalForm, Relation } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { pool } from "./client";
import { copyRow, type CopyValue } from "./copyText";
import { lexeme } from "./contactPages";
import { lockContacts } from "./locks";
import type { Transaction } from "./transaction";

/** A contact as the store gives it. Dates are ISO 8601 texts; ids are the numbers of Shopify's gids. */
export interface ContactRow {
  shopifyId: string;
  email: string;
  addressUsable: boolean;
  freemail: boolean;
  exclusionKey: Buffer | null;
  consentKey: Buffer | null;
  name: string;
  company: string;
  companyKey: string | null;
  country: string | null;
  tags: readonly string[];
  relation: Relation;
  relationSince: string | null;
  orderCount: number;
  lastOrderAt: string | null;
  legalForm: LegalForm;
  evidenceStrength: EvidenceStrength;
  evidence: readonly Evidence[];
  classifier: number;
  marketingState: string;
  marketingOptIn: string | null;
  /** When that last changed; null when the store does not say. Not a column: only what is excluded by it asks. */
  marketingUpdatedAt: string | null;
  sourceUpdatedAt: string;
  /** Hash of all it is made from, for the next sync; null when it was not read from a bulk file. */
  sourceMark: Buffer | null;
  searchWords: readonly string[];
  /** Companies it acts for. */
  companyIds: readonly string[];
}

/** Columns of the stage that are columns of the contact, with how a row fills them. A change in one of `told` is a change of the contact; `derived` ones follow from those and from the classifier's version. */
const TOLD: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  email: (row) => row.email,
  freemail: (row) => row.freemail,
  name: (row) => row.name,
  company: (row) => row.company,
  company_key: (row) => row.companyKey,
  country: (row) => row.country,
  tags: (row) => row.tags,
  relation: (row) => row.relation,
  relation_since: (row) => row.relationSince,
  order_count: (row) => row.orderCount,
  last_order_at: (row) => row.lastOrderAt,
  evidence: (row) => ({ json: row.evidence }),
  classifier: (row) => row.classifier,
  marketing_state: (row) => row.marketingState,
  marketing_opt_in: (row) => row.marketingOptIn,
  source_updated_at: (row) => row.sourceUpdatedAt,
};
const DERIVED: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  address_usable: (row) => row.addressUsable,
  exclusion_key: (row) => row.exclusionKey,
  consent_key: (row) => row.consentKey,
  source_mark: (row) => row.sourceMark,
  search_words: (row) => row.searchWords.map(lexeme).join(" "),
};
const WEIGHED: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  legal_form: (row) => row.legalForm,
  evidence_strength: (row) => row.evidenceStrength,
};
const FIELDS = { shopify_id: (row: ContactRow): CopyValue => row.shopifyId, ...TOLD, ...DERIVED, ...WEIGHED };
const COLUMNS = Object.keys(FIELDS);
const READERS = Object.values(FIELDS);
const told = Object.keys(TOLD);
const plain = [...told, ...Object.keys(DERIVED)];

const MENDED_AT_ONCE = 5000;

/** What a merge did. */
export interface MergeResult {
  /** Contacts written. */
  readonly changed: number;
  /** Those of them whose legal form also rests on evidence that the store does not have: it must be weighed anew. */
  readonly held: readonly string[];
}

/**
 * Merges some thousand rows into the shop's contacts: new ones added, changed ones overwritten, unchanged ones not touched. `readAt` is when the store was asked: what was read earlier, or is older by the store's own date,
 * never overwrites (so that messages may come in any order); what was deleted since stays deleted; what the retention rule removed comes back only with a newer order. Takes `lockContacts`.
 */
export async function mergeContacts(
  tx: Transaction,
  shopId: number,
  rows: readonly ContactRow[],
  readAt: Date,
): Promise<MergeResult> {
  if (rows.length === 0) return { changed: 0, held: [] };
  const newest = newestOfEach(rows);
  await stage(tx, newest);
  await lockContacts(tx, shopId);
  const updated = await updateChanged(tx, shopId, readAt);
  const added = await insertNew(tx, shopId, readAt);
  await linkCompanies(tx, shopId, await acceptedOf(tx, shopId, newest, readAt));
  return { changed: updated.length + added, held: updated.filter(({ held }) => held).map(({ id }) => id) };
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
function newestOfEach(rows: readonly ContactRow[]): ContactRow[] {
  const newest = new Map<string, ContactRow>();
  for (const row of rows) {
    const known = newest.get(row.shopifyId);
    if (!known || Date.parse(known.sourceUpdatedAt) <= Date.parse(row.sourceUpdatedAt)) newest.set(row.shopifyId, row);
  }
  return [...newest.values()];
}

/** Copies rows into the connection's own stage, which is empty again after the transaction. */
async function stage(tx: Transaction, rows: readonly ContactRow[]): Promise<void> {
  await tx.query(
    `CREATE TEMP TABLE IF NOT EXISTS contact_stage ON COMMIT DELETE ROWS AS
     SELECT ${COLUMNS.join(", ")} FROM contact WITH NO DATA`,
  );
  await pipeline(
    Readable.from(copyTexts(rows)),
    tx.query(copyFrom(`COPY contact_stage (${COLUMNS.join(", ")}) FROM STDIN`)),
  );
  // The stage has no statistics: guessing, the planner may join by hashing all contacts for each chunk, where a look-up a row is what it takes.
  await tx.query("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
}

/** Some hundred rows at a time: the next are written while these are on their way. */
function* copyTexts(rows: readonly ContactRow[]): Generator<string> {
  for (let from = 0; from < rows.length; from += 250)
    yield rows
      .slice(from, from + 250)
      .map((row) => copyRow(READERS.map((read) => read(row))))
      .join("");
}

async function updateChanged(tx: Transaction, shopId: number, readAt: Date): Promise<{ id: string; held: boolean }[]> {
  // An UPDATE, not ON CONFLICT DO UPDATE: that one locks, and so writes, every row it meets, changed or not.
  const { rows } = await tx.query<{ id: string; held: boolean }>(
    `UPDATE contact c SET ${plain.map((column) => `${column} = s.${column}`).join(", ")},
       legal_form = CASE WHEN c.held_evidence THEN c.legal_form ELSE s.legal_form END,
       evidence_strength = CASE WHEN c.held_evidence THEN c.evidence_strength ELSE s.evidence_strength END,
       ${copiesOf("s")}, read_at = $2, deleted_at = NULL, removed_at = NULL
     FROM contact_stage s
     WHERE c.shop_id = $1 AND c.shopify_id = s.shopify_id
       AND CASE WHEN c.deleted_at IS NULL THEN (c.source_updated_at, c.read_at) <= (s.source_updated_at, $2) ELSE c.read_at <= $2 END
       AND (c.removed_at IS NULL OR s.last_order_at > c.removed_at)
       AND (c.deleted_at IS NOT NULL OR (${told.map((column) => `c.${column}`).join(", ")}) IS DISTINCT FROM (${told.map((column) => `s.${column}`).join(", ")}))
     RETURNING c.id, c.held_evidence AS held`,
    [shopId, readAt],
  );
  return rows;
}

async function insertNew(tx: Transaction, shopId: number, readAt: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `INSERT INTO contact (shop_id, ${COLUMNS.join(", ")}, read_at, excluded, consent, in_uk)
     SELECT $1, ${COLUMNS.map((column) => `s.${column}`).join(", ")}, $2, ${COPIES.map(([, sql]) => sql("s")).join(", ")}
     FROM contact_stage s WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.shop_id = $1 AND c.shopify_id = s.shopify_id)`,
    [shopId, readAt],
  );
  return rowCount ?? 0;
}

/** What a contact holds copies of, read from the originals for a row with the alias. `$1` is the shop. */
const COPIES: readonly (readonly [column: string, sql: (alias: string) => string])[] = [
  ["excluded", (row) => `EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = $1 AND x.key = ${row}.exclusion_key)`],
  [
    "consent",
    (row) =>
      `coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = $1 AND a.consent_key = ${row}.consent_key), 'none')`,
  ],
  ["in_uk", (row) => `coalesce(${row}.country, (SELECT country FROM shop WHERE id = $1)) = 'GB'`],
];

const copiesOf = (alias: string) => COPIES.map(([column, sql]) => `${column} = ${sql(alias)}`).join(", ");

/** The rows that are what the contacts say now: not those that something read later, or newer by the store's own date, has overtaken. */
async function acceptedOf(
  tx: Transaction,
  shopId: number,
  rows: readonly ContactRow[],
  readAt: Date,
): Promise<ContactRow[]> {
  const { rows: current } = await tx.query<{ id: string }>(
    `SELECT s.shopify_id AS id FROM contact_stage s JOIN contact c ON c.shop_id = $1 AND c.shopify_id = s.shopify_id
     WHERE c.deleted_at IS NULL AND (c.source_updated_at, c.read_at) <= (s.source_updated_at, $2)`,
    [shopId, readAt],
  );
  const accepted = new Set(current.map(({ id }) => id));
  return rows.filter(({ shopifyId }) => accepted.has(shopifyId));
}

/** Who acts for which company, as far as the rows tell. */
async function linkCompanies(tx: Transaction, shopId: number, rows: readonly ContactRow[]): Promise<void> {
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

/**
 * Writes the copies of some thousand contacts anew where they differ from the originals: after the shop's country changed, and every night to prove that they never do otherwise. Takes `lockContacts`.
 * Gives the last id looked at, `undefined` after the last, and how many differed.
 */
export async function mendCopies(
  tx: Transaction,
  shopId: number,
  afterId: string,
): Promise<{ last: string | undefined; mended: number }> {
  await lockContacts(tx, shopId);
  const { rows } = await tx.query<{ last: string | null; mended: number }>(
    `WITH chosen AS (
       SELECT id, exclusion_key, consent_key, country FROM contact WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT ${MENDED_AT_ONCE}
     ), mended AS (
       UPDATE contact c SET ${COPIES.map(([column]) => `${column} = t.${column}`).join(", ")}
       FROM (SELECT chosen.id, ${COPIES.map(([column, sql]) => `${sql("chosen")} AS ${column}`).join(", ")} FROM chosen) t
       WHERE c.shop_id = $1 AND c.id = t.id AND (c.excluded, c.consent, c.in_uk) IS DISTINCT FROM (t.excluded, t.consent, t.in_uk)
       RETURNING 1
     )
     SELECT (SELECT max(id) FROM chosen)::text AS last, (SELECT count(*) FROM mended)::int AS mended`,
    [shopId, afterId],
  );
  return { last: rows[0]?.last ?? undefined, mended: rows[0]?.mended ?? 0 };
}
