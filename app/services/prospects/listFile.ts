import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { usableAddress } from "~/policy/emailAddress";
import { FileFaultError } from "./csvFault";
import { readRows } from "./csvRows";
import { decodeText } from "./csvText";

const PART_BYTES = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const PREVIEW_ROWS = 6;
const LONGEST_NAME = 100;

/** How a file is read. */
export interface Reading {
  readonly encoding: string;
  readonly delimiter: string;
}

/** Bytes that are at hand, in pieces: read as one, a large file would keep the process from everything else. */
export function* inPieces(bytes: Uint8Array, length = PIECE_BYTES): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield Buffer.from(bytes.subarray(from, from + length));
}

/** Stores the bytes of an upload in parts, so that they can be read again without holding all of them. */
export async function storeFile(tx: Sql, shopId: number, listId: number, bytes: Uint8Array): Promise<void> {
  let part = 0;
  for (const slice of inPieces(bytes, PART_BYTES)) {
    await tx.query("INSERT INTO prospect_file_part (shop_id, list_id, part, bytes) VALUES ($1, $2, $3, $4)", [
      shopId,
      listId,
      part++,
      slice,
    ]);
  }
}

/** The first megabyte of a stored file; nothing when it has been forgotten. */
export async function firstPart(shopId: number, listId: number): Promise<Buffer[]> {
  const { rows } = await pool().query<{ bytes: Buffer }>(
    "SELECT bytes FROM prospect_file_part WHERE shop_id = $1 AND list_id = $2 AND part = 0",
    [shopId, listId],
  );
  return rows.map(({ bytes }) => bytes);
}

/** The bytes of a stored file, part by part; nothing when it has been forgotten. */
export async function* fileParts(shopId: number, listId: number): AsyncGenerator<Buffer> {
  for (let part = 0; ; part++) {
    const { rows } = await pool().query<{ bytes: Buffer }>(
      "SELECT bytes FROM prospect_file_part WHERE shop_id = $1 AND list_id = $2 AND part = $3",
      [shopId, listId, part],
    );
    if (!rows[0]) return;
    yield rows[0].bytes;
  }
}

/** How a file begins: the names of its columns, and its first rows of data. */
export interface Beginning {
  readonly headed: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads how a file begins. Its first row names the columns unless an address stands in it; then they are numbered. Throws `FileFaultError` for a file without a row of data, and for what is wrong within the part that is read.
 */
export async function readBeginning(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { encoding, delimiter }: Reading,
): Promise<Beginning> {
  const rows: (readonly string[])[] = [];
  for await (const chunk of readRows(decodeText(parts, encoding), delimiter, PREVIEW_ROWS)) {
    rows.push(...chunk.map(({ cells }) => cells));
    break;
  }
  const [first] = rows;
  if (!first) throw new FileFaultError("empty");
  const headed = !first.some((cell) => usableAddress(cell.trim()));
  if (headed && rows.length === 1) throw new FileFaultError("no_rows");
  const names = headed ? withoutBlankEnd(first) : first.map(() => "");
  return {
    headed,
    columns: names.map((name, index) => name.trim().slice(0, LONGEST_NAME) || `Column ${index + 1}`),
    rows: headed ? rows.slice(1) : rows,
  };
}

/** Spreadsheet programs write empty cells after the last heading. */
function withoutBlankEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== "") + 1);
}
