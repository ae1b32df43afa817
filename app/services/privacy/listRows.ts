import { pool } from "~/db/client";
import { transaction, type Transaction } from "~/db/transaction";
import { FileFaultError } from "~/services/prospects/csvFault";
import { readRows } from "~/services/prospects/csvRows";
import { decodeText } from "~/services/prospects/csvText";
import { findList, type ProspectList } from "~/services/prospects/findList";
import { fileParts, storeFile } from "~/services/prospects/listFile";
import { addressKeys } from "~/services/shops/keys";

const ROWS_AT_ONCE = 2000;

/** A row of an uploaded list in which an address of the person stands. */
export interface FoundRow {
  readonly listId: number;
  readonly listName: string;
  readonly row: number;
  readonly cells: readonly string[];
}

/** Tells whether an address of these keys stands in one of the cells, in whatever column and spelling. */
async function finderOf(shopId: number, keys: readonly Buffer[]): Promise<(cells: readonly string[]) => boolean> {
  const { exclusionKey } = await addressKeys(shopId);
  const wanted = new Set(keys.map((key) => key.toString("hex")));
  const ADDRESS = /[^\s<>"',;:()[\]]+@[^\s<>"',;:()[\]]+/g;
  return (cells) =>
    cells.some((cell) =>
      [...(cell.includes("@") ? cell.matchAll(ADDRESS) : [])].some(([address]) =>
        wanted.has(exclusionKey(address).toString("hex")),
      ),
    );
}

/** The lists whose file or rows are still kept: a week at most. */
async function listsKept(shopId: number): Promise<{ id: number; name: string }[]> {
  const { rows } = await pool().query<{ id: number; name: string }>(
    "SELECT id, name FROM prospect_list WHERE shop_id = $1 AND forgotten_at IS NULL ORDER BY id",
    [shopId],
  );
  return rows;
}

/** Rows of uploaded lists in which the person's address stands, as they were read. */
export async function findListRows(shopId: number, keys: readonly Buffer[]): Promise<FoundRow[]> {
  if (keys.length === 0) return [];
  const isTheirs = await finderOf(shopId, keys);
  const found: FoundRow[] = [];
  for (const { id: listId, name: listName } of await listsKept(shopId))
    for await (const { row, cells } of rowsOf(pool(), shopId, listId))
      if (isTheirs(cells)) found.push({ listId, listName, row, cells });
  return found;
}

async function* rowsOf(
  tx: Pick<Transaction, "query">,
  shopId: number,
  listId: number,
): AsyncGenerator<{ row: number; cells: string[] }> {
  for (let after = 0; ;) {
    const { rows } = await tx.query<{ row: number; cells: string[] }>(
      `SELECT row, cells FROM prospect_row WHERE shop_id = $1 AND list_id = $2 AND row > $3 AND cells <> '{}' ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
      [shopId, listId, after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}

/**
 * Takes a person's rows out of every uploaded list, one list a transaction that holds the list: out of what was read, and out of the file, which is written anew with a blank row in their place, so that the other rows keep their numbers.
 * Whoever is reading the file meanwhile finds another version of it and begins again. A file that cannot be read to its end is forgotten whole. Gives how many rows went.
 */
export async function eraseListRows(
  shopId: number,
  keys: readonly Buffer[],
): Promise<{ prospect_row: number; prospect_file_part: number }> {
  const gone = { prospect_row: 0, prospect_file_part: 0 };
  if (keys.length === 0) return gone;
  const isTheirs = await finderOf(shopId, keys);
  for (const { id } of await listsKept(shopId)) {
    await transaction(async (tx) => {
      const list = await findList(shopId, id, tx, true);
      if (!list || list.forgottenAt) return;
      const rows: number[] = [];
      for await (const { row, cells } of rowsOf(tx, shopId, id)) if (isTheirs(cells)) rows.push(row);
      await tx.query("DELETE FROM prospect_row WHERE shop_id = $1 AND list_id = $2 AND row = ANY($3::int[])", [
        shopId,
        id,
        rows,
      ]);
      const inFile = await eraseFromFile(tx, shopId, list, isTheirs);
      gone.prospect_row += rows.length;
      gone.prospect_file_part += inFile;
      if (rows.length + inFile > 0)
        await tx.query("UPDATE prospect_list SET file_version = file_version + 1 WHERE shop_id = $1 AND id = $2", [
          shopId,
          id,
        ]);
    });
  }
  return gone;
}

async function eraseFromFile(
  tx: Transaction,
  shopId: number,
  list: ProspectList,
  isTheirs: (cells: readonly string[]) => boolean,
): Promise<number> {
  const lines: string[] = [];
  let gone = 0;
  try {
    for await (const chunk of readRows(decodeText(fileParts(shopId, list.id), list.encoding), list.delimiter)) {
      for (const { row, cells } of chunk) {
        const theirs = isTheirs(cells);
        if (theirs) gone++;
        // Blank rows are counted and not given: they are put back by their number.
        lines[row - 1] = theirs ? "" : plainRow(cells, list.delimiter);
      }
    }
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await deleteFile(tx, shopId, list.id);
    return 1;
  }
  if (gone === 0) return 0;
  await deleteFile(tx, shopId, list.id);
  const text = Array.from(lines, (line) => line ?? "").join("\r\n");
  await storeFile(tx, shopId, list.id, Buffer.from(`${text}\r\n`));
  await tx.query("UPDATE prospect_list SET encoding = 'utf-8' WHERE shop_id = $1 AND id = $2", [shopId, list.id]);
  return gone;
}

async function deleteFile(tx: Transaction, shopId: number, listId: number): Promise<void> {
  await tx.query("DELETE FROM prospect_file_part WHERE shop_id = $1 AND list_id = $2", [shopId, listId]);
}

/** A row as it was, with quotes where a cell needs them. */
function plainRow(cells: readonly string[], delimiter: string): string {
  return cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(delimiter);
}
