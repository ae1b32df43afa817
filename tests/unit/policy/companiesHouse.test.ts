import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  evidenceFromRegister,
  evidenceOfNoEntry,
  isSameCompanyName,
  REGISTER_FINDINGS,
  type RegisterEntry,
} from "~/policy/companiesHouse";
import { normaliseCompanyNumber } from "~/policy/companyNumber";
import { weighEvidence } from "~/policy/legalForm";

const ENTRY: RegisterEntry = {
  number: "01234567",
  name: "ACME HEATING LIMITED",
  type: "ltd",
  status: "active",
  jurisdiction: "england-wales",
  previousNames: ["ACME BOILERS LIMITED"],
};
const NAMES = ["Acme Heating Ltd"];

describe("a company number", () => {
  it.each([
    ["01234567", "01234567"],
    [" 0123 4567 ", "01234567"],
    ["1234567", "01234567"],
    ["123 4567", "01234567"],
    ["123456", "00123456"],
    ["sc123456", "SC123456"],
    ["O C 300 001", "OC300001"],
    ["lp001234", "LP001234"],
    ["FC012345", "FC012345"],
    ["R0000012", "R0000012"],
  ])("%j is %s", (text, number) => {
    expect(normaliseCompanyNumber(text)).toBe(number);
  });

  it.each(["", "12345", "123456789", "SC12345", "XX123456", "GB123456789", "0123456/7", "../../x1", "01234567\u200b"])(
    "%j is none",
    (text) => {
      expect(normaliseCompanyNumber(text)).toBeUndefined();
    },
  );

  it("once normalised stays as it is, and has eight plain characters", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^ ?([A-Za-z]{2}|\d{2}) ?\d{5,6} ?$/), (text) => {
        const number = normaliseCompanyNumber(text);
        if (number === undefined) return;
        expect(number).toMatch(/^[A-Z0-9]{8}$/);
        expect(normaliseCompanyNumber(number)).toBe(number);
      }),
    );
  });
});

