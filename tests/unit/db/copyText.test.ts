import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyRow } from "~/db/copyText";

/** Reads a row of COPY's text format back, as PostgreSQL's manual describes it. */
function readRow(row: string): (string | null)[] {
  expect(row.endsWith("\n")).toBe(true);
  const body = row.slice(0, -1);
  expect(body).not.toMatch(/[\n\r]/);
  return body.split("\t").map((field) => {
    if (field === "\\N") return null;
    return field.replace(
      /\\([\\nrt])/g,
      (_all, letter: string) => ({ "\\": "\\", n: "\n", r: "\r", t: "\t" })[letter] ?? letter,
    );
  });
}

/** Reads PostgreSQL's array literal of quoted elements back. */
function readArray(text: string): string[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\[\\"])*)"(?:,|$)/g)].map(([, element = ""]) =>
    element.replace(/\\([\\"])/g, "$1"),
  );
}

const text = fc.string({
  unit: fc.constantFrom("a", "\\", "\n", "\r", "\t", '"', "N", "{", ",", "}", "u0000", "ŷ", "😀"),
  maxLength: 12,
});

describe("a row of COPY", () => {
  it("holds each kind of value", () => {
    expect(
      copyRow(["a", 1.5, true, false, null, new Date(0), Buffer.from([0, 255]), ["x", ""], { json: { a: [1] } }]),
    ).toBe('a\t1.5\ttrue\tfalse\t\\N\t1970-01-01T00:00:00.000Z\t\\\\x00ff\t{"x",""}\t{"a":[1]}\n');
  });

  it("tells null from the text that looks like it, and from the empty text", () => {
    expect(readRow(copyRow([null, "\\N", "N", ""]))).toEqual([null, "\\N", "N", ""]);
  });

  it("gives every text back", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        expect(readRow(copyRow(texts))).toEqual(texts);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it("gives every array back", () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const [field] = readRow(copyRow([texts]));
        expect(readArray(field ?? "")).toEqual(texts);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it("gives every JSON back", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom("a", "b"),
          fc.oneof(text, fc.array(text), fc.integer(), fc.boolean(), fc.constant(null)),
        ),
        (json) => {
          const [field] = readRow(copyRow([{ json }]));
          expect(JSON.parse(field ?? "")).toEqual({ ...json });
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  });

  it("drops NUL, which PostgreSQL cannot store, and nothing that only looks like it", () => {
    expect(readRow(copyRow(["a\u0000b"]))).toEqual(["ab"]);
    expect(readRow(copyRow([["a\u0000b"]]))).toEqual(['{"ab"}']);
    const [json] = readRow(copyRow([{ json: { detail: "a\u0000b \\u0000" } }]));
    expect(JSON.parse(json ?? "")).toEqual({ detail: "ab \\u0000" });
  });

  it("has no half characters in JSON, which jsonb refuses", () => {
    const [json] = readRow(copyRow([{ json: { detail: "a\ud83d", whole: "😀" } }]));
    expect(json).not.toContain("\\ud83d");
    expect(JSON.parse(json ?? "")).toEqual({ detail: "a\ufffd", whole: "😀" });
  });
});
