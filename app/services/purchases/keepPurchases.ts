import { customerSubject, type Erasure } from "~/db/erased";
import type { Transaction } from "~/db/transaction";

/** That a customer bought a product then, by the store's numbers of both. */
export interface Purchase {
  readonly customerId: string;
  readonly productId: string;
  readonly at: Date;
}

/**
 * Keeps what was bought, in the caller's transaction: of each product the last date and the one before it, and never takes either back to an earlier one. What somebody bought before they were erased stays forgotten, though a later order has brought
 * them back (UK GDPR Art 17): `erased` is what `readErased` says of these customers. What was bought by an order that is noted as cancelled is left out, since a file of orders may be older than that. The caller holds `shareContacts`, so that whoever
 * is erased meanwhile comes before or after it as a whole.
 */
export async function keepPurchases(
  tx: Transaction,
  shopId: number,
  purchases: readonly Purchase[],
  erased: ReadonlyMap<string, Erasure>,
): Promise<void> {
  const kept = purchases.filter(({ customerId, at }) => {
    const erasure = erased.get(customerSubject(customerId));
    return !erasure || erasure.at < at;
  });
  if (kept.length === 0) return;
  // Rows that stay as they are, nearly all of those read every night, are not written.
  await tx.query(
    `INSERT INTO product_purchase AS p (shop_id, product_id, customer_id, last_at, before_at)
     SELECT $1, product_id, customer_id, dates[1], dates[2] FROM (
       SELECT product_id, customer_id, array_agg(DISTINCT at ORDER BY at DESC) AS dates FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) AS b (product_id, customer_id, at)
       WHERE NOT EXISTS (SELECT 1 FROM store_order o WHERE o.shop_id = $1 AND o.customer_id = b.customer_id AND o.placed_at = b.at AND o.cancelled_at IS NOT NULL)
       GROUP BY 1, 2
     ) bought ORDER BY product_id, customer_id
     ON CONFLICT (shop_id, product_id, customer_id) DO UPDATE SET last_at = greatest(p.last_at, excluded.last_at),
       before_at = (SELECT max(at) FROM unnest(ARRAY[p.last_at, p.before_at, excluded.last_at, excluded.before_at]) AS dates (at) WHERE at < greatest(p.last_at, excluded.last_at))
     WHERE p.last_at < excluded.last_at
       OR coalesce(p.before_at, '-infinity') < CASE WHEN excluded.last_at < p.last_at THEN excluded.last_at ELSE excluded.before_at END`,
    [
      shopId,
      kept.map(({ productId }) => productId),
      kept.map(({ customerId }) => customerId),
      kept.map(({ at }) => at),
    ],
  );
}