describe("two names", () => {
  it.each([
    ["the ending is spelt out", "Acme Ltd", "ACME LIMITED"],
    ["the ending has dots", "Acme P.L.C.", "ACME PLC"],
    ["the ending is in brackets", "Acme (Ltd)", "ACME LTD"],
    ["the ending is spelt out in full", "Acme public limited company", "ACME PLC"],
    ["the ending is Welsh", "Acme Cyf.", "ACME CYFYNGEDIG"],
    ["one ending is Welsh, the other English", "Cwmni Gwres Cyfyngedig", "CWMNI GWRES LIMITED"],
    ["the LLP's ending is Welsh", "Morgan PAC", "MORGAN LLP"],
    [
      "the LLP's ending is spelt out",
      "Morgan & Daughters L.L.P.",
      "MORGAN AND DAUGHTERS LIMITED LIABILITY PARTNERSHIP",
    ],
    ["the CIC's ending is spelt out", "Warm Homes CIC", "WARM HOMES COMMUNITY INTEREST COMPANY"],
    ["the ending is left out", "Acme Heating", "ACME HEATING LIMITED"],
    ["The is in front", "The Boiler Shop Ltd", "BOILER SHOP LIMITED"],
    ["an ampersand stands for and", "Smith & Sons Ltd", "SMITH AND SONS LTD"],
    ["an ampersand stands without spaces", "Smith&Sons Ltd", "SMITH AND SONS LTD"],
    ["an accent is left out", "Café Radiateur Ltd", "CAFE RADIATEUR LTD"],
    ["an apostrophe is left out", "Smith’s Spares Ltd", "SMITHS SPARES LTD"],
    ["initials have dots", "A.B. Heating Ltd", "AB HEATING LTD"],
    ["a comma and a hyphen stand between", "Acme-Heating, Ltd", "ACME HEATING LTD"],
    ["a character cannot be seen", "Acme\u200b Heating Ltd", "ACME HEATING LTD"],
  ])("are one company's when %s", (_why, given, registered) => {
    expect(isSameCompanyName(given, registered)).toBe(true);
  });

  it.each([
    ["a word is another", "Acme Heating Ltd", "ACME PLUMBING LTD"],
    ["a word is more", "Acme Heating Ltd", "ACME HEATING (LEEDS) LTD"],
    ["the ending is another", "Acme LLP", "ACME LIMITED"],
    ["the one is public, the other private", "Acme PLC", "ACME LTD"],
    ["one is a limited partnership", "Acme LP", "ACME LLP"],
    ["there is no name", "", "ACME LTD"],
    ["there are no names", "", ""],
    ["there is punctuation only", "...", "&"],
    ["the name is its own ending", "Ltd", "ACME LTD"],
    ["the article is the name", "The", "ACME LTD"],
  ])("are not one company's when %s", (_why, given, registered) => {
    expect(isSameCompanyName(given, registered)).toBe(false);
  });

  const word = fc.constantFrom(
    "acme",
    "heating",
    "smith",
    "and",
    "the",
    "café",
    "ltd",
    "llp",
    "limited",
    "a.b.",
    "&",
    "(uk)",
  );
  const name = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const decorated = (plain: string) =>
    fc
      .tuple(
        fc.constantFrom("", " ", "The ", "THE  "),
        fc.constantFrom<(text: string) => string>(
          (text) => text,
          (text) => text.toUpperCase(),
          (text) => text.normalize("NFD"),
          (text) => text.replaceAll(" ", " \u200b "),
          (text) => text.replaceAll(" ", ", "),
          (text) => text.replaceAll("&", "and"),
        ),
        fc.constantFrom("", ".", " ", "!"),
      )
      .map(([before, change, after]) => `${before}${change(plain)}${after}`);

  it("are compared alike whichever comes first", () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(isSameCompanyName(one, other)).toBe(isSameCompanyName(other, one));
      }),
    );
  });

  it("are compared alike however they are decorated", () => {
    fc.assert(
      fc.property(
        name
          .filter((plain) => !plain.startsWith("the"))
          .chain((plain) => fc.tuple(fc.constant(plain), name, decorated(plain))),
        ([plain, other, decoration]) => {
          expect(isSameCompanyName(decoration, other)).toBe(isSameCompanyName(plain, other));
        },
      ),
    );
  });
});

