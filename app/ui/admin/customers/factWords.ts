import { factsOfClass } from "~/policy/factClass";
import type { ConsentStanding, EvidenceStrength, ProspectOrigin, Relation } from "~/policy/facts";
import { LEGAL_FORM_WORDS } from "~/ui/legalFormWords";

const CONSENT: Readonly<Record<ConsentStanding, string>> = {
  none: "no consent had been asked for",
  requested: "consent had been asked for and not confirmed",
  confirmed: "consent was confirmed",
  withdrawn: "consent had been withdrawn",
  expired: "consent had been asked for, and the link had expired",
};
const STRENGTH: Readonly<Record<EvidenceStrength, string>> = {
  sufficient: "the evidence was sufficient",
  insufficient: "the evidence was not sufficient",
  contradicted: "the evidence contradicted itself",
};
const RELATION: Readonly<Record<Relation, string>> = {
  customer: "Relation: a customer",
  prospect: "Relation: a prospect",
  none: "Relation: none, never ordered",
};
const ORIGIN: Readonly<Record<ProspectOrigin, string>> = {
  self_generated: ", from a list you made yourselves",
  in_sector: ", researched in your trade",
  out_of_sector: ", outside your trade",
  refused: ", from a list that was bought, rented or exchanged",
  none: "",
};

/** The facts of a class in plain words, as they were when a decision was made on them. */
export function factWords(factClass: string): string[] {
  const facts = factsOfClass(factClass);
  return [
    facts.excluded ? "The address was on the exclusion list" : "The address was not on the exclusion list",
    facts.addressUsable ? "It was a usable address" : "There was no usable address",
    facts.freemail ? "It was a personal mailbox" : "It was not at a provider of personal mailboxes",
    facts.inUk ? "In the United Kingdom" : "Outside the United Kingdom",
    `Consent: ${CONSENT[facts.consent]}`,
    `Legal form: ${LEGAL_FORM_WORDS[facts.legalForm].label.toLowerCase()}; ${STRENGTH[facts.evidence]}`,
    `${RELATION[facts.relation]}${ORIGIN[facts.prospectOrigin]}`,
    ...(facts.capReached ? ["The address had been sent as many emails as you allow in that time"] : []),
  ];
}
