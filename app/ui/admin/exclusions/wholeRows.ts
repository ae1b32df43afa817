const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** How a file parts its rows. Without a delimiter every line feed ends one. */
export interface RowReading {
  readonly encoding: string;
  readonly delimiter?: string;
}

/**
 * Where the last whole row of some bytes ends that begin with a row; their end when there is none. With a delimiter, a line end inside a quoted cell ends nothing, as RFC 4180 and the reading of the file have it: a quote opens a cell only where the cell begins.
 */
export function endOfRows(bytes: Uint8Array, { encoding, delimiter }: RowReading): number {
  const step = encoding.startsWith("utf-16") ? 2 : 1;
  const codeAt = (at: number): number | undefined => {
    if (at + step > bytes.length) return undefined;
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    if (step === 1) return first;
    return encoding === "utf-16be" ? first * 256 + second : second * 256 + first;
  };
  const parting = delimiter?.charCodeAt(0);
  let end = 0;
  let quoted = false;
  let cellBegins = true;
  for (let at = lengthOfMark(bytes); ; at += step) {
    const code = codeAt(at);
    if (code === undefined) return end === 0 ? bytes.length : end;
    const next = codeAt(at + step);
    if (quoted) {
      if (code !== QUOTE) continue;
      if (next === QUOTE) at += step;
      // Any other quote inside is text.
      else if (next === parting || next === LINE_FEED || next === CARRIAGE_RETURN) quoted = false;
      continue;
    }
    if (parting !== undefined && cellBegins && code === QUOTE) {
      quoted = true;
      cellBegins = false;
      continue;
    }
    const alone = parting !== undefined && code === CARRIAGE_RETURN && next !== undefined && next !== LINE_FEED;
    if (code === LINE_FEED || alone) end = at + step;
    cellBegins = code === parting || code === LINE_FEED || code === CARRIAGE_RETURN;
  }
}

/** Length of a byte order mark. */
function lengthOfMark(bytes: Uint8Array): number {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 3;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 2 : 0;
}
