import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { FileFaultError } from "./csvFault";

/** A row of a file: its number as a spreadsheet counts it, from 1, and its cells. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** What can part cells, most usual first. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Most columns of a file that is a list of people. */
export const MAX_COLUMNS = 200;
/** Longest row, in characters. A quote that is never closed makes one of the rest of the file. */
const MAX_ROW_CHARACTERS = 64 * 1024;
/** Rows looked at to tell the delimiter. */
const SAMPLE_ROWS = 50;

/**
 * Reads the rows of a text, in chunks, with flat memory: quotes as RFC 4180 has them, line ends of any system, also mixed. A formula is text like any other. Blank rows are counted and left out; `read` is told how many there were with them. Throws
 * `FileFaultError` for a row without end and for more columns than any list of people has.
 */
export async function* readRows(
  text: AsyncIterable<string>,
  delimiter: string,
  rowsAtOnce = 1000,
  read: { rows: number } = { rows: 0 },
): AsyncGenerator<CsvRow[]> {
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_CHARACTERS,
  });
  // What goes wrong before the parser ends it, and is thrown below; whoever stops reading ends what is before. A stream made by compose() threw where nobody could catch it when the reading was stopped.
  pipeline(Readable.from(guardWidth(text, delimiter), { highWaterMark: 1 }), parser, () => undefined);
  let row = 0;
  let chunk: CsvRow[] = [];
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      read.rows = ++row;
      if (cells.length > MAX_COLUMNS) throw new FileFaultError("too_many_columns", row);
      if (cells.every((cell) => cell.trim() === "")) continue;
      chunk.push({ row, cells });
      if (chunk.length < rowsAtOnce) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    throw faultOf(error);
  }
  if (chunk.length > 0) yield chunk;
}

/** The parser's own message quotes the row: it goes no further. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const row = (error as CsvError & { readonly records: number }).records + 1;
  if (error.code === "CSV_QUOTE_NOT_CLOSED") return new FileFaultError("quote_not_closed", row);
  return new FileFaultError("row_too_long", row);
}

/** Lets text through as long as no line has absurdly many cells: a million empty ones would have no length and yet fill the memory. */
async function* guardWidth(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string> {
  const MOST = 20 * MAX_COLUMNS;
  const parting = delimiter.charCodeAt(0);
  let cells = 0;
  for await (const piece of text) {
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (code === 10 || code === 13) cells = 0;
      else if (code === parting && ++cells > MOST) throw new FileFaultError("too_many_columns");
    }
    yield piece;
  }
}

/** The delimiter of a text by its first rows: the one that parts most of them into equally many cells, and more than one. A single column has a comma. */
export function guessDelimiter(head: string): Delimiter {
  let best: Delimiter = ",";
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const widths = widthsOf(head, delimiter);
    const usual = mostFrequent(widths);
    const score = usual > 1 ? widths.filter((width) => width === usual).length / widths.length + usual / 1000 : 0;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** How many cells each of the first rows has; the last is left out when others are there, for the head may have cut it. */
function widthsOf(head: string, delimiter: string): number[] {
  const widths: number[] = [];
  let cells = 1;
  let quoted = false;
  let filled = false;
  for (let at = 0; at < head.length && widths.length < SAMPLE_ROWS; at++) {
    const character = head[at];
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === "\n" || character === "\r") {
      if (filled) widths.push(cells);
      cells = 1;
      filled = false;
    } else {
      filled = true;
      if (character === delimiter) cells++;
    }
  }
  if (filled && widths.length === 0) widths.push(cells);
  return widths;
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
