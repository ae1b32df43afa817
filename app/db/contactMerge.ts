import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { EvidenceStrength, LegalForm, Relation } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { copyRow } from "./copyText";
import type { Transaction } from "./transaction";

/** A contact as the store gives it. Dates are ISO 8601 texts; the id is the number of Shopify's gid. */
export interface ContactRow {
  shopifyId: string;
  email: string;
  addressUsable: boolean;
  freemail: boolean;
  exclusionKey: Buffer | null;
  consentKey: Buffer | null;
  name: string;
  company: string;
  country: string | null;
  tags: readonly string[];
  relation: Relation;
  relationSince: string | null;
  orderCount: number;
  lastOrderAt: string | null;
  legalForm: LegalForm;
  evidenceStrength: EvidenceStrength;
  evidence: readonly Evidence[];
  marketingState: string;
  marketingOptIn: string | null;
  sourceUpdatedAt: string;
}

const COLUMNS = [
  "shopify_id",
  "email",
  "address_usable",
  "freemail",
  "exclusion_key",
  "consent_key",
  "name",
  "company",
  "country",
  "tags",
  "relation",
  "relation_since",
  "order_count",
  "last_order_at",
  "legal_form",
  "evidence_strength",
  "evidence",
  "marketing_state",
  "marketing_opt_in",
  "source_updated_at",
] as const;
const DATA = COLUMNS.slice(1);

/** Copies rows into a stage that lives as long as the transaction. Streams: memory does not grow with the number of rows. */
export async function stageContacts(tx: Transaction, rows: AsyncIterable<readonly ContactRow[]>): Promise<void> {
  await tx.query(
    `CREATE TEMP TABLE contact_stage ON COMMIT DROP AS SELECT ${COLUMNS.join(", ")} FROM contact WITH NO DATA`,
  );
  await pipeline(
    Readable.from(copyTexts(rows)),
    tx.query(copyFrom(`COPY contact_stage (${COLUMNS.join(", ")}) FROM STDIN`)),
  );
  await tx.query("ANALYZE contact_stage");
}

async function* copyTexts(rows: AsyncIterable<readonly ContactRow[]>): AsyncGenerator<string> {
  for await (const chunk of rows) yield chunk.map(copyText).join("");
}

function copyText(row: ContactRow): string {
  return copyRow([
    row.shopifyId,
    row.email,
    row.addressUsable,
    row.freemail,
    row.exclusionKey,
    row.consentKey,
    row.name,
    row.company,
    row.country,
    row.tags,
    row.relation,
    row.relationSince,
    row.orderCount,
    row.lastOrderAt,
    row.legalForm,
    row.evidenceStrength,
    { json: row.evidence },
    row.marketingState,
    row.marketingOptIn,
    row.sourceUpdatedAt,
  ]);
}

/**
 * Merges the stage into the shop's contacts: new ones added, changed ones overwritten unless the store's own date says that what we have is newer. Rows that are the same are not
 * written: an unchanged store costs a read. Gives how many were written.
 */
export async function mergeStagedContacts(tx: Transaction, shopId: number): Promise<number> {
  const { rowCount } = await tx.query(
    `INSERT INTO contact AS c (shop_id, ${COLUMNS.join(", ")})
     SELECT DISTINCT ON (shopify_id) $1::int, ${COLUMNS.join(", ")} FROM contact_stage ORDER BY shopify_id, source_updated_at DESC
     ON CONFLICT (shop_id, shopify_id) DO UPDATE SET ${DATA.map((column) => `${column} = excluded.${column}`).join(", ")}, deleted_at = NULL
     WHERE c.source_updated_at <= excluded.source_updated_at
       AND (c.deleted_at IS NOT NULL OR (${DATA.map((column) => `c.${column}`).join(", ")}) IS DISTINCT FROM (${DATA.map((column) => `excluded.${column}`).join(", ")}))`,
    [shopId],
  );
  return rowCount ?? 0;
}

/** Marks the store's contacts that the stage does not have as gone. For a stage that holds the whole store. Gives how many. */
export async function markUnstagedGone(tx: Transaction, shopId: number, at: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE contact c SET deleted_at = $2
     WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.shopify_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM contact_stage s WHERE s.shopify_id = c.shopify_id)`,
    [shopId, at],
  );
  return rowCount ?? 0;
}

/** Addresses in the stage that Shopify holds as unsubscribed and that are not on the exclusion list. */
export async function unsubscribedInStage(tx: Transaction, shopId: number): Promise<{ key: Buffer; email: string }[]> {
  const { rows } = await tx.query<{ key: Buffer; email: string }>(
    `SELECT DISTINCT ON (s.exclusion_key) s.exclusion_key AS key, s.email FROM contact_stage s
     WHERE s.marketing_state = 'UNSUBSCRIBED' AND s.exclusion_key IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = $1 AND x.key = s.exclusion_key)`,
    [shopId],
  );
  return rows;
}
