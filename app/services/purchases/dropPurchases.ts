import type { Transaction } from "~/db/transaction";

/** An order that was cancelled, by the store's numbers of who placed it and of what was in it. */
interface Cancelled {
  readonly customerId: string;
  readonly placedAt: Date;
  readonly productIds: readonly string[];
}

/**
 * Takes back what a customer bought by an order that was cancelled, in the caller's transaction: a product counts as bought last by the order before it, where one is known, and otherwise no more. What they bought again since stays. Told again, there
 * is nothing left to take back.
 */
export async function dropPurchases(
  tx: Transaction,
  shopId: number,
  { customerId, placedAt, productIds }: Cancelled,
): Promise<void> {
  const ofOrder = "shop_id = $1 AND customer_id = $2 AND product_id = ANY($3::bigint[])";
  const order = [shopId, customerId, productIds, placedAt];
  await tx.query(`DELETE FROM product_purchase WHERE ${ofOrder} AND last_at = $4 AND before_at IS NULL`, order);
  await tx.query(
    `UPDATE product_purchase SET last_at = CASE WHEN last_at = $4 THEN before_at ELSE last_at END, before_at = NULL WHERE ${ofOrder} AND $4 IN (last_at, before_at)`,
    order,
  );
}
