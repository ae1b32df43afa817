import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { Transaction } from "~/db/transaction";
import { keepPurchases } from "~/services/purchases/keepPurchases";

/**
 * Gives the customer that the store kept of two whom it made one what the other had ordered and bought, of each product the newest dates, in the caller's transaction. What was before an erasure of the one kept is forgotten instead
 * (UK GDPR Art 17). Told again, there is nothing left to give.
 */
export async function joinPurchases(tx: Transaction, shopId: number, goneId: string, keptId: string): Promise<void> {
  await shareContacts(tx, shopId);
  const subject = customerSubject(keptId);
  const erased = await readErased(tx, shopId, [subject]);
  await tx.query("DELETE FROM store_order WHERE shop_id = $1 AND customer_id = $2 AND placed_at <= $3", [
    shopId,
    goneId,
    erased.get(subject)?.at ?? null,
  ]);
  await tx.query("UPDATE store_order SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2", [
    shopId,
    goneId,
    keptId,
  ]);
  const { rows } = await tx.query<{ productId: string; lastAt: Date; beforeAt: Date | null }>(
    `DELETE FROM product_purchase WHERE shop_id = $1 AND customer_id = $2 RETURNING product_id::text AS "productId", last_at AS "lastAt", before_at AS "beforeAt"`,
    [shopId, goneId],
  );
  const bought = rows.flatMap(({ productId, lastAt, beforeAt }) =>
    [lastAt, beforeAt ?? []].flat().map((at) => ({ productId, customerId: keptId, at })),
  );
  await keepPurchases(tx, shopId, bought, erased);
}
