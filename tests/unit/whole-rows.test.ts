import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRows } from "~/services/prospects/csvRows";
import { decodeText } from "~/services/prospects/csvText";
import { inPieces } from "~/services/prospects/listFile";
import { endOfRows, type RowReading } from "~/ui/admin/exclusions/wholeRows";

const rowsOf = async (bytes: Uint8Array, { encoding, delimiter = "," }: RowReading) => {
  const rows: (readonly string[])[] = [];
  for await (const chunk of readRows(decodeText(inPieces(bytes), encoding), delimiter))
    rows.push(...chunk.map(({ cells }) => cells));
  return rows;
};

describe("where the last whole row ends", () => {
  it.each<[string, string, string | undefined, string]>([
    ["a line feed in a quoted cell", 'a,b\n"c\nd', ",", "a,b\n"],
    ["a quoted cell that is closed", 'a,"b\nc",d\ne', ",", 'a,"b\nc",d\n'],
    ["a quote inside a cell, which opens nothing", '5" pipe,b\nc', ",", '5" pipe,b\n'],
    ["two quotes for one", '"a""\nb",c\nd', ",", '"a""\nb",c\n'],
    ["a carriage return and a line feed", "a,b\r\nc", ",", "a,b\r\n"],
    ["a carriage return alone", "a,b\rc", ",", "a,b\r"],
    ["no line end at all", "a,b", ",", "a,b"],
    ["a plain list, where a quote says nothing", 'a\n"b\nc', undefined, 'a\n"b\n'],
  ])("is told for %s", (_name, text, delimiter, whole) => {
    for (const encoding of ["utf-8", "utf-16le"] as const) {
      const bytes = Buffer.from(text, encoding === "utf-8" ? "utf8" : "utf16le");
      const reading = { encoding, ...(delimiter ? { delimiter } : {}) };
      const end = endOfRows(bytes, reading);
      expect(bytes.subarray(0, end).toString(encoding === "utf-8" ? "utf8" : "utf16le")).toBe(whole);
    }
  });

  it("parts a file nowhere but between rows, whatever is in its cells", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r", "\u0a22"), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("utf-8", "utf-16le"),
        fc.integer({ min: 40, max: 90 }),
        async (rows, encoding, size) => {
          const text = rows.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");
          const bytes = Buffer.from(`${text}\n`, encoding === "utf-8" ? "utf8" : "utf16le");
          const reading = { encoding, delimiter: "," };
          const whole = await rowsOf(bytes, reading);
          const found: (readonly string[])[] = [];
          for (let from = 0; from < bytes.length;) {
            // A part as large as it must be for one row at least.
            let piece = bytes.subarray(from, from + size * 4);
            if (from + piece.length < bytes.length) piece = piece.subarray(0, endOfRows(piece, reading));
            found.push(...(await rowsOf(piece, reading)));
            from += piece.length;
          }
          expect(found).toEqual(whole);
        },
      ),
      { seed: 20261126, numRuns: 200 },
    );
  });
});
