import type { ConsentStanding } from "./facts";

/** What can happen to a consent, in the words of the ledger. */
export const CONSENT_EVENTS = [
  "requested",
  "verification_mailed",
  "confirmed",
  "withdrawn",
  "expired",
  "reported",
  "imported_confirmed",
  "imported_unconfirmed",
  "withdrawal_undone",
] as const;
export type ConsentEventKind = (typeof CONSENT_EVENTS)[number];

/**
 * The standing after one more event: the ledger folded step by step (P4, P13). A later request never weakens a
 * confirmed consent; an unpressed link expires only what was still asked; a report by the addressee withdraws.
 * What was collected elsewhere counts as confirmed only with evidence of both stages, and never over a withdrawal given here; without, it was asked and not answered. A withdrawal taken back needs the whole history: see `foldEvents`.
 */
export function nextStanding(
  standing: ConsentStanding,
  event: Exclude<ConsentEventKind, "withdrawal_undone">,
): ConsentStanding {
  switch (event) {
    case "requested":
      return standing === "confirmed" ? "confirmed" : "requested";
    case "verification_mailed":
      return standing;
    case "confirmed":
      return "confirmed";
    case "expired":
      return standing === "requested" ? "expired" : standing;
    case "imported_confirmed":
      return standing === "withdrawn" ? "withdrawn" : "confirmed";
    case "imported_unconfirmed":
      return standing === "confirmed" || standing === "withdrawn" ? standing : "requested";
    case "withdrawn":
    case "reported":
      return "withdrawn";
  }
}

/** What a history amounts to, and which of its events, by place, made it so; none while nothing has. */
export interface FoldedStanding {
  readonly standing: ConsentStanding;
  readonly by?: number;
}

/**
 * Folds a history of events, oldest first. A withdrawal that was taken back gives what stood before it, by the event that had made it so; only while nothing else has been said since: neither another withdrawal nor a report can be taken back
 * with it.
 */
export function foldEvents(events: readonly ConsentEventKind[]): FoldedStanding {
  let [now, beforeWithdrawal]: [FoldedStanding, FoldedStanding | undefined] = [{ standing: "none" }, undefined];
  for (const [by, event] of events.entries()) {
    if (event === "withdrawal_undone") {
      [now, beforeWithdrawal] = [beforeWithdrawal ?? now, undefined];
      continue;
    }
    const standing = nextStanding(now.standing, event);
    if (event === "withdrawn" && now.standing !== "withdrawn") beforeWithdrawal = now;
    else if (event === "withdrawn" || event === "reported" || standing !== now.standing) beforeWithdrawal = undefined;
    if (standing !== now.standing) now = { standing, by };
  }
  return now;
}

/** The standing that a history of events, oldest first, amounts to. */
export function standingOf(events: readonly ConsentEventKind[]): ConsentStanding {
  return foldEvents(events).standing;
}
