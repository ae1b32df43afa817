import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  collectEvidence,
  EVIDENCE_SOURCES,
  overriddenByDecision,
  weighEvidence,
  type Evidence,
  type StoreRecord,
} from "~/policy/legalForm";
import { DECISION_ECHOES } from "~/policy/statedForm";

const NOTHING: StoreRecord = { addressCompanies: [], companies: [], tags: [] };
/** A B2B company with these tax registrations. */
const taxed = (...taxRegistrationIds: string[]) => ({ companies: [{ name: "", taxRegistrationIds }] });
const b2b = (name: string, more: object = {}) => ({ companies: [{ name, taxRegistrationIds: [], ...more }] });
const weigh = (record: Partial<StoreRecord>) => weighEvidence(collectEvidence({ ...NOTHING, ...record }));

describe("the legal form of a customer", () => {
  it.each<[what: string, record: Partial<StoreRecord>, legalForm: string, strength: string]>([
    ["is unknown when nothing is known", {}, "unknown", "insufficient"],
    ["is corporate by the ending in the address", { addressCompanies: ["Acme Ltd"] }, "corporate", "sufficient"],
    ["is corporate by the ending of the B2B company", b2b("Acme LLP"), "corporate", "sufficient"],
    ["is not shown by a B2B company record alone", b2b("Acme Heating"), "unknown", "insufficient"],
    ["is not shown by a name without ending", { addressCompanies: ["Smith & Co"] }, "unknown", "insufficient"],
    ["is not shown by a VAT number", taxed("GB123456789"), "unknown", "insufficient"],
    ["is not shown by eight digits, which may be a foreign tax number", taxed("12345678"), "unknown", "insufficient"],
    ["is corporate by a lettered company number", taxed("SC123456"), "corporate", "sufficient"],
    ["is individual by the number of a limited partnership", taxed("LP123456"), "individual", "sufficient"],
    ["is not shown by a foreign company's number", taxed("FC123456"), "unknown", "insufficient"],
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
      { addressCompanies: ["Acme Ltd"], ...b2b("J Smith t/a Boilers") },
      "unknown",
      "contradicted",
    ],
    [
      "is contradicted by a partnership's number",
      { addressCompanies: ["Acme Ltd"], ...taxed("LP123456") },
      "unknown",
      "contradicted",
    ],
    [
      "is doubted by a foreign company's number",
      { addressCompanies: ["Acme Ltd"], ...taxed("FC123456") },
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
      { addressCompanies: ["Acme Ltd"], ...taxed("GB123456789") },
      "corporate",
      "sufficient",
    ],
    [
      "is corporate by the company's number field",
      b2b("Acme", { companyNumber: "1234567" }),
      "corporate",
      "sufficient",
    ],
    ["is corporate by the customer's number field", { companyNumber: "12345678" }, "corporate", "sufficient"],
    ["is individual by a partnership's number in the field", { companyNumber: "NL000123" }, "individual", "sufficient"],
    ["is not shown by a number that none can be", { companyNumber: "GB 123 4567 89" }, "unknown", "insufficient"],
    [
      "is corporate by the customer's form field",
      { statedForm: "limited liability partnership" },
      "corporate",
      "sufficient",
    ],
    ["is individual by the form field", { statedForm: "Sole trader" }, "individual", "sufficient"],
    [
      "is individual by a limited partnership in the field",
      { statedForm: "Limited partnership" },
      "individual",
      "sufficient",
    ],
    [
      "is corporate by a partnership in Scotland in the field",
      { statedForm: "Partnership in Scotland" },
      "corporate",
      "sufficient",
    ],
    [
      "is contradicted by the company's form field",
      b2b("Acme Ltd", { statedForm: "Partnership" }),
      "unknown",
      "contradicted",
    ],
    [
      "is contradicted by a form that cannot be read",
      { addressCompanies: ["Acme Ltd"], statedForm: "dunno" },
      "unknown",
      "contradicted",
    ],
    ["is not shown by the app's own echo", { statedForm: DECISION_ECHOES.corporate }, "unknown", "insufficient"],
    [
      "is not shown by the echo of an individual",
      { statedForm: DECISION_ECHOES.individual },
      "unknown",
      "insufficient",
    ],
    [
      "is not shown by the name of a limited partnership",
      { addressCompanies: ["Acme Limited Partnership"] },
      "unknown",
      "insufficient",
    ],
    [
      "is contradicted where the company's other name is a limited partnership",
      { addressCompanies: ["Acme Limited Partnership"], ...b2b("Acme Ltd") },
      "unknown",
      "contradicted",
    ],
    [
      "is corporate for a limited partnership with a Scottish number",
      b2b("Acme Limited Partnership", { companyNumber: "SL001234" }),
      "corporate",
      "sufficient",
    ],
  ])("%s", (_what, record, legalForm, strength) => {
    expect(weigh(record)).toMatchObject({ legalForm, strength });
  });

  it.each<[record: Partial<StoreRecord>, confidence: string, explanation: string]>([
    [{}, "none", "nothing_known"],
    [b2b("Acme"), "none", "only_business"],
    [{ addressCompanies: ["Formerly Acme"] }, "none", "only_doubt"],
    [{ addressCompanies: ["Acme Ltd"] }, "fair", "one_says_corporate"],
    [{ addressCompanies: ["Acme Ltd"], companyNumber: "12345678" }, "high", "several_say_corporate"],
    [{ addressCompanies: ["Acme Ltd", "Acme Limited"] }, "fair", "one_says_corporate"],
    [{ tags: ["sole trader"] }, "fair", "says_individual"],
    [{ tags: ["sole trader"], addressCompanies: ["Formerly Boilers"] }, "low", "individual_in_doubt"],
    [{ addressCompanies: ["Acme Ltd"], tags: ["sole trader"] }, "none", "contradictory"],
  ])("of %j is as sure as %s, since %s", (record, confidence, explanation) => {
    expect(weigh(record)).toMatchObject({ confidence, explanation });
  });
});

