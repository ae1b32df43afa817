import { decide } from "./decide";
import { factsOfClass } from "./factClass";
import type { AssessmentState } from "./facts";

/**
 * On which ground the personal data of a contact is held (P3; UK GDPR Art 6(1)). Not the same as whether it may be mailed: a customer without consent is held as a customer, and is not mailed.
 * `none`: held without basis.
 */
export const GROUNDS = [
  "consent",
  "consent_asked",
  "legitimate_interest",
  "customer_record",
  "exclusion",
  "none",
] as const;
export type Ground = (typeof GROUNDS)[number];

/** What a ground depends on besides the facts of the contact. */
export interface HoldingContext {
  /** Whether the last relation with the contact is within the shop's retention time. */
  readonly withinTime: boolean;
  readonly assessment: AssessmentState;
}

/** A fact class as the database writes it: nine letters that this version knows. */
const KNOWN_CLASS = /^[tf]{4}[nrcwe][ciu][sic][cpn][siorn]$/;

/**
 * The ground on which contacts of a fact class are held, first match: confirmed consent (Art 6(1)(a)); consent that was asked for and may still be confirmed (P13); legitimate interest (Art 6(1)(f): whoever decide() would let
 * be mailed on it, with an assessment on file, also one due for review, and a relation within the time); the store's own customer within the time (Art 6(1)(b) and (c)); an exclusion, for which the keyed hash suffices (P12).
 * Whoever is excluded has objected: neither consent nor legitimate interest holds them. A class with a letter this version does not know is `none`.
 */
export function groundOf(factClass: string, { withinTime, assessment }: HoldingContext): Ground {
  if (!KNOWN_CLASS.test(factClass)) return "none";
  const facts = factsOfClass(factClass);
  if (!facts.excluded && facts.consent === "confirmed") return "consent";
  if (!facts.excluded && facts.consent === "requested") return "consent_asked";
  if (withinTime) {
    const onFile = assessment === "current" || assessment === "expired";
    const ready = { setUp: "ready", assessment: "current", addressTaken: false } as const;
    if (onFile && decide({ ...facts, ...ready }).decision === "eligible") return "legitimate_interest";
    if (facts.relation === "customer") return "customer_record";
  }
  return facts.excluded ? "exclusion" : "none";
}

/** Whether the retention rule removes contacts of a class once the time without a relation is over: no ground is left that needs their data. */
export function removedWhenPast(factClass: string): boolean {
  const ground = groundOf(factClass, { withinTime: false, assessment: "missing" });
  return ground === "none" || ground === "exclusion";
}

/** Shortest and longest time without a relation that a shop can choose, and the time unless it chooses, in months. */
export const RETENTION_MONTHS = { min: 6, max: 72, default: 24 } as const;
