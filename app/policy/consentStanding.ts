import type { ConsentStanding } from "./facts";

/** What can happen to a consent, in the words of the ledger. */
export const CONSENT_EVENTS = [
  "requested",
  "verification_mailed",
  "confirmed",
  "withdrawn",
  "expired",
  "reported",
] as const;
export type ConsentEventKind = (typeof CONSENT_EVENTS)[number];

/**
 * The standing after one more event: the ledger folded step by step (P4, P13). A later request never weakens a
 * confirmed consent; an unpressed link expires only what was still asked; a report by the addressee withdraws.
 */
export function nextStanding(standing: ConsentStanding, event: ConsentEventKind): ConsentStanding {
  switch (event) {
    case "requested":
      return standing === "confirmed" ? "confirmed" : "requested";
    case "verification_mailed":
      return standing;
    case "confirmed":
      return "confirmed";
    case "expired":
      return standing === "requested" ? "expired" : standing;
    case "withdrawn":
    case "reported":
      return "withdrawn";
  }
}

/** The standing that a history of events, oldest first, amounts to. */
export function standingOf(events: readonly ConsentEventKind[]): ConsentStanding {
  return events.reduce(nextStanding, "none" as ConsentStanding);
}
