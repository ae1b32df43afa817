import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRow } from "~/services/prospects/csvCell";

const readBack = (line: string) => parse(line, { relax_column_count: true })[0] as string[];

describe("a cell that is handed out", () => {
  it.each(["=1+1", "+44 20", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", '=HYPERLINK("http://x.example","y")'])(
    "is no formula any more: %j",
    (cell) => {
      expect(readBack(csvRow([cell]))).toEqual([`'${cell}`]);
    },
  );

  it.each(["jo@firm.example", "Smith, Jo", 'say "hi"', "two\nlines", "O'Brien", "'quoted'", "", "a-b"])(
    "stays as it is: %j",
    (cell) => {
      expect(readBack(csvRow([cell, "x"]))).toEqual([cell, "x"]);
    },
  );

  it("never begins with what a spreadsheet runs, and is whole again without the apostrophe put before it", () => {
    const cell = fc.string({
      unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", "'", '"', ",", " ", "a", "1"),
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const read = readBack(csvRow(cells));
        expect(read).toHaveLength(cells.length);
        for (const [index, each] of read.entries()) {
          expect(each).not.toMatch(/^[=+\-@\t\r\n]/);
          expect([cells[index], `'${cells[index]}`]).toContain(each);
        }
      }),
      { seed: 11, numRuns: 1000 },
    );
  });
});
