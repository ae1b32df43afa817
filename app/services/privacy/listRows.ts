import { pool } from "~/db/client";
import { transaction, type Sql, type Transaction } from "~/db/transaction";
import { FileFaultError } from "~/services/prospects/csvFault";
import { readRows } from "~/services/prospects/csvRows";
import { decodeText } from "~/services/prospects/csvText";
import { fileParts, storeFile, type FileRef, type Reading } from "~/services/prospects/listFile";
import { addressKeys } from "~/services/shops/keys";

const ROWS_AT_ONCE = 2000;

/** The tables of each kind of uploaded file: what it is, its rows as they were read, and its bytes. */
const TABLES = {
  prospects: { list: "prospect_list", rows: "prospect_row", parts: "prospect_file_part", owner: "list_id" },
  consents: { list: "consent_import", rows: "consent_import_row", parts: "consent_import_part", owner: "import_id" },
} as const satisfies Readonly<Record<FileRef["of"], object>>;
const KINDS = Object.keys(TABLES) as FileRef["of"][];

/** A row of an uploaded file in which an address of the person stands. */
export interface FoundRow {
  readonly of: FileRef["of"];
  readonly listName: string;
  readonly row: number;
  readonly cells: readonly string[];
}

type IsTheirs = (cells: readonly string[]) => boolean;

/** Tells whether an address of these keys stands in one of the cells, in whatever column and spelling. */
async function finderOf(shopId: number, keys: readonly Buffer[]): Promise<IsTheirs> {
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

/** The files of which bytes or rows are still kept: a week at most. */
async function filesKept(db: Sql, shopId: number): Promise<(FileRef & { name: string })[]> {
  const found = await Promise.all(
    KINDS.map(async (of) => {
      const { rows } = await db.query<{ id: number; name: string }>(
        `SELECT id, name FROM ${TABLES[of].list} WHERE shop_id = $1 AND forgotten_at IS NULL ORDER BY id`,
        [shopId],
      );
      return rows.map((row) => ({ of, ...row }));
    }),
  );
  return found.flat();
}

/** Rows of uploaded files in which the person's address stands, as they were read. */
export async function findListRows(tx: Sql, shopId: number, keys: readonly Buffer[]): Promise<FoundRow[]> {
  if (keys.length === 0) return [];
  const isTheirs = await finderOf(shopId, keys);
  const found: FoundRow[] = [];
  for (const file of await filesKept(tx, shopId))
    for await (const { row, cells } of rowsOf(tx, shopId, file))
      if (isTheirs(cells)) found.push({ of: file.of, listName: file.name, row, cells });
  return found;
}

async function* rowsOf(tx: Sql, shopId: number, { of, id }: FileRef): AsyncGenerator<{ row: number; cells: string[] }> {
  const { rows: table, owner } = TABLES[of];
  for (let after = 0; ;) {
    const { rows } = await tx.query<{ row: number; cells: string[] }>(
      `SELECT row, cells FROM ${table} WHERE shop_id = $1 AND ${owner} = $2 AND row > $3 AND cells <> '{}' ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
      [shopId, id, after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}

/**
 * Takes a person's rows out of every uploaded file, one file a transaction that holds its list: out of what was read, and out of the file, which is written anew with a blank row in their place, so that the other rows keep their numbers.
 * Whoever is reading the file meanwhile finds another version of it and begins again. A file that cannot be read to its end is forgotten whole. Gives how many rows went, by table.
 */
export async function eraseListRows(shopId: number, keys: readonly Buffer[]): Promise<Record<string, number>> {
  const gone: Record<string, number> = {};
  if (keys.length === 0) return gone;
  const isTheirs = await finderOf(shopId, keys);
  for (const file of await filesKept(pool(), shopId)) {
    const { list, rows: table, parts, owner } = TABLES[file.of];
    await transaction(async (tx) => {
      const { rows: lists } = await tx.query<Reading>(
        `SELECT encoding, delimiter FROM ${list} WHERE shop_id = $1 AND id = $2 AND forgotten_at IS NULL FOR UPDATE`,
        [shopId, file.id],
      );
      const [reading] = lists;
      if (!reading) return;
      const rows: number[] = [];
      for await (const { row, cells } of rowsOf(tx, shopId, file)) if (isTheirs(cells)) rows.push(row);
      await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND ${owner} = $2 AND row = ANY($3::int[])`, [
        shopId,
        file.id,
        rows,
      ]);
      const inFile = await eraseFromFile(tx, shopId, file, reading, isTheirs);
      gone[table] = (gone[table] ?? 0) + rows.length;
      gone[parts] = (gone[parts] ?? 0) + inFile;
      if (rows.length + inFile > 0)
        await tx.query(`UPDATE ${list} SET file_version = file_version + 1 WHERE shop_id = $1 AND id = $2`, [
          shopId,
          file.id,
        ]);
    });
  }
  return gone;
}

async function eraseFromFile(
  tx: Transaction,
  shopId: number,
  file: FileRef,
  { encoding, delimiter }: Reading,
  isTheirs: IsTheirs,
): Promise<number> {
  const lines: string[] = [];
  let gone = 0;
  try {
    for await (const chunk of readRows(decodeText(fileParts(shopId, file), encoding), delimiter)) {
      for (const { row, cells } of chunk) {
        const theirs = isTheirs(cells);
        if (theirs) gone++;
        // Blank rows are counted and not given: they are put back by their number.
        lines[row - 1] = theirs ? "" : plainRow(cells, delimiter);
      }
    }
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await deleteFile(tx, shopId, file);
    return 1;
  }
  if (gone === 0) return 0;
  await deleteFile(tx, shopId, file);
  const text = Array.from(lines, (line) => line ?? "").join("\r\n");
  await storeFile(tx, shopId, file, Buffer.from(`${text}\r\n`));
  await tx.query(`UPDATE ${TABLES[file.of].list} SET encoding = 'utf-8' WHERE shop_id = $1 AND id = $2`, [
    shopId,
    file.id,
  ]);
  return gone;
}

async function deleteFile(tx: Transaction, shopId: number, { of, id }: FileRef): Promise<void> {
  const { parts, owner } = TABLES[of];
  await tx.query(`DELETE FROM ${parts} WHERE shop_id = $1 AND ${owner} = $2`, [shopId, id]);
}

/** A row as it was, with quotes where a cell needs them. */
function plainRow(cells: readonly string[], delimiter: string): string {
  return cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(delimiter);
}
