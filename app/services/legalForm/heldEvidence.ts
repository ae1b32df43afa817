import type { Sql } from "~/db/transaction";
import type { Evidence } from "~/policy/legalForm";

/** A contact with everything that is known of its legal form: what the store says, then what the app holds and nobody has taken back. */
export interface KnownEvidence {
  readonly id: string;
  readonly evidence: readonly Evidence[];
  /** Whether some of it is held by the app. */
  readonly held: boolean;
}

interface Row {
  id: string;
  store: Evidence[];
  held: (Omit<Evidence, "mark"> & { mark: string | null })[] | null;
}

/** What is known of contacts, in one look whatever their number. Contacts that are not there are left out. */
export async function readKnownEvidence(
  tx: Sql,
  shopId: number,
  contactIds: readonly string[],
): Promise<KnownEvidence[]> {
  const { rows } = await tx.query<Row>(
    `SELECT c.id::text AS id, c.evidence AS store, h.held FROM contact c LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('id', e.id::text, 'source', e.source, 'says', e.says, 'detail', e.detail, 'mark', e.mark, 'overrides', e.overrides) ORDER BY e.id) AS held
       FROM form_evidence e WHERE e.shop_id = c.shop_id AND e.contact_id = c.id AND e.undone_at IS NULL
     ) h ON true
     WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[]) ORDER BY c.id`,
    [shopId, contactIds],
  );
  return rows.map(({ id, store, held }) => ({
    id,
    evidence: [...store, ...(held ?? []).map(({ mark, ...piece }) => (mark === null ? piece : { ...piece, mark }))],
    held: held !== null,
  }));
}