describe("a decision of staff", () => {
  const ltd: Evidence = { source: "address_company_name", says: "corporate", detail: "Acme Ltd", mark: "Ltd" };
  const tag: Evidence = { source: "tag", says: "individual", detail: "sole trader", mark: "sole trader" };
  const doubt: Evidence = { source: "companies_house", says: "doubt", detail: "01234567" };
  const decide = (id: number, says: "corporate" | "individual", knowing: readonly Evidence[]): Evidence => ({
    source: "staff_decision",
    says,
    detail: "telephoned",
    id: String(id),
    overrides: overriddenByDecision(knowing),
  });
  const first = decide(1, "corporate", [ltd, tag]);

  it.each<[what: string, evidence: Evidence[], legalForm: string, strength: string, explanation: string]>([
    ["prevails over what they knew of", [ltd, tag, first], "corporate", "sufficient", "staff_decided"],
    ["holds without any other evidence", [decide(1, "corporate", [])], "corporate", "sufficient", "staff_decided"],
    [
      "gives way to what comes later",
      [ltd, tag, first, doubt],
      "unknown",
      "contradicted",
      "contradicted_since_decision",
    ],
    [
      "for an individual prevails over a company's name",
      [ltd, decide(1, "individual", [ltd])],
      "individual",
      "sufficient",
      "staff_decided",
    ],
    [
      "for an individual stays when a company's name comes later",
      [decide(1, "individual", []), ltd],
      "individual",
      "sufficient",
      "staff_decided",
    ],
    [
      "takes the place of the one before",
      [first, decide(2, "individual", [ltd, tag, first]), ltd, tag],
      "individual",
      "sufficient",
      "staff_decided",
    ],
    [
      "that did not know of the other contradicts it",
      [first, decide(2, "individual", []), ltd, tag],
      "unknown",
      "contradicted",
      "decisions_differ",
    ],
    [
      "does not override what comes after it with an older number",
      [decide(5, "corporate", []), { ...decide(2, "individual", []), overrides: ["staff_decision:5"] }],
      "unknown",
      "contradicted",
      "decisions_differ",
    ],
  ])("%s", (_what, evidence, legalForm, strength, explanation) => {
    expect(weighEvidence(evidence)).toMatchObject({ legalForm, strength, explanation });
    expect(weighEvidence([...evidence].reverse())).toEqual(weighEvidence(evidence));
  });
});

