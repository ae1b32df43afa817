import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectEvidence, EVIDENCE_SOURCES, type Evidence, type StoreRecord, weighEvidence } from "~/policy/legalForm";

const NOTHING: StoreRecord = { addressCompanies: [], b2bCompanies: [], tags: [], taxRegistrationIds: [] };
const weigh = (record: Partial<StoreRecord>) => weighEvidence(collectEvidence({ ...NOTHING, ...record }));

describe("the legal form of a customer", () => {
  it.each<[what: string, record: Partial<StoreRecord>, legalForm: string, strength: string]>([
    ["is unknown when nothing is known", {}, "unknown", "insufficient"],
    ["is corporate by the ending in the address", { addressCompanies: ["Acme Ltd"] }, "corporate", "sufficient"],
    ["is corporate by the ending of the B2B company", { b2bCompanies: ["Acme LLP"] }, "corporate", "sufficient"],
    ["is not shown by a B2B company record alone", { b2bCompanies: ["Acme Heating"] }, "unknown", "insufficient"],
    ["is not shown by a name without ending", { addressCompanies: ["Smith & Co"] }, "unknown", "insufficient"],
    ["is not shown by a VAT number", { taxRegistrationIds: ["GB123456789"] }, "unknown", "insufficient"],
    [
      "is not shown by eight digits, which may be a foreign tax number",
      { taxRegistrationIds: ["12345678"] },
      "unknown",
      "insufficient",
    ],
    ["is corporate by a lettered company number", { taxRegistrationIds: ["SC123456"] }, "corporate", "sufficient"],
    [
      "is individual by the number of a limited partnership",
      { taxRegistrationIds: ["LP123456"] },
      "individual",
      "sufficient",
    ],
    ["is not shown by a foreign company's number", { taxRegistrationIds: ["FC123456"] }, "unknown", "insufficient"],
    ["is individual by a tag", { tags: ["trade", "Sole-Trader"] }, "individual", "sufficient"],
    ["is individual by an underscored tag", { tags: ["sole_trader"] }, "individual", "sufficient"],
    ["is individual for a general partnership by tag", { tags: ["partnership"] }, "individual", "sufficient"],
    ["is individual for an English partnership by tag", { tags: ["English Partnership"] }, "individual", "sufficient"],
    ["is not shown by a Scottish partnership's tag", { tags: ["scottish partnership"] }, "unknown", "insufficient"],
    [
      "is not shown by a tag that says Ltd",
      { tags: ["Ltd", "Acme Ltd", "corporate", "b2b"] },
      "unknown",
      "insufficient",
    ],
    [
      "is individual by t/a without an ending",
      { addressCompanies: ["Acme Ltd t/a Boilers"] },
      "individual",
      "sufficient",
    ],
    [
      "is contradicted by t/a with an ending",
      { addressCompanies: ["J Smith t/a Acme Ltd"] },
      "unknown",
      "contradicted",
    ],
    ["is contradicted by a tag", { addressCompanies: ["Acme Ltd"], tags: ["sole trader"] }, "unknown", "contradicted"],
    [
      "is contradicted by another company",
      { addressCompanies: ["Acme Ltd"], b2bCompanies: ["J Smith t/a Boilers"] },
      "unknown",
      "contradicted",
    ],
    [
      "is contradicted by a partnership's number",
      { addressCompanies: ["Acme Ltd"], taxRegistrationIds: ["LP123456"] },
      "unknown",
      "contradicted",
    ],
    [
      "is doubted by a foreign company's number",
      { addressCompanies: ["Acme Ltd"], taxRegistrationIds: ["FC123456"] },
      "unknown",
      "contradicted",
    ],
    [
      "is doubted when the name was once another's",
      { addressCompanies: ["Formerly Acme Ltd"] },
      "unknown",
      "contradicted",
    ],
    ["is doubted by a name that denies it", { addressCompanies: ["not a Ltd"] }, "unknown", "contradicted"],
    [
      "is weakly individual in doubt",
      { tags: ["sole trader"], addressCompanies: ["Formerly Boilers"] },
      "individual",
      "insufficient",
    ],
    [
      "is corporate with a VAT number beside the ending",
      { addressCompanies: ["Acme Ltd"], taxRegistrationIds: ["GB123456789"] },
      "corporate",
      "sufficient",
    ],
  ])("%s", (_what, record, legalForm, strength) => {
    expect(weigh(record)).toEqual({ legalForm, strength });
  });
});

describe("evidence", () => {
  it("says where it comes from, what was seen and what counts in it", () => {
    expect(
      collectEvidence({
        addressCompanies: [" Acme Ltd "],
        b2bCompanies: ["Jones Cyf"],
        tags: ["vip", "sole trader"],
        taxRegistrationIds: ["sc123456"],
      }),
    ).toEqual([
      { source: "b2b_company_record", says: "supports_business", detail: "Jones Cyf" },
      { source: "b2b_company_name", says: "corporate", detail: "Jones Cyf", mark: "Cyf" },
      { source: "address_company_name", says: "corporate", detail: "Acme Ltd", mark: "Ltd" },
      { source: "registered_number", says: "corporate", detail: "sc123456", mark: "SC" },
      { source: "tag", says: "individual", detail: "sole trader", mark: "sole trader" },
    ]);
  });

  it("keeps at most 200 characters and never half a character", () => {
    const [piece] = collectEvidence({ ...NOTHING, addressCompanies: [`${"a".repeat(199)}😀 Ltd`] });
    expect(piece?.detail.length).toBeLessThanOrEqual(200);
    expect(piece?.detail).not.toMatch(/\p{Surrogate}/u);
  });

  const evidence: fc.Arbitrary<Evidence> = fc.record({
    source: fc.constantFrom(...EVIDENCE_SOURCES),
    says: fc.constantFrom("corporate", "individual", "supports_business", "doubt"),
    detail: fc.string({ maxLength: 20 }),
  });
  const contrary = evidence.filter(({ says }) => says === "individual" || says === "doubt");

  it("that contradicts never makes a customer corporate", () => {
    fc.assert(
      fc.property(fc.array(evidence), contrary, fc.nat(), (pieces, piece, at) => {
        const more = pieces.toSpliced(at % (pieces.length + 1), 0, piece);
        expect(weighEvidence(more).legalForm).not.toBe("corporate");
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("that is taken away never makes a customer corporate, but for what contradicted", () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1 }), fc.nat(), (pieces, at) => {
        const gone = pieces[at % pieces.length];
        const less = pieces.filter((piece) => piece !== gone);
        const corporate = (list: Evidence[]) => weighEvidence(list).legalForm === "corporate";
        const contradicted = gone?.says === "individual" || gone?.says === "doubt";
        return contradicted || corporate(pieces) || !corporate(less);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it("counts the same in any order, and twice is no more than once", () => {
    fc.assert(
      fc.property(fc.array(evidence), (pieces) => {
        expect(weighEvidence([...pieces].reverse())).toEqual(weighEvidence(pieces));
        expect(weighEvidence([...pieces, ...pieces])).toEqual(weighEvidence(pieces));
      }),
      { seed: 3 },
    );
  });
});
