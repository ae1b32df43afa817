import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { csvRow } from "./csvCell";
import { lockList, type ProspectList } from "./findList";
import { noteListEvent } from "./listEvents";
import type { ProspectVerdict } from "./verdicts";

const ROWS_AT_ONCE = 2000;

/**
 * The rows of a list that were not stored, as CSV with each one's number and reason, for staff to mend their file: the list's own columns and nothing of any contact (P6). Who took it is noted. `reasonWords` says a verdict
 * in words. Throws `Problem` with `not_found`, or `wrong_state` before the dry run and when the rows have been forgotten.
 */
export async function writeRejected(
  shopId: number,
  listId: number,
  reasonWords: (verdict: ProspectVerdict) => string,
  actor: string,
  at: Date,
): Promise<{ readonly fileName: string; readonly csv: AsyncIterable<string> }> {
  const list = await transaction(async (tx) => {
    const found = await lockList(tx, shopId, listId, ["checked", "imported"]);
    if (found.forgottenAt) throw new Problem("wrong_state");
    await noteListEvent(tx, shopId, listId, { act: "downloaded", actor, at });
    return found;
  });
  return { fileName: `not-imported-${listId}.csv`, csv: rejectedRows(shopId, list, reasonWords) };
}

async function* rejectedRows(
  shopId: number,
  list: ProspectList,
  reasonWords: (verdict: ProspectVerdict) => string,
): AsyncGenerator<string> {
  // The mark lets spreadsheet programs see that it is UTF-8.
  yield `\ufeff${csvRow(["Row", "Why it was not imported", ...list.columns])}`;
  for (let after = 0; ;) {
    const { rows } = await pool().query<{ row: number; verdict: ProspectVerdict; cells: string[] }>(
      `SELECT row, verdict, cells FROM prospect_row WHERE shop_id = $1 AND list_id = $2 AND verdict <> 'added' AND row > $3 ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
      [shopId, list.id, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ row, verdict, cells }) => csvRow([String(row), reasonWords(verdict), ...cells])).join("");
    after = last.row;
  }
}
