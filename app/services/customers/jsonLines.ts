/** A line of a JSONL file: its number from 1, and its text, or why it cannot be read. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: "too_long" | "not_utf8" };

/** Longest line that is read; a customer has a few kilobytes. */
const MAX_LINE_BYTES = 1024 * 1024;

/**
 * Splits a stream of bytes into lines, in chunks, with flat memory. A line that is too long or not UTF-8 is given with its problem, and the next one follows.
 * Empty lines are counted and left out.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let tooLong = false;
  let number = 0;

  const finish = (tail: Uint8Array): Line | undefined => {
    number++;
    const length = restLength + tail.length;
    const parts = rest;
    const skipped = tooLong || length > MAX_LINE_BYTES;
    rest = [];
    restLength = 0;
    tooLong = false;
    if (skipped) return { number, problem: "too_long" };
    try {
      const text = decoder.decode(parts.length === 0 ? tail : Buffer.concat([...parts, tail], length)).trim();
      return text ? { number, text } : undefined;
    } catch {
      return { number, problem: "not_utf8" };
    }
  };

  for await (const chunk of bytes) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10, from); end !== -1; end = chunk.indexOf(10, from)) {
      const line = finish(chunk.subarray(from, end));
      if (line) lines.push(line);
      from = end + 1;
    }
    const tail = chunk.subarray(from);
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
    const line = finish(new Uint8Array());
    if (line) yield [line];
  }
}
