import type { Sql } from "~/db/transaction";

/**
 * Prospects give way to customers of the store with the same mailbox: one person is one contact, and what the store says of them counts. So do people who only subscribed, to customers with the very same address: consent is not
 * stretched to another spelling. `exclusionKeys` are those of the store's contacts that were just written; the caller holds `lockContacts`. Where the prospect came from stays on record (`readProvenance`). Gives how many gave way.
 */
export async function retireProspectsOfCustomers(
  tx: Sql,
  shopId: number,
  exclusionKeys: readonly Buffer[],
  at: Date,
): Promise<number> {
  // Most shops have neither, and an import asks for every chunk.
  const { rowCount: any } = await tx.query(
    "SELECT 1 FROM contact WHERE shop_id = $1 AND shopify_id IS NULL ORDER BY shop_id, shopify_id LIMIT 1",
    [shopId],
  );
  if (!any) return 0;
  const { rowCount } = await tx.query(
    `UPDATE contact p SET deleted_at = $3 FROM (
       SELECT c.id FROM contact c
       WHERE c.shop_id = $1 AND c.exclusion_key = ANY($2::bytea[]) AND c.shopify_id IS NULL AND c.relation IN ('prospect', 'none') AND c.deleted_at IS NULL
         AND EXISTS (SELECT 1 FROM contact k WHERE k.shop_id = $1 AND k.exclusion_key = c.exclusion_key AND k.shopify_id IS NOT NULL AND k.deleted_at IS NULL
                     AND (c.relation = 'prospect' OR k.consent_key = c.consent_key))
       ORDER BY c.id FOR UPDATE
     ) retired WHERE p.shop_id = $1 AND p.id = retired.id`,
    [shopId, exclusionKeys, at],
  );
  return rowCount ?? 0;
}
