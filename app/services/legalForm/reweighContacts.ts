import { refreshReview, reviewKeys } from "~/db/review";
import type { Transaction } from "~/db/transaction";
import { weighEvidence, type Evidence } from "~/policy/legalForm";

/** Weighs the legal form of these contacts anew from the store's evidence and from what is held beside it; a decision of staff outweighs the rest. Takes `lockReview`. */
export async function reweighContacts(tx: Transaction, shopId: number, contactIds: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ id: string; evidence: Evidence[]; decided: "corporate" | "individual" | null }>(
    `SELECT c.id::text AS id, c.evidence, (
       SELECT e.says FROM form_evidence e WHERE e.shop_id = c.shop_id AND e.contact_id = c.id AND e.source = 'staff_decision' AND e.undone_at IS NULL
       ORDER BY e.id DESC LIMIT 1) AS decided
     FROM contact c WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[]) ORDER BY c.id FOR UPDATE`,
    [shopId, contactIds],
  );
  const verdicts = rows.map(({ id, evidence, decided }) => ({
    id,
    held: decided !== null,
    ...(decided ? { legalForm: decided, strength: "sufficient" as const } : weighEvidence(evidence)),
  }));
  await tx.query(
    `UPDATE contact c SET legal_form = v.legal_form::legal_form, evidence_strength = v.strength::evidence_strength, held_evidence = v.held
     FROM unnest($2::bigint[], $3::text[], $4::text[], $5::boolean[]) AS v (id, legal_form, strength, held)
     WHERE c.shop_id = $1 AND c.id = v.id`,
    [
      shopId,
      verdicts.map(({ id }) => id),
      verdicts.map(({ legalForm }) => legalForm),
      verdicts.map(({ strength }) => strength),
      verdicts.map(({ held }) => held),
    ],
  );
  await refreshReview(tx, shopId, await reviewKeys(tx, shopId, contactIds));
}
