import { usableAddress } from "~/policy/emailAddress";
import { guessByHeadings } from "~/services/prospects/columns";
import { lookInto, type Reading } from "~/services/prospects/listFile";
import { HEADING } from "./exclusionFile";

/** How a file of addresses to exclude begins, and how it would be read. */
export interface ExclusionFileLook extends Reading {
  readonly columns: readonly string[];
  readonly preview: readonly (readonly string[])[];
  /** The column that seems to hold the address, by its position from 0. */
  readonly column: number;
  /** Whether it is a file that this app made: read as it always was, whichever column. */
  readonly own: boolean;
}

const HEADINGS = {
  address: ["email", "emailaddress", "mail", "mailaddress", "address", "subscriber", "recipient", "key", "hash"],
} as const;

/**
 * Looks into the beginning of a file of addresses to exclude, as into a list of prospects: encoding and delimiter are detected, or are those that staff chose. Nothing of it is kept. Throws `Problem("file_unreadable")` with what is wrong with it.
 */
export async function lookIntoExclusionFile(head: Uint8Array, chosen?: Reading): Promise<ExclusionFileLook> {
  const { reading, beginning } = await lookInto(head, chosen);
  const { columns, rows, headed } = beginning;
  const written = guessByHeadings(HEADINGS, columns).address;
  const seen = columns.findIndex((_name, index) => rows.some((cells) => usableAddress(cells[index]?.trim())));
  // Where a column holds addresses, its heading may be anything; where none does, they may be keys.
  const holds = (index: number | undefined) => rows.some((cells) => usableAddress(cells[index ?? -1]?.trim()));
  const column = written !== undefined && (holds(written) || seen === -1) ? written : Math.max(0, seen);
  return { ...reading, columns, preview: rows, column, own: headed && columns.join(",") === HEADING.trim() };
}
