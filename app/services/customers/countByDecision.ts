import { pool } from "~/db/client";
import { readFactClasses } from "~/db/contactFacts";
import type { Basis, Reason } from "~/policy/reasons";
import { judgeClass } from "~/services/campaigns/judge";
import { loadShopState } from "~/services/shops/setUp";

/** How many of a shop's contacts may be mailed on which basis, and how many may not, by the reason that decides. */
export interface DecisionCounts {
  readonly contacts: number;
  readonly byBasis: readonly { readonly basis: Basis; readonly contacts: number }[];
  /** Most first. */
  readonly byReason: readonly { readonly reason: Reason; readonly contacts: number }[];
}

/** Counts all contacts of a shop by the decision as it is now, from the kept counts of fact classes: the cost does not grow with the contacts. */
export async function countByDecision(shopId: number, at: Date): Promise<DecisionCounts> {
  const { facts } = await loadShopState(shopId, at);
  const byBasis = new Map<Basis, number>();
  const byReason = new Map<Reason, number>();
  let total = 0;
  for (const { name, contacts } of await readFactClasses(pool(), shopId)) {
    total += contacts;
    const verdict = judgeClass({ name }, facts);
    if (verdict.decision === "eligible") byBasis.set(verdict.basis, (byBasis.get(verdict.basis) ?? 0) + contacts);
    else byReason.set(verdict.reasons[0], (byReason.get(verdict.reasons[0]) ?? 0) + contacts);
  }
  return {
    contacts: total,
    byBasis: [...byBasis].map(([basis, contacts]) => ({ basis, contacts })),
    byReason: [...byReason].map(([reason, contacts]) => ({ reason, contacts })).sort((a, b) => b.contacts - a.contacts),
  };
}
