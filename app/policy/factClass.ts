import { CONSENT_STANDINGS, EVIDENCE_STRENGTHS, LEGAL_FORMS, PROSPECT_ORIGINS, RELATIONS } from "./facts";
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
  const [excluded, usable, freemail, uk, consent = "", legalForm = "", evidence = "", relation = "", origin = "", cap] =
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
    // Only an audience counts mails, and only where the shop has set a cap: a class of nine letters was not asked.
    capReached: cap !== undefined,
  };
}

/** Letter that an audience adds to the class of a contact whose address has been sent as many mails as the shop allows. */
export const CAPPED = "t";

/** Every class that the database can write, without the letter of the cap: each can be judged before a contact is read, so that one pass over the contacts is enough. */
export function everyFactClass(): string[] {
  const truths = ["t", "f"];
  const letters = [
    truths,
    truths,
    truths,
    truths,
    lettersOf(CONSENT, CONSENT_STANDINGS),
    lettersOf(LEGAL_FORM, LEGAL_FORMS),
    lettersOf(EVIDENCE, EVIDENCE_STRENGTHS),
    lettersOf(RELATION, RELATIONS),
    lettersOf(ORIGIN, PROSPECT_ORIGINS),
  ];
  return letters.reduce<string[]>((classes, some) => classes.flatMap((name) => some.map((own) => name + own)), [""]);
}

/** The letters of a fact, one a value. */
function lettersOf<T extends string>(map: Readonly<Record<string, T>>, values: readonly T[]): string[] {
  return Object.keys(map).filter((letter) => values.includes(map[letter] as T));
}
