/** A line of a JSONL file: its number from 1, where it ends in the file, and its text, or why it cannot be read. */
export type Line = { readonly number: number; readonly end: number } & (
  { readonly text: string } | { readonly problem: "too_long" | "not_utf8" }
);

/** How far a file has been read: whole lines, and the bytes they take. */
export interface Position {
  readonly bytes: number;
  readonly lines: number;
}

export const BEGINNING: Position = { bytes: 0, lines: 0 };

/** Longest line that is read; a customer has a few kilobytes. */
const MAX_LINE_BYTES = 1024 * 1024;

/**
 * Splits a stream of bytes into lines, in chunks, with flat memory. `from` is where in the file the stream begins. A line that is too long or not UTF-8 is given with its problem, and the next one follows.
 * Empty lines are counted and left out.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, from = BEGINNING): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let tooLong = false;
  let number = from.lines;
  let position = from.bytes;

  const finish = (tail: Uint8Array, end: number): Line | undefined => {
    number++;
    const length = restLength + tail.length;
    const parts = rest;
    const skipped = tooLong || length > MAX_LINE_BYTES;
    rest = [];
    restLength = 0;
    tooLong = false;
    if (skipped) return { number, end, problem: "too_long" };
    try {
      const text = decoder.decode(parts.length === 0 ? tail : Buffer.concat([...parts, tail], length)).trim();
      return text ? { number, end, text } : undefined;
    } catch {
      return { number, end, problem: "not_utf8" };
    }
  };

  for await (const chunk of bytes) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10, start); end !== -1; end = chunk.indexOf(10, start)) {
      const line = finish(chunk.subarray(start, end), position + end + 1);
      if (line) lines.push(line);
      start = end + 1;
    }
    position += chunk.length;
    const tail = chunk.subarray(start);
    if (restLength + tail.length > MAX_LINE_BYTES) {
      tooLong = true;
      rest = [];
      restLength = 0;
    } else if (tail.length > 0 && !tooLong) {
      rest.push(tail);
      restLength += tail.length;
    }
    if (lines.length > 0) yield lines;
  }
  if (restLength > 0 || tooLong) {
    const line = finish(new Uint8Array(), position);
    if (line) yield [line];
  }
}
