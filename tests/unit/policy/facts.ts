import fc from "fast-check";
import {
  ASSESSMENTS,
  CONSENT_STANDINGS,
  EVIDENCE_STRENGTHS,
  type Facts,
  LEGAL_FORMS,
  PROSPECT_ORIGINS,
  RELATIONS,
  SET_UP_STATES,
} from "~/policy/facts";

/** A corporate customer of a shop that is ready to send: every fact as legitimate interest needs it. */
export const CORPORATE_CUSTOMER: Facts = {
  setUp: "ready",
  assessment: "current",
  excluded: false,
  addressUsable: true,
  freemail: false,
  inUk: true,
  consent: "none",
  legalForm: "corporate",
  evidence: "sufficient",
  relation: "customer",
  prospectOrigin: "none",
  addressTaken: false,
  capReached: false,
};

/** Any combination of facts. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  setUp: fc.constantFrom(...SET_UP_STATES),
  assessment: fc.constantFrom(...ASSESSMENTS),
  excluded: fc.boolean(),
  addressUsable: fc.boolean(),
  freemail: fc.boolean(),
  inUk: fc.boolean(),
  consent: fc.constantFrom(...CONSENT_STANDINGS),
  legalForm: fc.constantFrom(...LEGAL_FORMS),
  evidence: fc.constantFrom(...EVIDENCE_STRENGTHS),
  relation: fc.constantFrom(...RELATIONS),
  prospectOrigin: fc.constantFrom(...PROSPECT_ORIGINS),
  addressTaken: fc.boolean(),
  capReached: fc.boolean(),
});

/** Every combination of facts there is: 388,800. */
export function* everyFacts(): Generator<Facts> {
  const values: { [K in keyof Facts]: readonly Facts[K][] } = {
    setUp: SET_UP_STATES,
    assessment: ASSESSMENTS,
    excluded: [false, true],
    addressUsable: [false, true],
    freemail: [false, true],
    inUk: [false, true],
    consent: CONSENT_STANDINGS,
    legalForm: LEGAL_FORMS,
    evidence: EVIDENCE_STRENGTHS,
    relation: RELATIONS,
    prospectOrigin: PROSPECT_ORIGINS,
    addressTaken: [false, true],
    capReached: [false, true],
  };
  const names = Object.keys(values) as (keyof Facts)[];
  const sizes = names.map((name) => values[name].length);
  const total = sizes.reduce((product, size) => product * size, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    // Hundreds of thousands of them: without a list in between.
    const facts: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) {
      const size = sizes[at] ?? 1;
      facts[name] = values[name][rest % size];
      rest = Math.floor(rest / size);
    }
    yield facts as unknown as Facts;
  }
}
