import { z } from "zod";
import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { usableAddress } from "~/policy/emailAddress";
import { FileFaultError } from "./csvFault";
import { DELIMITERS, guessDelimiter, readRows, type CsvRow } from "./csvRows";
import { decodeText, detectEncoding, ENCODINGS, isDecodable } from "./csvText";

/** Largest file that is taken. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Enough of a file to tell its delimiter by. */
const HEAD_BYTES = 64 * 1024;
const PART_BYTES = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const PREVIEW_ROWS = 6;
const LONGEST_NAME = 100;

/** How a file is read. */
export interface Reading {
  readonly encoding: string;
  readonly delimiter: string;
}

/** A reading as a request gives it. */
export const readableReading = z.object({ encoding: z.string().refine(isDecodable), delimiter: z.enum(DELIMITERS) });

/** Bytes that are at hand, in pieces: read as one, a large file would keep the process from everything else. */
export function* inPieces(bytes: Uint8Array, length = PIECE_BYTES): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield Buffer.from(bytes.subarray(from, from + length));
}

/** Which file: of a list of prospects, or of consents collected elsewhere. */
export interface FileRef {
  readonly of: "prospects" | "consents";
  readonly id: number;
}
const TABLES = {
  prospects: { table: "prospect_file_part", owner: "list_id" },
  consents: { table: "consent_import_part", owner: "import_id" },
} as const;

/** Stores the bytes of an upload in parts, so that they can be read again without holding all of them. */
export async function storeFile(tx: Sql, shopId: number, file: FileRef, bytes: Uint8Array): Promise<void> {
  const { table, owner } = TABLES[file.of];
  let part = 0;
  for (const slice of inPieces(bytes, PART_BYTES)) {
    await tx.query(`INSERT INTO ${table} (shop_id, ${owner}, part, bytes) VALUES ($1, $2, $3, $4)`, [
      shopId,
      file.id,
      part++,
      slice,
    ]);
  }
}

/** The first megabyte of a stored file; nothing when it has been forgotten. */
export async function firstPart(shopId: number, file: FileRef): Promise<Buffer[]> {
  const bytes = await partOf(shopId, file, 0);
  return bytes ? [bytes] : [];
}

/** The bytes of a stored file, part by part; nothing when it has been forgotten. */
export async function* fileParts(shopId: number, file: FileRef): AsyncGenerator<Buffer> {
  for (let part = 0; ; part++) {
    const bytes = await partOf(shopId, file, part);
    if (!bytes) return;
    yield bytes;
  }
}

async function partOf(shopId: number, file: FileRef, part: number): Promise<Buffer | undefined> {
  const { table, owner } = TABLES[file.of];
  const { rows } = await pool().query<{ bytes: Buffer }>(
    `SELECT bytes FROM ${table} WHERE shop_id = $1 AND ${owner} = $2 AND part = $3`,
    [shopId, file.id, part],
  );
  return rows[0]?.bytes;
}

/**
 * How a file that was uploaded is to be read, and how it begins: its encoding and delimiter are detected, unless they were chosen. Throws `Problem` with `file_too_large`, or `file_unreadable` and what is wrong with it.
 */
export async function lookInto(
  bytes: Uint8Array,
  chosen?: Reading,
): Promise<{ reading: Reading; beginning: Beginning }> {
  if (bytes.length > MAX_FILE_BYTES) throw new Problem("file_too_large");
  return refusingFaults(async () => {
    const encoding = chosen?.encoding ?? detectEncoding(bytes);
    const head = new TextDecoder(encoding).decode(bytes.subarray(0, HEAD_BYTES));
    const reading = chosen ?? { encoding, delimiter: guessDelimiter(head) };
    return { reading, beginning: await readBeginning(inPieces(bytes), reading) };
  });
}

/**
 * How a stored file begins when it is read with another encoding or delimiter than was detected. Throws `Problem` with `input_invalid` and the field, or `file_unreadable` and what is wrong with it.
 */
export async function lookAgain(
  shopId: number,
  file: FileRef,
  current: Reading,
  chosen: Reading,
): Promise<{ reading: Reading; beginning: Beginning }> {
  // What was detected may be another than those to choose from.
  const encoding = [...ENCODINGS, current.encoding].find((each) => each === chosen.encoding);
  const delimiter = DELIMITERS.find((each) => each === chosen.delimiter);
  if (!encoding || !delimiter) throw new Problem("input_invalid", [encoding ? "delimiter" : "encoding"]);
  const reading = { encoding, delimiter };
  return refusingFaults(async () => ({
    reading,
    beginning: await readBeginning(await firstPart(shopId, file), reading),
  }));
}

/** The first rows of a stored file; none when it cannot be read so, or has been forgotten. */
export async function previewOf(
  shopId: number,
  file: FileRef,
  reading: Reading,
): Promise<readonly (readonly string[])[]> {
  try {
    return (await readBeginning(await firstPart(shopId, file), reading)).rows;
  } catch (error) {
    if (error instanceof FileFaultError) return [];
    throw error;
  }
}

async function refusingFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileFaultError) throw new Problem("file_unreadable", [error.fault]);
    throw error;
  }
}

/** Most rows of one file. */
const MAX_ROWS = 500_000;
const PROGRESS_EVERY_ROWS = 5000;

/**
 * The rows of data of a stored file, in chunks, without its headings; `onProgress` is told from time to time how many have been read. Throws `FileFaultError` past the most rows, and as `readRows`.
 */
export async function* dataRows(
  shopId: number,
  file: FileRef,
  { encoding, delimiter, headed }: Reading & { readonly headed: boolean },
  onProgress: (rows: number) => Promise<void>,
): AsyncGenerator<CsvRow[]> {
  let headings = headed ? 1 : 0;
  let count = 0;
  let reported = 0;
  for await (const chunk of readRows(decodeText(fileParts(shopId, file), encoding), delimiter)) {
    const rows = chunk.slice(headings);
    headings = 0;
    count += rows.length;
    if (count > MAX_ROWS) throw new FileFaultError("too_many_rows");
    if (count - reported >= PROGRESS_EVERY_ROWS) {
      reported = count;
      await onProgress(reported);
    }
    yield rows;
  }
}

/** An upload as a form gives it. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
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
