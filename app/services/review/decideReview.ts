import { pool } from "~/db/client";
import { readReviewIds } from "~/db/review";
import { Problem } from "~/lib/errors";
import { decideByStaff } from "~/services/legalForm/decideByStaff";

/** A decision touches so many contacts at most: its transaction holds up others. */
const DECIDED_AT_ONCE = 5000;

/** What came of a decision. */
export interface ReviewOutcome {
  /** To undo it by; null when there was nothing left to decide. */
  readonly groupId: string | null;
  readonly decided: number;
  /** Whether there are more contacts than one decision takes: those stay on the desk. */
  readonly more: boolean;
}

/**
 * Decides the legal form of everybody on these rows of the desk, in one decision with one reason (P4). Only those who still wait are decided: what somebody else decided meanwhile stands. Throws `Problem("input_invalid")`
 * with `items` or `reason` when there are none.
 */
export async function decideReview(
  shopId: number,
  itemIds: readonly string[],
  decision: { readonly legalForm: "corporate" | "individual"; readonly reason: string },
  actor: string,
  at: Date,
): Promise<ReviewOutcome> {
  const reason = decision.reason.trim();
  if (!reason) throw new Problem("input_invalid", ["reason"]);
  const items = itemIds.filter((id) => /^\d{1,18}$/.test(id));
  if (items.length === 0) throw new Problem("input_invalid", ["items"]);
  const found = await readReviewIds(pool(), shopId, items, DECIDED_AT_ONCE + 1);
  if (found.length === 0) return { groupId: null, decided: 0, more: false };
  const { groupId, decided } = await decideByStaff(
    shopId,
    found.slice(0, DECIDED_AT_ONCE),
    { legalForm: decision.legalForm, reason, onlyUnknown: true },
    actor,
    at,
  );
  return { groupId: decided > 0 ? groupId : null, decided, more: found.length > DECIDED_AT_ONCE };
}
