import { lockContacts } from "~/db/locks";
import { refreshReview, reviewKeys } from "~/db/review";
import type { Sql } from "~/db/transaction";
import { weighEvidence } from "~/policy/legalForm";
import { readKnownEvidence } from "./heldEvidence";

/**
 * Weighs the legal form of contacts anew from what the store says and what the app holds beside it (P4), in the caller's transaction. Some thousand at once cost two statements; a contact whose form stays
 * as it was is not written. Keeps the review desk in step. Takes `lockContacts`, then `lockReview`. What is queued is judged again at hand-over, on what this wrote.
 */
export async function reweighContacts(tx: Sql, shopId: number, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await lockContacts(tx, shopId);
  const known = await readKnownEvidence(tx, shopId, contactIds);
  const verdicts = known.map(({ evidence }) => weighEvidence(evidence));
  await tx.query(
    `UPDATE contact c SET legal_form = v.form, evidence_strength = v.strength, held_evidence = v.held
     FROM unnest($2::bigint[], $3::legal_form[], $4::evidence_strength[], $5::boolean[]) AS v (id, form, strength, held)
     WHERE c.shop_id = $1 AND c.id = v.id AND (c.legal_form, c.evidence_strength, c.held_evidence) IS DISTINCT FROM (v.form, v.strength, v.held)`,
    [
      shopId,
      known.map(({ id }) => id),
      verdicts.map(({ legalForm }) => legalForm),
      verdicts.map(({ strength }) => strength),
      known.map(({ held }) => held),
    ],
  );
  await refreshReview(tx, shopId, await reviewKeys(tx, shopId, contactIds));
}
