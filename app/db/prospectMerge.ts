import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { EvidenceStrength, LegalForm, ProspectOrigin } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { lexeme } from "./contactPages";
import { copyRow, type CopyValue } from "./copyText";
import { joinByHashing } from "./joinByHashing";
import { lockContacts } from "./locks";
import { VERDICT_NOW } from "./prospectRows";
import type { Transaction } from "./transaction";

/** A prospect about to be stored, with the row of the list it comes from. */
export interface ProspectContact {
  readonly row: number;
  /** As the row reads by itself: `added`, or `individual` where only consent lets it be held. */
  readonly verdict: string;
  readonly email: string;
  readonly exclusionKey: Buffer;
  readonly consentKey: Buffer;
  readonly name: string;
  readonly company: string;
  readonly companyKey: string | null;
  readonly country: string | null;
  readonly freemail: boolean;
  readonly origin: ProspectOrigin;
  readonly legalForm: LegalForm;
  readonly evidenceStrength: EvidenceStrength;
  readonly evidence: readonly Evidence[];
  readonly searchWords: readonly string[];
  readonly source: string;
  readonly sector: string;
  readonly obtainedAt: Date;
}

/** Columns of the stage that are columns of the contact, with how a prospect fills them. */
const CONTACT: Readonly<Record<string, (prospect: ProspectContact) => CopyValue>> = {
  email: (prospect) => prospect.email,
  exclusion_key: (prospect) => prospect.exclusionKey,
  consent_key: (prospect) => prospect.consentKey,
  name: (prospect) => prospect.name,
  company: (prospect) => prospect.company,
  company_key: (prospect) => prospect.companyKey,
  country: (prospect) => prospect.country,
  freemail: (prospect) => prospect.freemail,
  prospect_origin: (prospect) => prospect.origin,
  relation_since: (prospect) => prospect.obtainedAt,
  legal_form: (prospect) => prospect.legalForm,
  evidence_strength: (prospect) => prospect.evidenceStrength,
  evidence: (prospect) => ({ json: prospect.evidence }),
  search_words: (prospect) => prospect.searchWords.map(lexeme).join(" "),
};
const FIELDS: Readonly<Record<string, (prospect: ProspectContact) => CopyValue>> = {
  row: (prospect) => prospect.row,
  verdict: (prospect) => prospect.verdict,
  source: (prospect) => prospect.source,
  sector: (prospect) => prospect.sector,
  ...CONTACT,
};
const COLUMNS = Object.keys(CONTACT);
const STAGED = Object.keys(FIELDS);
const READERS = Object.values(FIELDS);

/**
 * Stores some thousand rows of a list, in their order, as contacts with where they come from, and writes what became of each row. Takes `lockContacts` first: an address that was excluded, became known or withdrew its consent since the
 * dry run is seen here and is not stored (P12), and nobody can do so until this has committed. A row that is stored keeps no cells. Gives how many were stored.
 */
export async function mergeProspects(
  tx: Transaction,
  shopId: number,
  listId: number,
  prospects: readonly ProspectContact[],
  at: Date,
): Promise<number> {
  await lockContacts(tx, shopId);
  await tx.query(
    `CREATE TEMP TABLE IF NOT EXISTS prospect_stage ON COMMIT DELETE ROWS AS
     SELECT ${COLUMNS.join(", ")}, 0 AS row, ''::text AS verdict, ''::text AS source, ''::text AS sector FROM contact WITH NO DATA`,
  );
  const texts = prospects.map((prospect) => copyRow(READERS.map((read) => read(prospect))));
  await pipeline(Readable.from(texts), tx.query(copyFrom(`COPY prospect_stage (${STAGED.join(", ")}) FROM STDIN`)));
  // The only join is of the stage with the list's rows of the same range. Without statistics of a list just written, the planner took each for a handful and compared all with all: 2 s for 2,000 rows instead of 0.1 s.
  await joinByHashing(tx);
  const { rows } = await tx.query<{ stored: number }>(
    `WITH asked AS (
       SELECT s.*, ${VERDICT_NOW} AS outcome FROM prospect_stage s
     ), fresh AS (
       SELECT nextval(pg_get_serial_sequence('contact', 'id')) AS id, asked.* FROM asked WHERE outcome = 'added'
     ), stored AS (
       INSERT INTO contact (shop_id, id, ${COLUMNS.join(", ")}, address_usable, relation, tags, source_updated_at, read_at, added_at, consent, in_uk)
       SELECT $1, f.id, ${COLUMNS.map((column) => `f.${column}`).join(", ")}, true, 'prospect', '{}', $3, $3, $3,
              coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = $1 AND a.consent_key = f.consent_key), 'none'),
              coalesce(f.country, (SELECT country FROM shop WHERE id = $1)) = 'GB'
       FROM fresh f
     ), traced AS (
       INSERT INTO prospect (shop_id, contact_id, list_id, row, source, sector, obtained_at)
       SELECT $1, f.id, $2, f.row, f.source, f.sector, f.relation_since FROM fresh f
     ), told AS (
       UPDATE prospect_row r SET verdict = asked.outcome::prospect_verdict, cells = CASE WHEN asked.outcome = 'added' THEN '{}' ELSE r.cells END
       FROM asked WHERE r.shop_id = $1 AND r.list_id = $2 AND r.row BETWEEN $4 AND $5 AND r.row = asked.row
     )
     SELECT count(*)::int AS stored FROM fresh`,
    [shopId, listId, at, prospects[0]?.row ?? 0, prospects.at(-1)?.row ?? 0],
  );
  return rows[0]?.stored ?? 0;
}
