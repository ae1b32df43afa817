import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import { copyRow } from "~/db/copyText";
import { erasedAddresses } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import { transaction, type Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { readLines } from "~/services/customers/jsonLines";
import { FileFaultError } from "~/services/prospects/csvFault";
import { readRows } from "~/services/prospects/csvRows";
import { decodeText } from "~/services/prospects/csvText";
import { inPieces, type Reading } from "~/services/prospects/listFile";
import { addressKeys, type AddressKeys, type ExclusionKeyTexts } from "~/services/shops/keys";
import { readCells, readLine, type FileEntry, type UnreadableReason } from "./exclusionFile";

/** Lines that could not be read past these are counted, not listed. */
const MAX_LISTED = 500;

/** How a file with several columns is read, and which of them holds the address or the key, by its position from 0. Without it every cell is looked at, as in the files that this app makes. */
export interface FileColumns extends Reading {
  readonly column: number;
}

/** A file so far. */
export interface ImportProgress {
  readonly importId: number;
  /** Lines read: the next part begins after them. */
  readonly lines: number;
}

/**
 * Reads a part of a file of addresses to exclude, whole lines of it, and keeps what is not on the list yet for a decision by staff; nobody is excluded by it. The first part makes the import, and each says how many lines the parts before
 * it had: sent again, a part is read once. Where the columns were chosen, rows are counted for lines, and only the chosen one is looked at, in any encoding and with any delimiter that a list of prospects may have. Addresses of this store's own files, their keys, and plain lists are understood; the other lines are named by number and reason. Throws `Problem` with `not_found`, `file_unreadable`, or
 * `wrong_state` for a part out of its turn or a file that is already being taken in.
 */
export async function readImportPart(
  shopId: number,
  part: { importId: number | undefined; linesBefore: number; bytes: Uint8Array; actor: string; columns?: FileColumns },
  at: Date,
): Promise<ImportProgress> {
  const keys = await addressKeys(shopId);
  const entries: FileEntry[] = [];
  const unreadable: { line: number; reason: UnreadableReason }[] = [];
  const inPart = { rows: part.columns ? 0 : countLines(part.bytes) };
  for await (const rows of readPart(part.bytes, part.linesBefore, part.columns, keys, inPart)) {
    for (const { line, read } of rows) {
      if (typeof read === "string") unreadable.push({ line, reason: read });
      else if (read) entries.push(read);
    }
  }
  const lines = part.linesBefore + inPart.rows;
  return transaction(async (tx) => {
    const importId = part.importId ?? (await begin(tx, shopId, part.actor, at));
    const { rows } = await tx.query<{ state: string; lines: number; listed: number }>(
      `SELECT state, lines, unreadable AS listed FROM exclusion_import WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
      [shopId, importId],
    );
    const [found] = rows;
    if (!found) throw new Problem("not_found");
    if (found.lines === lines && lines > part.linesBefore) return { importId, lines };
    if (found.state !== "read" || found.lines !== part.linesBefore) throw new Problem("wrong_state");
    const { fresh, known } = await stage(tx, shopId, importId, entries);
    const listed = unreadable.slice(0, Math.max(0, MAX_LISTED - found.listed));
    await tx.query(
      "INSERT INTO exclusion_import_line (shop_id, import_id, line, reason) SELECT $1, $2, * FROM unnest($3::int[], $4::text[])",
      [shopId, importId, listed.map(({ line }) => line), listed.map(({ reason }) => reason)],
    );
    await tx.query(
      `UPDATE exclusion_import SET lines = $3, addresses = addresses + $4, known = known + $5, unreadable = unreadable + $6
       WHERE shop_id = $1 AND id = $2`,
      [shopId, importId, lines, fresh, known, unreadable.length],
    );
    return { importId, lines };
  });
}

/** What each line of a part holds. With columns its rows are counted, of which one may have several lines. */
async function* readPart(
  bytes: Uint8Array,
  linesBefore: number,
  columns: FileColumns | undefined,
  keys: AddressKeys & ExclusionKeyTexts,
  inPart: { rows: number },
): AsyncGenerator<{ line: number; read: FileEntry | UnreadableReason | undefined }[]> {
  if (!columns) {
    for await (const lines of readLines(Readable.from([bytes]), { bytes: 0, lines: linesBefore }))
      yield lines.map((line) => ({ line: line.number, read: readLine(line, keys) }));
    return;
  }
  try {
    for await (const rows of readRows(
      decodeText(inPieces(bytes), columns.encoding),
      columns.delimiter,
      undefined,
      inPart,
    ))
      yield rows.map(({ row, cells }) => {
        const line = linesBefore + row;
        const trimmed = cells.map((cell) => cell.trim());
        return { line, read: readCells(line, trimmed, keys, [trimmed[columns.column] ?? ""]) };
      });
  } catch (error) {
    if (error instanceof FileFaultError) throw new Problem("file_unreadable", [error.fault]);
    throw error;
  }
}

async function begin(tx: Transaction, shopId: number, actor: string, at: Date): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    "INSERT INTO exclusion_import (shop_id, actor, at) VALUES ($1, $2, $3) RETURNING id",
    [shopId, actor, at],
  );
  const id = rows[0]?.id ?? 0;
  await record(tx, shopId, { act: "exclusion_file_read", actor, at, subject: { kind: "exclusion_file", id } });
  return id;
}

/** Copies entries in and keeps those that are new to the list and to the file. Gives how many are new, and how many lines name who is on the list already. */
async function stage(
  tx: Transaction,
  shopId: number,
  importId: number,
  entries: readonly FileEntry[],
): Promise<{ fresh: number; known: number }> {
  await tx.query("CREATE TEMP TABLE exclusion_stage (key bytea, email text, note text, domain text) ON COMMIT DROP");
  // Of whoever was erased the keyed hash is enough: an erasure that comes later finds the row.
  await shareContacts(tx, shopId);
  const erased = await erasedAddresses(
    tx,
    shopId,
    entries.map(({ key }) => key),
  );
  await pipeline(
    Readable.from(
      entries.map(({ key, email, note, domain }) =>
        copyRow([key, erased.has(key.toString("hex")) ? null : email, note, domain]),
      ),
    ),
    tx.query(copyFrom("COPY exclusion_stage (key, email, note, domain) FROM STDIN")),
  );
  const { rowCount: known } = await tx.query(
    "DELETE FROM exclusion_stage s USING exclusion x WHERE x.shop_id = $1 AND x.key = s.key",
    [shopId],
  );
  const { rowCount: fresh } = await tx.query(
    `INSERT INTO exclusion_import_row (shop_id, import_id, key, email, note, domain)
     SELECT DISTINCT ON (key) $1::int, $2::int, key, email, note, domain FROM exclusion_stage ORDER BY key, email NULLS LAST ON CONFLICT DO NOTHING`,
    [shopId, importId],
  );
  return { fresh: fresh ?? 0, known: known ?? 0 };
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines;
}
