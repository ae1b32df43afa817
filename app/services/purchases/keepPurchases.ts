import { customerSubject, type Erasure } from "~/db/erased";
import type { Transaction } from "~/db/transaction";

/** That a customer bought a product then, by the store's numbers of both. */
export interface Purchase {
  readonly customerId: string;
  readonly productId: string;
  readonly at: Date;
}

/**
 * Keeps what was bought, in the caller's transaction, and never takes a date back to an earlier one. What somebody bought before they were erased stays forgotten, though a later order has brought them back (UK GDPR Art 17):
 * `erased` is what `readErased` says of these customers. The caller holds `shareContacts`, so that whoever is erased meanwhile comes before or after it as a whole.
 */
export async function keepPurchases(
  tx: Transaction,
  shopId: number,
  purchases: readonly Purchase[],
  erased: ReadonlyMap<string, Erasure>,
): Promise<void> {
  if (purchases.length === 0) return;
  const newest = new Map<string, Purchase>();
  for (const purchase of purchases) {
    const { customerId, productId, at } = purchase;
    const erasure = erased.get(customerSubject(customerId));
    if (erasure && erasure.at >= at) continue;
    const key = `${productId} ${customerId}`;
    const before = newest.get(key);
    if (!before || before.at < at) newest.set(key, purchase);
  }
  const kept = [...newest.values()];
  await tx.query(
    `INSERT INTO product_purchase AS p (shop_id, product_id, customer_id, last_at)
     SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) AS b (product_id, customer_id, at) ORDER BY product_id, customer_id
     ON CONFLICT (shop_id, product_id, customer_id) DO UPDATE SET last_at = excluded.last_at WHERE p.last_at < excluded.last_at`,
    [
      shopId,
      kept.map(({ productId }) => productId),
      kept.map(({ customerId }) => customerId),
      kept.map(({ at }) => at),
    ],
  );
}
