import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { MERGE_FIELDS, mergeParts, mergeText, mergeValue, MOST_MERGE_USES, withFallbacks } from "~/policy/mergeFields";
import { isShouting, spamPhrases } from "~/policy/spamWords";

describe("merge fields in a text", () => {
  it.each([
    ["a field with its words", "{{first_name|there}}", "merge"],
    ["blanks around both", "{{ company | your  firm }}", "merge"],
    ["an unknown field", "{{email|you}}", "unknown_field"],
    ["a field in capitals", "{{First_Name|you}}", "unknown_field"],
    ["no words for who is not known", "{{first_name}}", "no_fallback"],
    ["empty words", "{{first_name| }}", "no_fallback"],
    ["words too long", `{{name|${"x".repeat(61)}}}`, "fallback_too_long"],
    ["an opening without an end", "{{first_name|there", "not_closed"],
    ["single braces", "{first_name|there}", "words"],
  ])("%s", (_, text, expected) => {
    const [part, ...others] = mergeParts(text);
    expect(others).toEqual([]);
    expect(part?.kind === "fault" ? part.fault : part?.kind).toBe(expected);
  });

  it("are cut without losing a character", () => {
    const pieces = fc.constantFrom("{{", "}}", "{", "}", "|", "first_name", "company", " ", "there", "\n", "x");
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join("")),
        (text) => {
          expect(mergeParts(text).map((part) => part.text).join("")).toBe(text); // prettier-ignore
        },
      ),
      { seed: 3 },
    );
  });

  it("are read back as they are written", () => {
    for (const field of MERGE_FIELDS)
      expect(mergeParts(mergeText({ field, fallback: "you" }))).toMatchObject([
        { kind: "merge", use: { field, fallback: "you" } },
      ]);
  });
});

describe("a text without anybody to name", () => {
  it.each([
    ["{{first_name|there}}, our offers for {{ company | your  firm }}", "there, our offers for your firm"],
    ["Offers {{email|you}} {{first_name", "Offers {{email|you}} {{first_name"],
    ["Offers", "Offers"],
    ["", ""],
  ])("%j has the fallbacks in it, and what is no merge field stays", (text, expected) => {
    expect(withFallbacks(text)).toBe(expected);
  });
});

describe("the value of a merge field", () => {
  const named = { name: "Rhian  Pritchard", company: "Pritchard Heating Ltd" };
  it.each([
    ["first_name", named, "Rhian"],
    ["name", named, "Rhian Pritchard"],
    ["company", named, "Pritchard Heating Ltd"],
    ["first_name", { ...named, name: "Dr Evans" }, "you"],
    ["first_name", { ...named, name: "J. Evans" }, "you"],
    ["first_name", { ...named, name: "rhian@firm.example" }, "you"],
    ["name", { ...named, name: " rhian@firm.example " }, "you"],
    ["name", { ...named, name: "Rhian @ Firm" }, "Rhian @ Firm"],
    ["first_name", { name: "", company: "" }, "you"],
    ["company", { name: "x", company: "  " }, "you"],
  ] as const)("%s of %o is %s", (field, of, expected) => {
    expect(mergeValue({ field, fallback: "you" }, of)).toBe(expected);
  });

  it("is put in escaped in HTML, plain in text, and never forms a key, a tag or a second line", () => {
    const pieces = fc.oneof(fc.constantFrom("<", ">", "&", '"', "'", "%", "%twostage_why%", "%twostage_merge_0_html%", "\r\n", "\u202e", "\uE0000\uE001", "O’Brien"), fc.string({ unit: "binary" })); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join("")),
        (name) => {
          const keys = mergeKeys();
          const marked = keys.mark("Hello {{name|you}}");
          const values = mergeSubstitutions(keys.uses, { name, company: name });
          const [html = "", text = ""] = Object.values(values);
          expect(keys.inHtml(marked)).toBe(`Hello ${Object.keys(values)[0]}`);
          expect(html).not.toMatch(/[<>"'\n\r]|%twostage_/i);
          expect(text).not.toMatch(/[\n\r]|%twostage_/i);
          expect(html).not.toBe("");
        },
      ),
      { seed: 4 },
    );
  });

  it("leaves room in SendGrid's 10,000 bytes for the longest reason and the links, however long names are", () => {
    const uses = Array.from({ length: MOST_MERGE_USES }, (_, n) => ({ field: "name" as const, fallback: `${n}` }));
    for (const letter of ['"', "😀", "%twostage_"]) {
      const values = mergeSubstitutions(uses, { name: letter.repeat(500), company: "" });
      expect(Buffer.byteLength(JSON.stringify(values))).toBeLessThan(7_500);
    }
  });
});

describe("words that filters look for", () => {
  it.each([
    ["Act now: pumps", ["act now"]],
    ["CLICK  here and order now", ["click here", "order now"]],
    ["Our contact nowhere near", []],
    ["Fans and pumps for March", []],
    ["unguaranteed", []],
  ])("%s", (text, expected) => expect(spamPhrases(text)).toEqual(expected));

  it.each([
    ["PUMPS AT HALF PRICE", true],
    ["Pumps!!", true],
    ["Pumps! Fans!", false],
    ["NEW: pumps", false],
    ["{{company|YOU}} saves", false],
    ["20 % 2026", false],
  ])("a subject shouts or not: %s", (subject, expected) => expect(isShouting(subject)).toBe(expected));
});