describe("an entry of the register", () => {
  it.each([
    "ltd",
    "plc",
    "llp",
    "old-public-company",
    "private-unlimited",
    "private-unlimited-nsc",
    "private-limited-guarant-nsc",
    "private-limited-guarant-nsc-limited-exemption",
    "private-limited-shares-section-30-exemption",
    "industrial-and-provident-society",
    "registered-society-non-jurisdictional",
    "royal-charter",
    "charitable-incorporated-organisation",
    "scottish-charitable-incorporated-organisation",
    "scottish-partnership",
    "united-kingdom-societas",
  ])("of an active %s of the customer's name shows a corporate subscriber", (type) => {
    expect(evidenceFromRegister({ ...ENTRY, type }, NAMES)).toEqual({
      finding: "legal_person",
      evidence: {
        source: "companies_house",
        says: "corporate",
        detail: `ACME HEATING LIMITED, ${type}, active`,
        mark: "01234567",
      },
    });
  });

  it.each<[what: string, entry: Partial<RegisterEntry>, names: string[], finding: string, says: string]>([
    [
      "a registered charity",
      { type: "charitable-incorporated-organisation", status: "registered" },
      NAMES,
      "legal_person",
      "corporate",
    ],
    [
      "a Scottish limited partnership",
      { type: "limited-partnership", number: "SL012345", jurisdiction: "scotland" },
      NAMES,
      "legal_person",
      "corporate",
    ],
    [
      "an English limited partnership",
      { type: "limited-partnership", number: "LP012345" },
      NAMES,
      "limited_partnership",
      "individual",
    ],
    [
      "a Northern Irish limited partnership",
      { type: "limited-partnership", number: "NL012345", jurisdiction: "northern-ireland" },
      NAMES,
      "limited_partnership",
      "individual",
    ],
    [
      "a limited partnership that only calls itself Scottish",
      { type: "limited-partnership", number: "LP012345", jurisdiction: "scotland" },
      NAMES,
      "limited_partnership",
      "individual",
    ],
    ["an overseas company", { type: "oversea-company" }, NAMES, "form_by_hand", "doubt"],
    ["a UK establishment", { type: "uk-establishment" }, NAMES, "form_by_hand", "doubt"],
    [
      "an overseas entity",
      { type: "registered-overseas-entity", status: "registered" },
      NAMES,
      "form_by_hand",
      "doubt",
    ],
    ["an interest grouping", { type: "eeig" }, NAMES, "form_by_hand", "doubt"],
    ["an unregistered company", { type: "unregistered-company" }, NAMES, "form_by_hand", "doubt"],
    ["another kind", { type: "other" }, NAMES, "form_by_hand", "doubt"],
    ["a kind that is new", { type: "future-company" }, NAMES, "form_by_hand", "doubt"],
    ...[
      "dissolved",
      "liquidation",
      "receivership",
      "administration",
      "voluntary-arrangement",
      "converted-closed",
      "insolvency-proceedings",
      "removed",
      "closed",
      "open",
      undefined,
    ].map((status): [string, Partial<RegisterEntry>, string[], string, string] => [
      `a company whose status is ${status ?? "not given"}`,
      { status },
      NAMES,
      "not_active",
      "doubt",
    ]),
    [
      "a dissolved limited partnership",
      { type: "limited-partnership", number: "LP012345", status: "dissolved" },
      NAMES,
      "not_active",
      "doubt",
    ],
    ["somebody else's company", {}, ["Bolt Fittings Ltd"], "name_differs", "doubt"],
    ["a company of a customer without any company name", {}, [], "name_differs", "doubt"],
    ["a company by its former name", {}, ["Acme Boilers Ltd"], "former_name", "doubt"],
    [
      "a company by its name of today and a former one",
      {},
      ["Acme Boilers Ltd", "Acme Heating"],
      "legal_person",
      "corporate",
    ],
    ["one of the customer's companies", {}, ["Bolt Fittings", "Acme Heating"], "legal_person", "corporate"],
  ])("of %s is read so", (_what, entry, names, finding, says) => {
    const read = evidenceFromRegister({ ...ENTRY, ...entry }, names);
    expect([read.finding, read.evidence.says]).toEqual([finding, says]);
  });

  it("that is not there is doubt", () => {
    expect(evidenceOfNoEntry("09999999")).toEqual({
      finding: "not_registered",
      evidence: { source: "companies_house", says: "doubt", detail: "not on the register", mark: "09999999" },
    });
  });

  it("never makes a customer corporate unless it is active and of the customer's name, and fits its place", () => {
    const text = fc.string({ maxLength: 300, unit: "grapheme" });
    const entries = fc.record({
      number: fc.constantFrom("01234567", "LP012345", "SL012345"),
      name: fc.oneof(fc.constantFrom("ACME LTD", "ACME LLP"), text),
      type: fc.constantFrom("ltd", "limited-partnership", "other"),
      status: fc.constantFrom("active", "registered", "dissolved", undefined),
      jurisdiction: fc.constantFrom("scotland", "england-wales", undefined),
      previousNames: fc.array(fc.constantFrom("ACME LTD", "BOLT LTD"), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom("Acme Ltd", "Bolt Ltd", ""), { maxLength: 2 }), (entry, names) => {
        const { finding, evidence } = evidenceFromRegister(entry, names);
        expect(REGISTER_FINDINGS).toContain(finding);
        expect(evidence.detail.length).toBeLessThanOrEqual(200);
        expect(evidence.detail).not.toMatch(/\p{Surrogate}/u);
        if (weighEvidence([evidence]).legalForm !== "corporate") return;
        expect(names.some((given) => isSameCompanyName(given, entry.name))).toBe(true);
        expect(["active", "registered"]).toContain(entry.status);
      }),
    );
  });
});
