import type { ConsentStanding, ContactFacts, EvidenceStrength, LegalForm, ProspectOrigin, Relation } from "./facts";

/** Facts that a fact class holds: all of a contact's but whether its address is taken, which only arises within an audience. */
export type StoredFacts = Omit<ContactFacts, "addressTaken">;

const CONSENT: Readonly<Record<string, ConsentStanding>> = {
  n: "none",
  r: "requested",
  c: "confirmed",
  w: "withdrawn",
  e: "expired",
};
const LEGAL_FORM: Readonly<Record<string, LegalForm>> = { c: "corporate", i: "individual", u: "unknown" };
const EVIDENCE: Readonly<Record<string, EvidenceStrength>> = { s: "sufficient", i: "insufficient", c: "contradicted" };
const RELATION: Readonly<Record<string, Relation>> = { c: "customer", p: "prospect", n: "none" };
const ORIGIN: Readonly<Record<string, ProspectOrigin>> = {
  s: "self_generated",
  i: "in_sector",
  o: "out_of_sector",
  r: "refused",
  n: "none",
};

/**
 * Reads a fact class, as the database writes it (`fact_class()`: one character a fact), back into facts. A text that is not of the form, or has a letter this version does not know, gives facts that let
 * nobody through.
 */
export function factsOfClass(factClass: string): StoredFacts {
  const [excluded, usable, freemail, uk, consent = "", legalForm = "", evidence = "", relation = "", origin = ""] =
    factClass;
  return {
    excluded: excluded !== "f",
    addressUsable: usable === "t",
    freemail: freemail !== "f",
    inUk: uk === "t",
    consent: CONSENT[consent] ?? "expired",
    legalForm: LEGAL_FORM[legalForm] ?? "unknown",
    evidence: EVIDENCE[evidence] ?? "insufficient",
    relation: RELATION[relation] ?? "none",
    prospectOrigin: ORIGIN[origin] ?? "none",
  };
}
