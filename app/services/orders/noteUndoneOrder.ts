import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { fetchPlacedOrder } from "~/integrations/shopify/placedOrder";
import { dropPurchases } from "~/services/purchases/dropPurchases";
import { whileInstalled } from "~/services/shops/presence";

/**
 * Marks what of an order was undone, as the store says it is: that it was cancelled, and how much of it was paid back in all, by which campaigns are measured from then on (docs/decisions/0031). By an order that was cancelled nothing was bought
 * (docs/decisions/0037). One that was placed since the installation and has not been noted yet is noted with that, so that it does not matter which the app hears of first; any other, and whatever the store does not let the app read, is left alone.
 * Told again, it is the same order: the store gives the sum of all that was paid back, and an answer that was overtaken by a newer one takes nothing back from it.
 */
export async function noteUndoneOrder(shopId: number, orderId: string, admin: AdminGraphql): Promise<void> {
  const order = await fetchPlacedOrder(admin, orderId, ["value", "products"]);
  if (!order) return;
  const { customerId, placedAt, cancelledAt, value, productIds = [], test } = order;
  if (test || customerId === undefined || !(cancelledAt || Number(value?.refunded) > 0)) return;
  await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const subject = customerSubject(customerId);
    const erasure = (await readErased(tx, shopId, [subject])).get(subject);
    if (erasure && erasure.at >= placedAt) return;
    if (value)
      await tx.query(
        `INSERT INTO store_order AS o (shop_id, id, customer_id, placed_at, amount, currency, cancelled_at, refunded)
         SELECT s.id, $2, $3, $4, $5, $6, $7, $8 FROM shop s WHERE s.id = $1
           AND ($4 >= s.installed_at OR EXISTS (SELECT 1 FROM store_order known WHERE known.shop_id = $1 AND known.id = $2))
         ON CONFLICT (shop_id, id) DO UPDATE SET cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at), refunded = greatest(o.refunded, excluded.refunded)`,
        [shopId, orderId, customerId, placedAt, value.amount, value.currencyCode, cancelledAt, value.refunded],
      );
    if (cancelledAt) await dropPurchases(tx, shopId, { customerId, placedAt, productIds });
  });
}
