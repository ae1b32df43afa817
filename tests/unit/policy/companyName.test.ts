import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corporateEnding, individualMark, readCompanyName } from "~/policy/companyName";

describe("the ending of a company's name", () => {
  it.each([
    ["Acme Ltd", "Ltd"],
    ["Acme Limited", "Limited"],
    ["Acme PLC", "PLC"],
    ["Acme Public Limited Company", "public limited company"],
    ["Acme LLP", "LLP"],
    ["Acme Limited Liability Partnership", "limited liability partnership"],
    ["Acme CIC", "CIC"],
    ["Acme Community Interest Company", "community interest company"],
    ["Acme CIO", "CIO"],
    ["Acme Charitable Incorporated Organisation", "charitable incorporated organisation"],
    ["Acme SCIO", "SCIO"],
    ["Acme Scottish Charitable Incorporated Organisation", "Scottish charitable incorporated organisation"],
    ["Plymwyr Jones Cyf", "Cyf"],
    ["Plymwyr Jones Cyfyngedig", "Cyfyngedig"],
    ["Ynni Gwynedd CCC", "CCC"],
    ["Cartrefi Cynnes CBC", "CBC"],
    ["Gwres Jones PAC", "PAC"],
    ["Ynni Gwynedd Cwmni Cyfyngedig Cyhoeddus", "cwmni cyfyngedig cyhoeddus"],
    ["Cartrefi Cynnes Cwmni Buddiant Cymunedol", "cwmni buddiant cymunedol"],
    ["Gwres Jones Partneriaeth Atebolrwydd Cyfyngedig", "partneriaeth atebolrwydd cyfyngedig"],
    ["Neuadd Bala Sefydliad Elusennol Corfforedig", "sefydliad elusennol corfforedig"],
  ])("of %s is %s", (name, ending) => {
    expect(corporateEnding(name)).toBe(ending);
  });

  it.each([
    ["capitals", "ACME LIMITED", "Limited"],
    ["small letters", "acme ltd", "Ltd"],
    ["a full stop", "Acme Ltd.", "Ltd"],
    ["dots between the letters", "Acme P.L.C.", "PLC"],
    ["dots and brackets", "Acme (L.L.P.)", "LLP"],
    ["brackets", "Acme (Limited)", "Limited"],
    ["a comma before", "Acme, Ltd", "Ltd"],
    ["no space after a bracket", "Acme (Holdings)Ltd", "Ltd"],
    ["punctuation behind", "Acme Ltd,;:! ", "Ltd"],
    ["a quotation mark behind", 'Acme Ltd"', "Ltd"],
    ["a line break inside", "Acme\nLtd", "Ltd"],
    ["a no-break space", "Acme\u00a0Ltd", "Ltd"],
    ["an invisible space behind", "Acme Ltd\u200b", "Ltd"],
    ["an invisible mark inside", "Acme L\u2060t\u00add", "Ltd"],
    ["direction isolates around it", "\u2066Acme Ltd\u2069", "Ltd"],
    ["full-width letters", "Acme Ｌｔｄ", "Ltd"],
    ["accents in the name", "Gwresogi Tŷ Gŵyl Cyf.", "Cyf"],
    ["another script in the name", "王氏暖气 Ltd", "Ltd"],
    ["digits for a name", "123 Ltd", "Ltd"],
    ["& Co before it", "Smith & Co Ltd", "Ltd"],
  ])("is read through %s", (_what, name, ending) => {
    expect(corporateEnding(name)).toBe(ending);
  });

  it.each([
    "Ltd Editions",
    "Limited Editions",
    "Smith & Co",
    "Smith and Sons",
    "Smith Partners",
    "Partners LP",
    "Acme Limited Partnership",
    "Jones Partneriaeth Cyfyngedig",
    "Jones Anghyfyngedig",
    "Unlimited",
    "Acme Unlimited",
    "Limited",
    "Ltd.",
    "LLP",
    "( Ltd )",
    "Smithltd",
    "Acme Ltd (Stores)",
    "Acme Ltd Stores",
    "Acme GmbH",
    "Acme Inc",
    "Acme LLC",
    "Acme Company",
    "Aztec",
    "",
    "   ",
    ".",
    "&",
  ])("proves nothing in %j", (name) => {
    expect(corporateEnding(name)).toBeUndefined();
  });

  it("is found in a very long name without delay", () => {
    const started = performance.now();
    expect(corporateEnding(`${"a ".repeat(5000)}Ltdx`)).toBeUndefined();
    expect(corporateEnding(`${"(&- ".repeat(5000)}b`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("marks of a person who trades", () => {
  it.each([
    ["Smith Plumbing (sole trader)", "sole trader"],
    ["Smith SOLE-TRADER", "sole trader"],
    ["Smith soletrader", "sole trader"],
    ["J Smith, self-employed", "self-employed"],
    ["J Smith self employed", "self-employed"],
    ["Private Individual", "private person"],
    ["private person", "private person"],
    ["J Smith t/a Boilers", "t/a"],
    ["J Smith T/A Boilers", "t/a"],
    ["J Smith t / a Boilers", "t/a"],
    ["J Smith (t/a Boilers)", "t/a"],
    ["Acme Ltd t/a Boilers", "t/a"],
    ["J Smith trading as Boilers", "trading as"],
    ["J Smith t\u200b/a Boilers", "t/a"],
    ["J Jones yn masnachu fel Gwres", "trading as"],
    ["Gwres Jones (unig fasnachwr)", "sole trader"],
    ["J Jones, hunangyflogedig", "self-employed"],
  ])("are seen in %j: %s", (name, mark) => {
    expect(individualMark(name)).toBe(mark);
  });

  it.each(["Acme Ltd", "Sole Traders Supplies", "Start/about", "Boat/Auto Ltd", "Trading Assets Ltd", ""])(
    "are not seen in %j",
    (name) => {
      expect(individualMark(name)).toBeUndefined();
    },
  );
});

describe("marks of doubt", () => {
  it.each([
    ["Formerly Acme Ltd", "formerly"],
    ["Boilers, previously Acme Ltd", "formerly"],
    ["Acme Ltd in liquidation", "in liquidation"],
    ["Acme (in administration) Ltd", "in liquidation"],
    ["Acme Ltd - dissolved", "dissolved"],
    ["Acme ceased trading Ltd", "dissolved"],
    ["not a Ltd", "not limited"],
    ["Acme, not limited", "not limited"],
    ["Acme Un-Limited", "not limited"],
    ["Acme Ltd (in receivership)", "in liquidation"],
    ["Acme Ltd, struck off", "dissolved"],
    ["Gynt Gwres Jones Cyf", "formerly"],
  ])("are seen in %j: %s", (name, mark) => {
    expect(readCompanyName(name).doubt).toBe(mark);
  });

  it.each(["Acme Ltd", "Notable Ltd", "Knot Ltd", ""])("are not seen in %j", (name) => {
    expect(readCompanyName(name).doubt).toBeUndefined();
  });
});

describe("a limited partnership", () => {
  it.each(["Acme Limited Partnership", "ACME LIMITED PARTNERSHIP.", "Jones Partneriaeth Cyfyngedig"])(
    "is seen in %j",
    (name) => {
      expect(readCompanyName(name).limitedPartnership).toBe(true);
    },
  );

  it.each(["Acme Limited Liability Partnership", "Partners LP", "Jones Cyfyngedig", "Acme Limited Partnership Ltd"])(
    "is not seen in %j",
    (name) => {
      expect(readCompanyName(name).limitedPartnership).toBe(false);
    },
  );
});

describe("reading a name at once", () => {
  const words = [
    "Acme",
    "Ltd",
    "t/a",
    "(",
    "formerly",
    "sole trader",
    "Cyf",
    "not a",
    "LLP",
    "\u200b",
    "trading as",
    "limited partnership",
  ];

  it("finds what looking for each mark by itself finds", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 6 }), (parts) => {
        const name = parts.join(" ");
        const { ending, individual } = readCompanyName(name);
        expect([ending, individual]).toEqual([corporateEnding(name), individualMark(name)]);
      }),
      { seed: 4, numRuns: 3000 },
    );
  });
});
