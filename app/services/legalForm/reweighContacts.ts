import type { Sql } from "~/db/transaction";
import { weighEvidence, type Evidence } from "~/policy/legalForm";

/** Weighs contacts anew from the store's evidence and what is held beside it. The caller holds `lockContacts`. */
export async function reweighContacts(tx: Sql, shopId: number, contactIds: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ id: string; evidence: Evidence[] }>(
    `SELECT c.id, c.evidence || coalesce((
       SELECT jsonb_agg(jsonb_build_object('source', f.source, 'says', f.says, 'detail', f.detail, 'mark', f.mark) ORDER BY f.id)
       FROM form_evidence f WHERE f.shop_id = c.shop_id AND f.contact_id = c.id AND f.undone_at IS NULL), '[]') AS evidence
     FROM contact c WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[])`,
    [shopId, contactIds],
  );
  for (const { id, evidence } of rows) {
    const { legalForm, strength } = weighEvidence(evidence);
    await tx.query(
      "UPDATE contact SET legal_form = $3::legal_form, evidence_strength = $4::evidence_strength WHERE shop_id = $1 AND id = $2",
      [shopId, id, legalForm, strength],
    );
  }
}
