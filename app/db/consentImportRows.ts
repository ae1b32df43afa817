import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import { copyRow } from "./copyText";
import { atExcludedDomain } from "./excludedDomains";
import type { Sql, Transaction } from "./transaction";

/** A row of a file as it reads by itself, with the keys of its address where it has one. */
export interface StagedConsentRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly verdict: string;
  readonly email: string | null;
  readonly exclusionKey: Buffer | null;
  readonly consentKey: Buffer | null;
  readonly confirmedAt: Date | null;
}

const COLUMNS = "row, cells, verdict, email, exclusion_key, consent_key, confirmed_at";

/** Copies the rows of a whole file into a stage that lives as long as the transaction. Streams: memory does not grow with the number of rows. */
export async function stageConsentRows(
  tx: Transaction,
  rows: AsyncIterable<readonly StagedConsentRow[]>,
): Promise<void> {
  await tx.query(
    "CREATE TEMP TABLE consent_check (row int, cells text[], verdict text, email text, exclusion_key bytea, consent_key bytea, confirmed_at timestamptz) ON COMMIT DROP",
  );
  await pipeline(Readable.from(copyTexts(rows)), tx.query(copyFrom(`COPY consent_check (${COLUMNS}) FROM STDIN`)));
  await tx.query("ANALYZE consent_check");
}

async function* copyTexts(rows: AsyncIterable<readonly StagedConsentRow[]>): AsyncGenerator<string> {
  for await (const chunk of rows)
    yield chunk
      .map(({ row, cells, verdict, email, exclusionKey, consentKey, confirmedAt }) =>
        copyRow([row, cells, verdict, email, exclusionKey, consentKey, confirmedAt]),
      )
      .join("");
}

/**
 * A row's verdict when the exclusion list and the ledger have been asked, for a stage with the alias `s`; `$1` is the shop (P12). A withdrawal, a report or an opt-out, also one that was released since, stands against evidence that is not newer; against newer
 * evidence a withdrawal stands too, and the evidence is kept. What the ledger has already is known, so that the same file adds nothing. Scalar subqueries: one look-up in an index a row.
 */
const VERDICT_NOW = `CASE
    WHEN s.verdict IN ('unreadable', 'no_address') THEN s.verdict
    WHEN (SELECT true FROM exclusion x WHERE x.shop_id = $1 AND x.key = s.exclusion_key LIMIT 1) OR ${atExcludedDomain("s.email")} THEN 'excluded'
    WHEN s.verdict = 'confirmed' THEN CASE
      WHEN standing = 'confirmed' THEN 'known'
      WHEN (SELECT true FROM consent_request q WHERE q.shop_id = $1 AND q.consent_key = s.consent_key AND q.surface = 'import' AND q.confirmed_at = s.confirmed_at LIMIT 1) THEN 'known'
      WHEN greatest(withdrawn_at, objected_at) >= s.confirmed_at THEN 'withdrawn'
      WHEN withdrawn_at IS NULL THEN 'confirmed'
      ELSE 'withdrawal_stands' END
    WHEN coalesce(withdrawn_at, objected_at) IS NOT NULL THEN 'withdrawn'
    WHEN standing <> 'none' THEN 'known'
    ELSE s.verdict END`;

/** What the ledger and the history of the exclusion list say of each row's address, for a stage with the alias `s`. That an address bounced is no objection of anybody's. */
const LEDGER = `CROSS JOIN LATERAL (SELECT
      coalesce((SELECT a.standing::text FROM address_standing a WHERE a.shop_id = $1 AND a.consent_key = s.consent_key), 'none') AS standing,
      (SELECT max(e.at) FROM consent_event e WHERE e.shop_id = $1 AND e.consent_key = s.consent_key AND e.kind IN ('withdrawn', 'reported')) AS withdrawn_at,
      (SELECT max(o.at) FROM exclusion_event o WHERE o.shop_id = $1 AND o.key = s.exclusion_key AND o.act = 'excluded' AND o.source <> 'bounce') AS objected_at
    ) ledger`;

/** Writes the verdict of every staged row in place of what the import had. Of several rows with one address that would be recorded, one is: the first with evidence, else the first. Gives how many rows have which verdict. */
export async function storeConsentVerdicts(
  tx: Transaction,
  shopId: number,
  importId: number,
  recorded: readonly string[],
): Promise<Record<string, number>> {
  await tx.query("DELETE FROM consent_import_row WHERE shop_id = $1 AND import_id = $2", [shopId, importId]);
  const { rows } = await tx.query<{ verdict: string; rows: number }>(
    `WITH asked AS (
       SELECT s.row, s.cells, s.consent_key, ${VERDICT_NOW} AS verdict FROM consent_check s ${LEDGER}
     ), ranked AS (
       SELECT *, verdict = ANY($3::text[]) AS recorded,
              row_number() OVER (PARTITION BY consent_key, verdict = ANY($3::text[]) ORDER BY verdict <> 'confirmed', row) AS place
       FROM asked
     ), stored AS (
       INSERT INTO consent_import_row (shop_id, import_id, row, verdict, cells)
       SELECT $1, $2, row, (CASE WHEN recorded AND place > 1 THEN 'duplicate' ELSE verdict END)::consent_import_verdict, cells
       FROM ranked RETURNING verdict
     )
     SELECT verdict::text AS verdict, count(*)::int AS rows FROM stored GROUP BY 1`,
    [shopId, importId, recorded],
  );
  return Object.fromEntries(rows.map(({ verdict, rows: count }) => [verdict, count]));
}

/** The verdicts of some rows as the lists and the ledger stand now, by their numbers. Whoever acts on them holds `lockContacts`, so that nobody is excluded or withdraws meanwhile. */
export async function consentVerdictsNow(
  tx: Sql,
  shopId: number,
  rows: readonly Omit<StagedConsentRow, "cells">[],
): Promise<ReadonlyMap<number, string>> {
  const { rows: found } = await tx.query<{ row: number; verdict: string }>(
    `SELECT s.row, ${VERDICT_NOW} AS verdict
     FROM unnest($2::int[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[], $7::text[]) AS s (row, verdict, exclusion_key, consent_key, confirmed_at, email) ${LEDGER}`,
    [
      shopId,
      rows.map(({ row }) => row),
      rows.map(({ verdict }) => verdict),
      rows.map(({ exclusionKey }) => exclusionKey),
      rows.map(({ consentKey }) => consentKey),
      rows.map(({ confirmedAt }) => confirmedAt),
      rows.map(({ email }) => email),
    ],
  );
  return new Map(found.map(({ row, verdict }) => [row, verdict]));
}
