import { randomUUID } from "node:crypto";
import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { reweighContacts } from "./reweighContacts";

/** What staff decided of a legal form. */
export interface StaffFormDecision {
  readonly legalForm: "corporate" | "individual";
  readonly reason: string;
  /** Leaves alone whose form is known by the time it is written: what a colleague decided meanwhile stands. */
  readonly onlyUnknown?: boolean;
}

/** Records what a member of staff decided of contacts' legal form, with why, and weighs them anew (P4). Throws `Problem("input_invalid")` when the reason is missing. */
export async function decideByStaff(
  shopId: number,
  contactIds: readonly string[],
  decision: StaffFormDecision,
  actor: string,
  at: Date,
): Promise<{ groupId: string; decided: number }> {
  const reason = decision.reason.trim();
  if (!reason) throw new Problem("input_invalid", ["reason"]);
  const groupId = randomUUID();
  return transaction(async (tx) => {
    await lockContacts(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO form_evidence (shop_id, contact_id, source, says, detail, reason, at, actor, group_id)
       SELECT $1, id, 'staff_decision', $3, $4, $4, $5, $6, $7 FROM contact
       WHERE shop_id = $1 AND id = ANY($2::bigint[]) AND deleted_at IS NULL AND (NOT $8 OR legal_form = 'unknown') ORDER BY id
       RETURNING contact_id::text AS id`,
      [shopId, contactIds, decision.legalForm, reason, at, actor, groupId, decision.onlyUnknown === true],
    );
    await reweighContacts(
      tx,
      shopId,
      rows.map(({ id }) => id),
    );
    return { groupId, decided: rows.length };
  });
}

/** Takes back a decision for all contacts it was made for; what is known of them otherwise counts again. Gives how many; none the second time. */
export async function undoDecision(shopId: number, groupId: string, actor: string, at: Date): Promise<number> {
  return transaction(async (tx) => {
    await lockContacts(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      `UPDATE form_evidence SET undone_at = $3, undone_by = $4 WHERE shop_id = $1 AND group_id = $2 AND undone_at IS NULL
       RETURNING contact_id::text AS id`,
      [shopId, groupId, at, actor],
    );
    await reweighContacts(
      tx,
      shopId,
      rows.map(({ id }) => id),
    );
    return rows.length;
  });
}
