import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Decision } from "~/policy/decide";
import type { Facts } from "~/policy/facts";
import { type BASES, REASONS, type Reason } from "~/policy/reasons";
import { anyFacts, CORPORATE_CUSTOMER, everyFacts } from "./facts";

const SEEDED = { seed: 20_261_122, numRuns: 3000 } as const;

const SOLE_TRADER: Facts = { ...CORPORATE_CUSTOMER, legalForm: "individual" };
const UNKNOWN_FORM: Facts = { ...CORPORATE_CUSTOMER, legalForm: "unknown", evidence: "insufficient" };
const PROSPECT: Facts = { ...CORPORATE_CUSTOMER, relation: "prospect", prospectOrigin: "in_sector" };
const UNKNOWN_SUBSCRIBER: Facts = { ...UNKNOWN_FORM, consent: "confirmed" };

const yes = (basis: (typeof BASES)[number]) => ({ decision: "eligible", basis }) as const;
const no = (...reasons: [Reason, ...Reason[]]) => ({ decision: "ineligible", reasons }) as const;
const eligible = (facts: Facts) => decide(facts).decision === "eligible";
const firstReason = (decision: Decision) => (decision.decision === "ineligible" ? decision.reasons[0] : undefined);

describe("the decision, row by row in the order of the table", () => {
  it.each<[row: string, facts: Facts, decision: Decision]>([
    ["an excluded address is not mailed", { ...CORPORATE_CUSTOMER, excluded: true }, no("excluded")],
    [
      "an address that cannot be mailed is not",
      { ...CORPORATE_CUSTOMER, addressUsable: false },
      no("address_unusable"),
    ],
    [
      "nobody is mailed without a sender identity",
      { ...CORPORATE_CUSTOMER, setUp: "identity_missing" },
      no("identity_incomplete"),
    ],
    [
      "nobody is mailed without trading disclosures",
      { ...CORPORATE_CUSTOMER, setUp: "disclosures_missing" },
      no("disclosures_incomplete"),
    ],
    [
      "nobody is mailed before SendGrid is set up",
      { ...CORPORATE_CUSTOMER, setUp: "sendgrid_missing" },
      no("sendgrid_not_ready"),
    ],
    [
      "nobody is mailed before exclusions have returned",
      { ...CORPORATE_CUSTOMER, setUp: "exclusions_returning" },
      no("exclusions_returning"),
    ],
    [
      "nor with confirmed consent",
      { ...UNKNOWN_SUBSCRIBER, setUp: "exclusions_returning" },
      no("exclusions_returning"),
    ],
    ["a mailbox is mailed once", { ...CORPORATE_CUSTOMER, addressTaken: true }, no("duplicate_address")],
    [
      "a mailbox that has had its mails is left alone",
      { ...CORPORATE_CUSTOMER, capReached: true },
      no("frequency_cap"),
    ],
    ["confirmed consent lets an unknown form be mailed", UNKNOWN_SUBSCRIBER, yes("consent")],
    ["confirmed consent lets a sole trader be mailed", { ...SOLE_TRADER, consent: "confirmed" }, yes("consent")],
    ["confirmed consent lets a freemail address be mailed", { ...UNKNOWN_SUBSCRIBER, freemail: true }, yes("consent")],
    ["confirmed consent lets somebody abroad be mailed", { ...UNKNOWN_SUBSCRIBER, inUk: false }, yes("consent")],
    ["confirmed consent needs no relation", { ...UNKNOWN_SUBSCRIBER, relation: "none" }, yes("consent")],
    ["confirmed consent needs no assessment", { ...UNKNOWN_SUBSCRIBER, assessment: "missing" }, yes("consent")],
    [
      "confirmed consent is the basis where both would do",
      { ...CORPORATE_CUSTOMER, consent: "confirmed" },
      yes("consent"),
    ],
    [
      "who withdrew is not mailed on another basis",
      { ...CORPORATE_CUSTOMER, consent: "withdrawn" },
      no("consent_withdrawn"),
    ],
    [
      "who asked and did not confirm is not mailed",
      { ...CORPORATE_CUSTOMER, consent: "requested" },
      no("consent_unconfirmed"),
    ],
    [
      "who let the request expire is not mailed",
      { ...CORPORATE_CUSTOMER, consent: "expired" },
      no("consent_unconfirmed"),
    ],
    ["a corporate customer is mailed", CORPORATE_CUSTOMER, yes("legitimate_interest")],
    ["a corporate prospect in the sector is mailed", PROSPECT, yes("legitimate_interest")],
    [
      "a corporate prospect of a self-generated list is mailed",
      { ...PROSPECT, prospectOrigin: "self_generated" },
      yes("legitimate_interest"),
    ],
    [
      "a corporate customer waits for an assessment",
      { ...CORPORATE_CUSTOMER, assessment: "missing" },
      no("assessment_missing"),
    ],
    [
      "a corporate customer waits for an assessment in date",
      { ...CORPORATE_CUSTOMER, assessment: "expired" },
      no("assessment_missing"),
    ],
    ["a corporate prospect waits for an assessment", { ...PROSPECT, assessment: "missing" }, no("assessment_missing")],
    ["a firm at a freemail address is not mailed", { ...CORPORATE_CUSTOMER, freemail: true }, no("freemail_address")],
    ["a firm outside the United Kingdom is not mailed", { ...CORPORATE_CUSTOMER, inUk: false }, no("outside_uk")],
    ["a firm that never ordered is not mailed", { ...CORPORATE_CUSTOMER, relation: "none" }, no("no_relation")],
    [
      "a prospect of a refused list is not mailed",
      { ...PROSPECT, prospectOrigin: "refused" },
      no("prospect_origin_refused"),
    ],
    [
      "a prospect of unrecorded origin is not mailed",
      { ...PROSPECT, prospectOrigin: "none" },
      no("prospect_origin_refused"),
    ],
    [
      "a prospect outside the sector is not mailed",
      { ...PROSPECT, prospectOrigin: "out_of_sector" },
      no("prospect_out_of_sector"),
    ],
    ["a sole trader without consent is not mailed", SOLE_TRADER, no("individual_without_consent")],
    ["an unknown legal form without consent is not mailed", UNKNOWN_FORM, no("unknown_without_consent")],
    [
      "a firm with weak evidence counts as unknown",
      { ...CORPORATE_CUSTOMER, evidence: "insufficient" },
      no("unknown_without_consent"),
    ],
    [
      "a firm with contradicted evidence counts as unknown",
      { ...CORPORATE_CUSTOMER, evidence: "contradicted" },
      no("unknown_without_consent"),
    ],
  ])("%s", (_row, facts, decision) => {
    expect(decide(facts)).toEqual(decision);
  });

  it("has a row for every reason", () => {
    const told = new Set<Reason>();
    for (const facts of everyFacts()) {
      const first = firstReason(decide(facts));
      if (first) told.add(first);
    }
    expect([...told].sort()).toEqual([...REASONS].sort());
  });
});

