import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { csvRow } from "~/services/prospects/csvCell";
import { lockImport, type ConsentImport } from "./findImport";
import { RECORDED, type ImportVerdict } from "./verdicts";

const ROWS_AT_ONCE = 2000;

/**
 * The rows of a file of consents of which nothing is taken in, as CSV with each one's number and reason, for staff to mend their file: the file's own columns and nothing of any contact (P6). Who took it is kept in the audit.
 * `reasonWords` says a verdict in words. Throws `Problem` with `not_found`, or `wrong_state` before the dry run and when the rows have been forgotten.
 */
export async function writeSetAside(
  shopId: number,
  importId: number,
  reasonWords: (verdict: ImportVerdict) => string,
  actor: string,
  at: Date,
): Promise<{ readonly fileName: string; readonly csv: AsyncIterable<string> }> {
  const found = await transaction(async (tx) => {
    const locked = await lockImport(tx, shopId, importId, ["checked", "imported"]);
    if (locked.forgottenAt) throw new Problem("wrong_state");
    const subject = { kind: "consent_import", id: importId } as const;
    await record(tx, shopId, { act: "consents_set_aside_taken", actor, at, subject });
    return locked;
  });
  return { fileName: `set-aside-${importId}.csv`, csv: setAsideRows(shopId, found, reasonWords) };
}

async function* setAsideRows(
  shopId: number,
  found: ConsentImport,
  reasonWords: (verdict: ImportVerdict) => string,
): AsyncGenerator<string> {
  // The mark lets spreadsheet programs see that it is UTF-8.
  yield `\ufeff${csvRow(["Row", "Why it is set aside", ...found.columns])}`;
  for (let after = 0; ;) {
    const { rows } = await pool().query<{ row: number; verdict: ImportVerdict; cells: string[] }>(
      `SELECT row, verdict, cells FROM consent_import_row WHERE shop_id = $1 AND import_id = $2 AND verdict::text <> ALL($3::text[]) AND row > $4 ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
      [shopId, found.id, RECORDED, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ row, verdict, cells }) => csvRow([String(row), reasonWords(verdict), ...cells])).join("");
    after = last.row;
  }
}
