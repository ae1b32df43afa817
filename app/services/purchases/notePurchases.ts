import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { fetchOrderProducts } from "~/integrations/shopify/purchases";
import { whileInstalled } from "~/services/shops/presence";

/**
 * Notes which products were in an order that was just placed: by it audiences know what was bought for longer than the store shows its orders. Of test orders, of those without a customer and of those of somebody erased since, nothing. Told
 * again, it is the same. A store that does not let the app read orders or products tells nothing.
 */
export async function notePurchases(shopId: number, orderId: string, admin: AdminGraphql): Promise<void> {
  const order = await readOrder(orderId, admin);
  if (!order || order.productIds.length === 0) return;
  const { customerId, at, productIds } = order;
  await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const subject = customerSubject(customerId);
    const erasure = (await readErased(tx, shopId, [subject])).get(subject);
    if (erasure && erasure.at >= at) return;
    await tx.query(
      `INSERT INTO product_purchase AS p (shop_id, product_id, customer_id, last_at) SELECT $1, product_id, $3, $4 FROM unnest($2::bigint[]) AS product_id ORDER BY product_id
       ON CONFLICT (shop_id, product_id, customer_id) DO UPDATE SET last_at = excluded.last_at WHERE p.last_at < excluded.last_at`,
      [shopId, productIds, customerId, at],
    );
  });
}

async function readOrder(orderId: string, admin: AdminGraphql) {
  try {
    return await fetchOrderProducts(admin, orderId);
  } catch (error) {
    if (error instanceof AdminFailure && error.kind === "denied") return undefined;
    throw error;
  }
}
