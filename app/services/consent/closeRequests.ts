import type { Sql } from "~/db/transaction";

/** Ends the links of all requests that a mailbox has not confirmed yet, in the caller's transaction, after its locks: from then on they confirm nothing (P13). */
export async function closeRequests(tx: Sql, shopId: number, exclusionKey: Buffer, at: Date): Promise<void> {
  await tx.query(
    `UPDATE consent_request q SET expires_at = $3 FROM (
       SELECT id FROM consent_request WHERE shop_id = $1 AND exclusion_key = $2 AND confirmed_at IS NULL AND expires_at > $3 ORDER BY id FOR UPDATE
     ) open WHERE q.shop_id = $1 AND q.id = open.id`,
    [shopId, exclusionKey, at],
  );
}
