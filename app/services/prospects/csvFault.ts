/** Closed list of what can be wrong with a whole file. Words for each live in app/ui/prospectWords.ts. */
export const FILE_FAULTS = [
  "empty",
  "no_rows",
  "workbook",
  "not_text",
  "too_many_columns",
  "too_many_rows",
  "row_too_long",
  "quote_not_closed",
] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

/** Thrown when a file cannot be read to its end. Carries the row as a spreadsheet counts it, never its content. */
export class FileFaultError extends Error {
  override readonly name = "FileFaultError";

  constructor(
    readonly fault: FileFault,
    readonly row: number | null = null,
  ) {
    super(fault);
  }
}
