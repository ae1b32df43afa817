import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { ListWay } from "~/policy/prospectOrigin";
import type { ColumnMapping } from "./columns";
import type { FileFault } from "./csvFault";
import type { VerdictCounts } from "./verdicts";

/** Where a list stands. */
export type ListState = "uploaded" | "checking" | "checked" | "importing" | "imported" | "discarded";

/** A list of prospects with what was declared about it. */
export interface ProspectList {
  readonly id: number;
  readonly name: string;
  readonly state: ListState;
  readonly way: ListWay;
  readonly account: string;
  readonly source: string;
  readonly sector: string;
  readonly obtainedAt: Date | null;
  readonly sectorWords: readonly string[];
  readonly fileName: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly headed: boolean;
  readonly columns: readonly string[];
  readonly mapping: ColumnMapping;
  readonly progress: number;
  readonly fault: FileFault | null;
  readonly faultRow: number | null;
  readonly counts: VerdictCounts;
  readonly importedRow: number;
  readonly uploadedAt: Date;
  readonly uploadedBy: string;
  readonly importedAt: Date | null;
  /** When its file and rows were forgotten. */
  readonly forgottenAt: Date | null;
  /** Counts up when a person's rows are taken out of it. */
  readonly fileVersion: number;
}

/** The columns of a list, as `ProspectList` names them. */
export const LIST_COLUMNS = `id, name, state, way, account, source, sector, obtained_at AS "obtainedAt", sector_words AS "sectorWords", file_name AS "fileName",
  encoding, delimiter, headed, columns, mapping, progress, fault, fault_row AS "faultRow", counts, imported_row AS "importedRow", uploaded_at AS "uploadedAt",
  uploaded_by AS "uploadedBy", imported_at AS "importedAt", forgotten_at AS "forgottenAt", file_version AS "fileVersion"`;

/** A list of the shop, or `undefined`. With `lock`, its row is held until the transaction ends: whoever changes a list's state asks so. */
export async function findList(
  shopId: number,
  listId: number,
  tx: Sql = pool(),
  lock = false,
): Promise<ProspectList | undefined> {
  if (!Number.isInteger(listId) || listId < 1 || listId > 2_147_483_647) return undefined;
  const { rows } = await tx.query<ProspectList>(
    `SELECT ${LIST_COLUMNS} FROM prospect_list WHERE shop_id = $1 AND id = $2${lock ? " FOR UPDATE" : ""}`,
    [shopId, listId],
  );
  return rows[0];
}

/** A list of the shop, held until the transaction ends, that is in one of these states. Throws `Problem` with `not_found` or `wrong_state`. */
export async function lockList(
  tx: Sql,
  shopId: number,
  listId: number,
  states: readonly ListState[],
): Promise<ProspectList> {
  const list = await findList(shopId, listId, tx, true);
  if (!list) throw new Problem("not_found");
  if (!states.includes(list.state)) throw new Problem("wrong_state");
  return list;
}
