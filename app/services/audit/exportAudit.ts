import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { AUDIT_PURPOSES } from "~/policy/auditActs";
import { csvRow } from "~/services/prospects/csvCell";
import { AUDIT_COLUMNS, auditCondition, type AuditFilters, type AuditRow } from "./listAudit";
import { record } from "./record";

/** Forms of an export. */
export const AUDIT_FORMATS = ["csv", "json"] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

const ROWS_AT_ONCE = 2000;

/** What an export is for, and of what. */
export interface AuditExport {
  readonly purpose: string;
  readonly format: AuditFormat;
  readonly filters: AuditFilters;
}

/**
 * The audit, or what the filters leave of it, as a file for a regulator or one's own review (UK GDPR Art 5(2), P6), oldest first. Who took it and what for is itself kept in the audit before the first row, and is in it, last, where the filters leave it.
 * Streams: memory does not grow with the audit. `words` says an act in words. Throws `Problem("input_invalid")` for a purpose that is none.
 */
export async function exportAudit(
  shopId: number,
  { purpose, format, filters }: AuditExport,
  words: (row: AuditRow) => string,
  actor: string,
  at: Date,
): Promise<AsyncGenerator<string>> {
  const known = AUDIT_PURPOSES.find((each) => each === purpose);
  if (!known) throw new Problem("input_invalid", ["purpose"]);
  await transaction((tx) =>
    record(tx, shopId, {
      act: "audit_exported",
      actor,
      at,
      after: {
        purpose: known,
        format,
        narrowed: Object.keys(filters).filter((name) => filters[name as keyof AuditFilters]),
      },
    }),
  );
  // What was done after the moment of the export is not in it.
  const pages = readPages(shopId, filters, at);
  return format === "csv" ? csv(pages, words) : json(pages, words);
}

async function* readPages(shopId: number, filters: AuditFilters, until: Date): AsyncGenerator<AuditRow[]> {
  const { sql, values } = auditCondition(filters);
  const place = values.length + 2;
  for (let after: readonly unknown[] = [new Date(0), "0"]; ;) {
    const { rows } = await pool().query<AuditRow>(
      `SELECT ${AUDIT_COLUMNS} FROM audit_event e WHERE shop_id = $1${sql} AND at <= $${place} AND (at, id) > ($${place + 1}, $${place + 2}) ORDER BY e.at, e.id LIMIT ${ROWS_AT_ONCE}`,
      [shopId, ...values, until, ...after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = [last.at, last.id];
  }
}

async function* csv(pages: AsyncGenerator<AuditRow[]>, words: (row: AuditRow) => string): AsyncGenerator<string> {
  // The mark lets spreadsheet programs see that it is UTF-8.
  yield `\ufeff${csvRow(["Number", "When (UTC)", "Who", "Act", "In words", "About", "Before", "After"])}`;
  for await (const rows of pages)
    yield rows
      .map((row) =>
        csvRow([
          row.id,
          row.at.toISOString(),
          row.actor,
          row.act,
          words(row),
          row.subjectKind ? `${row.subjectKind}:${row.subjectId}` : "",
          row.before ? JSON.stringify(row.before) : "",
          row.after ? JSON.stringify(row.after) : "",
        ]),
      )
      .join("");
}

async function* json(pages: AsyncGenerator<AuditRow[]>, words: (row: AuditRow) => string): AsyncGenerator<string> {
  yield "[\n";
  let first = true;
  for await (const rows of pages) {
    yield (first ? "" : ",\n") + rows.map((row) => JSON.stringify({ ...row, words: words(row) })).join(",\n");
    first = false;
  }
  yield "\n]\n";
}