describe("where several rows match, the first wins", () => {
  const everythingWrong: Facts = {
    ...CORPORATE_CUSTOMER,
    excluded: true,
    addressUsable: false,
    setUp: "identity_missing",
    addressTaken: true,
    capReached: true,
    consent: "withdrawn",
    assessment: "missing",
    freemail: true,
    inUk: false,
    relation: "none",
  };

  it.each<[row: string, facts: Facts, first: Reason]>([
    ["exclusion beats confirmed consent", { ...UNKNOWN_SUBSCRIBER, excluded: true }, "excluded"],
    ["exclusion beats everything else", everythingWrong, "excluded"],
    [
      "an unfinished set-up beats confirmed consent",
      { ...UNKNOWN_SUBSCRIBER, setUp: "identity_missing" },
      "identity_incomplete",
    ],
    [
      "a missing SendGrid beats confirmed consent",
      { ...UNKNOWN_SUBSCRIBER, setUp: "sendgrid_missing" },
      "sendgrid_not_ready",
    ],
    [
      "an unusable address beats confirmed consent",
      { ...UNKNOWN_SUBSCRIBER, addressUsable: false },
      "address_unusable",
    ],
    ["a taken mailbox beats confirmed consent", { ...UNKNOWN_SUBSCRIBER, addressTaken: true }, "duplicate_address"],
    ["the cap beats confirmed consent", { ...UNKNOWN_SUBSCRIBER, capReached: true }, "frequency_cap"],
    [
      "a taken mailbox beats the cap",
      { ...CORPORATE_CUSTOMER, addressTaken: true, capReached: true },
      "duplicate_address",
    ],
    [
      "an unfinished set-up beats a withdrawal",
      { ...SOLE_TRADER, setUp: "disclosures_missing", consent: "withdrawn" },
      "disclosures_incomplete",
    ],
    [
      "a withdrawal beats a missing assessment",
      { ...CORPORATE_CUSTOMER, consent: "withdrawn", assessment: "missing" },
      "consent_withdrawn",
    ],
    ["a request beats being an individual", { ...SOLE_TRADER, consent: "requested" }, "consent_unconfirmed"],
    [
      "a missing assessment beats freemail",
      { ...CORPORATE_CUSTOMER, assessment: "missing", freemail: true },
      "assessment_missing",
    ],
    ["freemail beats being abroad", { ...CORPORATE_CUSTOMER, freemail: true, inUk: false }, "freemail_address"],
    ["being abroad beats a missing relation", { ...CORPORATE_CUSTOMER, inUk: false, relation: "none" }, "outside_uk"],
    ["being abroad beats being an individual", { ...SOLE_TRADER, inUk: false }, "outside_uk"],
    ["being abroad beats an unknown form", { ...UNKNOWN_FORM, inUk: false }, "outside_uk"],
  ])("%s", (_row, facts, first) => {
    expect(firstReason(decide(facts))).toBe(first);
  });

  it("and the others are told after it", () => {
    expect(decide(everythingWrong)).toEqual(
      no(
        "excluded",
        "address_unusable",
        "identity_incomplete",
        "duplicate_address",
        "frequency_cap",
        "consent_withdrawn",
        "assessment_missing",
        "freemail_address",
        "outside_uk",
        "no_relation",
      ),
    );
  });

  it("but with confirmed consent only what blocks every basis is told", () => {
    expect(decide({ ...everythingWrong, consent: "confirmed" })).toEqual(
      no("excluded", "address_unusable", "identity_incomplete", "duplicate_address", "frequency_cap"),
    );
  });
});

