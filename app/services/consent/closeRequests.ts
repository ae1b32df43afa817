import type { Sql } from "~/db/transaction";

/** Ends the links of all requests that a mailbox has not confirmed yet, in the caller's transaction: from then on they confirm nothing (P13). */
export async function closeRequests(tx: Sql, shopId: number, exclusionKey: Buffer, at: Date): Promise<void> {
  await tx.query(
    "UPDATE consent_request SET expires_at = $3 WHERE shop_id = $1 AND exclusion_key = $2 AND confirmed_at IS NULL AND expires_at > $3",
    [shopId, exclusionKey, at],
  );
}
