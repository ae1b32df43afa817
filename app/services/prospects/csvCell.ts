/** What makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[\s\u0000]*[=+\-@\t\r\n]/;

/**
 * One row of CSV (RFC 4180) with its line end. A cell that a spreadsheet would run as a formula gets an apostrophe before it, so that it stays text (OWASP: CSV injection).
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string): string {
  // An apostrophe that stood before what would be a formula gets one more, so that reading back is exact.
  const safe = FORMULA.test(cell.replace(/^'+/, "")) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
