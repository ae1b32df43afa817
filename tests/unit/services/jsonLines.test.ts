import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, type Position, readLines } from "~/services/customers/jsonLines";

// eslint-disable-next-line @typescript-eslint/require-await -- a stream that has all its chunks at hand
async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function placedLinesOf(chunks: readonly Uint8Array[], from?: Position): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of readLines(stream(chunks), from)) lines.push(...some);
  return lines;
}

/** The lines without their places. */
async function linesOf(...chunks: readonly Uint8Array[]): Promise<Omit<Line, "end">[]> {
  return (await placedLinesOf(chunks)).map(({ end: _end, ...line }) => line);
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const BROKEN = Buffer.from([0xff, 0xfe, 0x20]);
const MEGABYTE = 1024 * 1024;

describe("the lines of a file", () => {
  it("have their numbers, empty ones counted", async () => {
    expect(await linesOf(Buffer.from('{"a":1}\n\n  \n{"b":2}\n'))).toEqual([
      { number: 1, text: '{"a":1}' },
      { number: 4, text: '{"b":2}' },
    ]);
  });

  it.each([
    ["of no bytes", ""],
    ["of line ends", "\n\r\n\n"],
  ])("are none in a file %s", async (_what, text) => {
    expect(await linesOf(Buffer.from(text))).toEqual([]);
  });

  it("may lack the last line end", async () => {
    expect(await linesOf(Buffer.from("a\nb"))).toEqual([
      { number: 1, text: "a" },
      { number: 2, text: "b" },
    ]);
  });

  it("may end as Windows ends them, and start with a byte order mark", async () => {
    expect(await linesOf(Buffer.from("\ufeffa\r\nb\r\n"))).toEqual([
      { number: 1, text: "a" },
      { number: 2, text: "b" },
    ]);
  });

  it("that are not UTF-8 are named, and the next is read", async () => {
    expect(await linesOf(Buffer.concat([Buffer.from("a\n"), BROKEN, Buffer.from("\nŷ\n"), BROKEN]))).toEqual([
      { number: 1, text: "a" },
      { number: 2, problem: "not_utf8" },
      { number: 3, text: "ŷ" },
      { number: 4, problem: "not_utf8" },
    ]);
  });

  it("that end inside a character are named", async () => {
    const half = Buffer.from("ŷ").subarray(0, 1);
    expect(await linesOf(half, Buffer.from("\nb"))).toEqual([
      { number: 1, problem: "not_utf8" },
      { number: 2, text: "b" },
    ]);
  });

  it.each([
    ["in one chunk", 11 * MEGABYTE],
    ["in many chunks", 64 * 1024],
    ["in chunks of odd size", 999_983],
  ])("that are 10 MB long are named, and the next is read, %s", async (_what, size) => {
    const file = Buffer.concat([
      Buffer.from("a\n"),
      Buffer.alloc(10 * MEGABYTE, "x"),
      Buffer.from("\nb\n"),
      Buffer.alloc(2 * MEGABYTE, "y"),
    ]);
    const chunks = Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
      file.subarray(index * size, (index + 1) * size),
    );
    expect(await linesOf(...chunks)).toEqual([
      { number: 1, text: "a" },
      { number: 2, problem: "too_long" },
      { number: 3, text: "b" },
      { number: 4, problem: "too_long" },
    ]);
  });

  it.each([
    [MEGABYTE, "text"],
    [MEGABYTE + 1, "problem"],
  ])("of %d bytes: %s, wherever the chunks end", async (length, kind) => {
    const file = Buffer.concat([Buffer.alloc(length, "x"), Buffer.from("\n")]);
    for (const at of [1, 1000, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1]) {
      const [line] = await linesOf(...cut(file, [at]));
      expect(line && kind in line, `cut at ${at}`).toBe(true);
    }
  });

  it("are the same however the file is cut into chunks", async () => {
    const line = fc.oneof(
      fc.constantFrom("", " ", "a", '{"name":"Gŵyl 😀"}', "\r", "\ufeffx").map((text) => Buffer.from(text)),
      fc.constant(BROKEN),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    );
    const file = fc.tuple(fc.array(line, { maxLength: 8 }), fc.boolean()).map(([lines, ended]) => {
      const joined = lines.flatMap((bytes, index) => (index === 0 ? [bytes] : [Buffer.from("\n"), bytes]));
      return Buffer.concat(ended ? [...joined, Buffer.from("\n")] : joined);
    });
    await fc.assert(
      fc.asyncProperty(file, fc.array(fc.nat(), { maxLength: 10 }), async (bytes, places) => {
        expect(await linesOf(...cut(bytes, places))).toEqual(await linesOf(bytes));
      }),
      { seed: 13, numRuns: 1500 },
    );
  });

  it("end where the file can be taken up again", async () => {
    const line = fc.constantFrom("", "a", '{"name":"Gŵyl 😀"}', "\r").map((text) => Buffer.from(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (lines, places) => {
          const file = Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from("\n")]));
          const all = await placedLinesOf(cut(file, places));
          for (const [index, { number, end }] of all.entries())
            expect(await placedLinesOf([file.subarray(end)], { bytes: end, lines: number })).toEqual(
              all.slice(index + 1),
            );
        },
      ),
      { seed: 14, numRuns: 500 },
    );
  });
});
