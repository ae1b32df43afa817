import { domainOf } from "~/policy/emailAddress";
import { readWholeDomain, wholeDomainForm } from "~/policy/wholeDomain";
import type { Line } from "~/services/customers/jsonLines";
import type { AddressKeys, ExclusionKeyTexts } from "~/services/shops/keys";

/** Heading of the file. The third column says since when, the last why, as a code. */
export const HEADING = "address,key,excluded_on,source\n";

/** What a row of the exclusion list says in a file. */
export interface FileRow {
  readonly key: Buffer;
  readonly email: string | null;
  readonly domain: string | null;
  readonly at: Date;
  readonly source: string;
}

/** An entry of a file, by its number of line: an address, a key of this store, or a whole domain (`*@firm.example`). */
export interface FileEntry {
  readonly line: number;
  readonly key: Buffer;
  readonly email: string | null;
  readonly domain: string | null;
  readonly note: string | null;
}

/** Why a line of a file was passed over. */
export type UnreadableReason = "no_address" | "key_of_another_store" | "domain_refused" | "not_text";

const MAX_ADDRESS = 320;
// A spreadsheet takes a cell that begins so for a formula; the rest would end a cell of a plain file.
const UNSAFE = /^[=+\-@]|[",;\s\u0000-\u001f]/;

/** One line of the file: the address where it is known, `*@` and the domain for a whole domain, else the key. So is an address that a spreadsheet would not take for a text. */
export function writeLine({ key, email, domain, at, source }: FileRow, keys: ExclusionKeyTexts): string {
  const shown = domain === null ? email : `*@${domain}`;
  const plain = shown !== null && !UNSAFE.test(shown);
  return `${plain ? shown : ""},${plain ? "" : keys.exclusionKeyText(key)},${at.toISOString().slice(0, 10)},${source}\n`;
}

/**
 * Reads one line: the first cell that holds an address or a key counts, whatever the columns are called, so that a plain list of addresses is a file too. `undefined` for the heading.
 */
export function readLine(line: Line, keys: AddressKeys & ExclusionKeyTexts): FileEntry | UnreadableReason | undefined {
  if ("problem" in line) return "not_text";
  const cells = line.text
    .replace(/^\ufeff/, "")
    .split(/[,;\t]/)
    .map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim(),
    );
  return readCells(line.number, cells, keys);
}

/** Reads one row: of the cells `among` which it may be, the first that holds an address, a whole domain or a key counts. A date in any cell is noted. */
export function readCells(
  line: number,
  cells: readonly string[],
  keys: AddressKeys & ExclusionKeyTexts,
  among: readonly string[] = cells,
): FileEntry | UnreadableReason | undefined {
  // What is not of the file's encoding was replaced by the last of these.
  if (among.some((cell) => /[\u0000-\u001f\u007f\ufffd]/.test(cell))) return "not_text";
  const day = cells.find((cell) => /^\d{4}-\d{2}-\d{2}$/.test(cell));
  const note = day ? `In a file: excluded on ${day}` : "In a file";
  for (const cell of among) {
    if (cell.startsWith("key-")) {
      const key = keys.readExclusionKeyText(cell);
      return key ? { line, key, email: null, domain: null, note } : "key_of_another_store";
    }
    if (cell.startsWith("*@")) {
      const read = readWholeDomain(cell);
      if (typeof read === "string") return "domain_refused";
      const { domain } = read;
      return { line, key: keys.exclusionKey(wholeDomainForm(domain)), email: null, domain, note };
    }
    if (domainOf(cell) !== undefined && cell.length <= MAX_ADDRESS && !/\s/.test(cell))
      return { line, key: keys.exclusionKey(cell), email: cell, domain: null, note };
  }
  return line === 1 ? undefined : "no_address";
}