describe("evidence", () => {
  it("says where it comes from, what was seen and what counts in it", () => {
    expect(
      collectEvidence({
        addressCompanies: [" Acme Ltd "],
        companies: [
          {
            name: "Jones Cyf",
            statedForm: "Limited company",
            companyNumber: " 123456 ",
            taxRegistrationIds: ["sc123456"],
          },
        ],
        statedForm: "Sole trader",
        companyNumber: "OC 301 234",
        tags: ["vip", "sole trader"],
      }),
    ).toEqual([
      { source: "b2b_company_record", says: "supports_business", detail: "Jones Cyf" },
      { source: "b2b_company_name", says: "corporate", detail: "Jones Cyf", mark: "Cyf" },
      { source: "company_form_field", says: "corporate", detail: "Limited company" },
      { source: "company_number_field", says: "corporate", detail: "123456", mark: "8 digits" },
      { source: "registered_number", says: "corporate", detail: "sc123456", mark: "SC" },
      { source: "address_company_name", says: "corporate", detail: "Acme Ltd", mark: "Ltd" },
      { source: "customer_form_field", says: "individual", detail: "Sole trader" },
      { source: "customer_number_field", says: "corporate", detail: "OC 301 234", mark: "OC" },
      { source: "tag", says: "individual", detail: "sole trader", mark: "sole trader" },
    ]);
  });

  it("keeps at most 200 characters and never half a character", () => {
    const [piece] = collectEvidence({ ...NOTHING, addressCompanies: [`${"a".repeat(199)}😀 Ltd`] });
    expect(piece?.detail.length).toBeLessThanOrEqual(200);
    expect(piece?.detail).not.toMatch(/\p{Surrogate}/u);
  });

  const said: fc.Arbitrary<Evidence> = fc.record({
    source: fc.constantFrom(...EVIDENCE_SOURCES.filter((source) => source !== "staff_decision")),
    says: fc.constantFrom("corporate", "individual", "supports_business", "doubt"),
    detail: fc.constantFrom("Acme", "Boilers", "7"),
  });
  const numbers = fc.integer({ min: 1, max: 6 });
  // Decisions that know of some of what there may be, in any tangle.
  const decided: fc.Arbitrary<Evidence> = fc
    .record({
      says: fc.constantFrom("corporate" as const, "individual" as const),
      id: numbers,
      pieces: fc.array(said, { maxLength: 5 }),
      decisions: fc.array(numbers, { maxLength: 3 }),
    })
    .map(({ says, id, pieces, decisions }) => ({
      source: "staff_decision" as const,
      says,
      detail: "telephoned",
      id: String(id),
      overrides: [...overriddenByDecision(pieces), ...decisions.map((number) => `staff_decision:${number}`)],
    }));
  const evidence: fc.Arbitrary<Evidence> = fc.oneof({ weight: 3, arbitrary: said }, { weight: 2, arbitrary: decided });
  const against = (list: fc.Arbitrary<Evidence>) =>
    list.filter(({ says }) => says === "individual" || says === "doubt");
  const contrary = against(said);
  const mailable = (list: readonly Evidence[]) => {
    const { legalForm, strength } = weighEvidence(list);
    return legalForm === "corporate" && strength === "sufficient";
  };

  it("against a company never makes anybody mailable who was not, whatever was decided", () => {
    let kept = 0;
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 8 }), against(evidence), fc.nat(), (pieces, piece, at) => {
        const more = pieces.toSpliced(at % (pieces.length + 1), 0, piece);
        if (mailable(more)) kept++;
        return mailable(pieces) || !mailable(more);
      }),
      { seed: 5, numRuns: 5000 },
    );
    // Else the property would hold for want of cases.
    expect(kept).toBeGreaterThan(10);
  });

  it("is weighed as before once a decision on top of it is taken back", () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 8 }), fc.constantFrom("corporate", "individual"), (pieces, says) => {
        const before = weighEvidence(pieces);
        const decision = {
          source: "staff_decision",
          says,
          detail: "x",
          id: "7",
          overrides: overriddenByDecision(pieces),
        } as const;
        expect(weighEvidence([...pieces, decision])).toMatchObject({ legalForm: says, strength: "sufficient" });
        expect(weighEvidence(pieces)).toEqual(before);
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it("that contradicts never makes a customer corporate", () => {
    fc.assert(
      fc.property(fc.array(said), contrary, fc.nat(), (pieces, piece, at) => {
        const more = pieces.toSpliced(at % (pieces.length + 1), 0, piece);
        expect(weighEvidence(more).legalForm).not.toBe("corporate");
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("that is taken away never makes a customer corporate, but for what contradicted", () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1 }), fc.nat(), (pieces, at) => {
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
        const { legalForm, strength } = weighEvidence(pieces);
        expect(weighEvidence([...pieces, ...pieces])).toMatchObject({ legalForm, strength });
      }),
      { seed: 3 },
    );
  });
});
