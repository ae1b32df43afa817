import { randomUUID } from "node:crypto";
import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { overriddenByDecision } from "~/policy/legalForm";
import { record } from "~/services/audit/record";
import { readKnownEvidence } from "./heldEvidence";
import { dropGroup, holdEvidence } from "./holdEvidence";

/** What a member of staff decided of a legal form. */
export interface StaffFormDecision {
  readonly legalForm: "corporate" | "individual";
  /** Why: at most 500 characters are kept. */
  readonly reason: string;
  /** Leaves alone whose form is known by the time it is written: what a colleague decided meanwhile stands. */
  readonly onlyUnknown?: boolean;
}

/**
 * Records what a member of staff decided of contacts' legal form, with why and who, and weighs them anew (P4). It prevails over what is known of each contact now; what comes later against a company puts that contact
 * back to unknown. All are decided, and can be undone, together. Contacts that are gone are left out. Throws `Problem("input_invalid")` without a reason.
 */
export async function decideByStaff(
  shopId: number,
  contactIds: readonly string[],
  decision: StaffFormDecision,
  actor: string,
  at: Date,
): Promise<{ groupId: string; decided: number }> {
  const reason = decision.reason
    .trim()
    .slice(0, 500)
    .replace(/\p{Surrogate}$/u, "");
  if (!reason) throw new Problem("input_invalid", ["reason"]);
  const groupId = randomUUID();
  return transaction(async (tx) => {
    await lockContacts(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      `SELECT id::text AS id FROM contact WHERE shop_id = $1 AND id = ANY($2::bigint[]) AND deleted_at IS NULL AND removed_at IS NULL
         AND (NOT $3 OR legal_form = 'unknown')`,
      [shopId, contactIds.filter((id) => /^\d{1,18}$/.test(id)), decision.onlyUnknown === true],
    );
    const known = await readKnownEvidence(
      tx,
      shopId,
      rows.map(({ id }) => id),
    );
    await holdEvidence(
      tx,
      shopId,
      known.map(({ id, evidence }) => ({
        contactId: id,
        evidence: {
          source: "staff_decision" as const,
          says: decision.legalForm,
          detail: reason.slice(0, 200).replace(/\p{Surrogate}$/u, ""),
          overrides: overriddenByDecision(evidence),
        },
        at,
        actor,
        reason,
        groupId,
      })),
    );
    if (known.length > 0)
      await record(tx, shopId, {
        act: "legal_form_decided",
        actor,
        at,
        subject: { kind: "form_decision", id: groupId },
        after: { legalForm: decision.legalForm, contacts: known.length },
      });
    return { groupId, decided: known.length };
  });
}

/**
 * Takes back a decision for all contacts it was made for: what is known of them otherwise counts again, an earlier decision included. Gives how many; none the second time. Who took it back and when stays on record.
 */
export async function undoDecision(shopId: number, groupId: string, actor: string, at: Date): Promise<number> {
  if (!/^[0-9a-f-]{36}$/i.test(groupId)) throw new Problem("not_found");
  return transaction(async (tx) => {
    const undone = await dropGroup(tx, shopId, groupId, actor, at);
    const subject = { kind: "form_decision", id: groupId } as const;
    if (undone > 0)
      await record(tx, shopId, { act: "legal_form_undone", actor, at, subject, after: { contacts: undone } });
    return undone;
  });
}