// Some hundred thousand each: on a busy machine longer than a test may take.
describe("in every combination of facts there is", { timeout: 30_000 }, () => {
  it("eligible implies the facts that its basis needs", () => {
    let seen = 0;
    for (const facts of everyFacts()) {
      const decision = decide(facts);
      if (decision.decision !== "eligible") continue;
      seen++;
      const sound =
        !facts.excluded &&
        facts.addressUsable &&
        facts.setUp === "ready" &&
        !facts.addressTaken &&
        !facts.capReached &&
        (decision.basis === "consent"
          ? facts.consent === "confirmed"
          : facts.consent === "none" &&
            facts.legalForm === "corporate" &&
            facts.evidence === "sufficient" &&
            facts.assessment === "current" &&
            !facts.freemail &&
            facts.inUk &&
            (facts.relation === "customer" ||
              (facts.relation === "prospect" && ["in_sector", "self_generated"].includes(facts.prospectOrigin))));
      if (!sound) expect.unreachable(`mailed without ground: ${JSON.stringify(facts)}`);
    }
    expect(seen).toBeGreaterThan(100);
  });

  it("the reasons are at least one, each once, in the order of the closed list", () => {
    for (const facts of everyFacts()) {
      const decision = decide(facts);
      if (decision.decision === "eligible") continue;
      const places = decision.reasons.map((reason) => REASONS.indexOf(reason));
      const ordered = places.every((place, index) => place > (places[index - 1] ?? -1));
      if (places.length === 0 || !ordered) expect.unreachable(`${decision.reasons.join()}: ${JSON.stringify(facts)}`);
    }
  });

  it("an exclusion keeps everybody out", () => {
    for (const facts of everyFacts()) {
      if (facts.excluded && eligible(facts)) expect.unreachable(JSON.stringify(facts));
    }
  });
});

/** Facts changed to something weaker: less known, less set up, less close. */
const WEAKENINGS: readonly Partial<Facts>[] = [
  { evidence: "insufficient" },
  { evidence: "contradicted" },
  { legalForm: "unknown" },
  { legalForm: "unknown", evidence: "insufficient" },
  { legalForm: "individual" },
  { assessment: "expired" },
  { assessment: "missing" },
  { relation: "none" },
  { relation: "none", prospectOrigin: "none" },
  { prospectOrigin: "none" },
  { prospectOrigin: "refused" },
  { consent: "withdrawn" },
  { consent: "expired" },
  { setUp: "identity_missing" },
  { setUp: "disclosures_missing" },
  { setUp: "sendgrid_missing" },
  { addressUsable: false },
  { freemail: true },
  { inUk: false },
  { addressTaken: true },
  { capReached: true },
];

const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  "",
  "yes",
  "true",
  "false",
  "READY",
  "Corporate",
  0,
  1,
  NaN,
  {},
  [],
  "constructor",
];

describe("whatever the facts", () => {
  it("adding an exclusion makes nobody eligible", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => !eligible({ ...facts, excluded: true })),
      SEEDED,
    );
  });

  it("removing or weakening evidence makes nobody eligible", () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(...WEAKENINGS),
        (facts, weaker) => eligible(facts) || !eligible({ ...facts, ...weaker }),
      ),
      SEEDED,
    );
  });

  it("a fact that this version does not know makes nobody eligible", () => {
    const names = Object.keys(CORPORATE_CUSTOMER) as (keyof Facts)[];
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...names), fc.constantFrom(...GARBAGE), (facts, name, garbage) => {
        return eligible(facts) || !eligible({ ...facts, [name]: garbage });
      }),
      { ...SEEDED, numRuns: 20_000 },
    );
  });

  it.each(Object.keys(CORPORATE_CUSTOMER).filter((name) => name !== "prospectOrigin"))(
    "a corporate customer whose %s is not known is not mailed",
    (name) => {
      for (const garbage of GARBAGE)
        expect(eligible({ ...CORPORATE_CUSTOMER, [name]: garbage }), String(garbage)).toBe(false);
    },
  );

  it("no facts at all let nobody through", () => {
    expect(decide({} as Facts).decision).toBe("ineligible");
  });

  it("equal facts give equal decisions, and the facts are left as they were", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const frozen = Object.freeze({ ...facts });
        expect(decide(frozen)).toEqual(decide({ ...facts }));
      }),
      SEEDED,
    );
  });
});
