import { type Sketch, tradeName } from "./customer";
import { type Draw } from "./draw";
import { type LegalForm, type Reason, type Verdict } from "./lines";
import { FREEMAIL, LAST_NAMES, slug } from "./words";

/** One customer of a kind: how it looks and what is right for it. */
export interface Member {
  kind: string;
  sketch: Sketch;
  verdict: Verdict;
}

/**
 * A kind of customer. Most kinds have one member; twins have two, drawn with consecutive serials, the first of which
 * is the older customer. A kind without members stands for a deleted customer.
 */
export interface Kind {
  kind: string;
  weight: number;
  members: ((draw: Draw, first: Draw) => Member)[];
}

export const MAY: Verdict = {
  legalForm: "corporate",
  decision: "eligible",
  basis: "legitimate_interest",
  reason: null,
};

export function mayNot(legalForm: LegalForm, reason: Reason): Verdict {
  return { legalForm, decision: "ineligible", basis: null, reason };
}

export const INDIVIDUAL = mayNot("individual", "individual_without_consent");
export const UNKNOWN = mayNot("unknown", "unknown_without_consent");

export function one(kind: string, weight: number, verdict: Verdict, sketch: (draw: Draw) => Sketch): Kind {
  return { kind, weight, members: [(draw) => ({ kind, verdict, sketch: sketch(draw) })] };
}

export const surname = (draw: Draw) => draw.pick(LAST_NAMES);
export const limited = (draw: Draw) => `${tradeName(draw)} Ltd`;
export const person = (draw: Draw) => `${draw.pick(["A", "B", "C", "D", "J", "M", "R", "S"])} ${surname(draw)}`;
export const freemail = (draw: Draw) => `invented.${slug(surname(draw))}.${draw.serial}@${draw.pick(FREEMAIL)}`;
