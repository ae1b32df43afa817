import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchPrefixes, searchWords } from "~/policy/searchWords";

describe("the words somebody is found under", () => {
  it.each<[string, string[], string, string[]]>([
    [
      "those of the name and the company",
      ["Siân O'Neill", "Acme & Sons Ltd"],
      "",
      ["sian", "o", "neill", "acme", "sons", "ltd"],
    ],
    [
      "the address, its parts and its domain",
      [],
      "Jo.Smith@Firm.example",
      ["jo", "smith", "firm", "example", "jo.smith@firm.example", "firm.example"],
    ],
    ["each once", ["Acme", "ACME"], "acme@acme.example", ["acme", "example", "acme@acme.example", "acme.example"]],
    ["without what no letter is", ["— \u0000 ·"], "", []],
    [
      "a dotted name also whole",
      ["The Booking.com, J.P. Ltd."],
      "",
      ["the", "booking", "com", "j", "p", "ltd", "booking.com"],
    ],
    ["in other scripts too", ["Łukasz 東京"], "", ["łukasz", "東京"]],
  ])("are %s", (_what, names, email, words) => {
    expect(searchWords(names, email)).toEqual(words);
  });

  it("are bounded, however long the names are", () => {
    const words = searchWords([Array.from({ length: 500 }, (_, n) => `w${n}`).join(" "), "x".repeat(5000)], "");
    expect(words.length).toBeLessThanOrEqual(60);
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(100);
  });
});

describe("what somebody typed", () => {
  it.each([
    ["ACME plumb", ["acme", "plumb"]],
    ["jo@firm", ["jo@firm"]],
    ["O'Neill, Siân", ["o", "neill", "sian"]],
    ["Firm-1.example,", ["firm-1.example"]],
    ["J.P. Ltd.", ["j", "p", "ltd"]],
    ["  ", []],
    ["' | & !", []],
  ])("%j is looked for as %j", (typed, prefixes) => {
    expect(searchPrefixes(typed)).toEqual(prefixes);
  });

  it("finds whoever bears that name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (name) => {
        const words = searchWords([name], "");
        return searchPrefixes(name).every(
          (prefix) => prefix.includes("@") || words.some((word) => word.startsWith(prefix.slice(0, 100))),
        );
      }),
      { seed: 32, numRuns: 2000 },
    );
  });
});
