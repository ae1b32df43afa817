import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { fetchPlacedOrder } from "~/integrations/shopify/placedOrder";
import { whileInstalled } from "~/services/shops/presence";

/**
 * Marks an order as cancelled, as the store says it is: it is no success of any campaign any more (docs/decisions/0031). One that was placed since the installation and has not been noted yet is noted as cancelled, so that it does not
 * matter which of the two the app hears of first; any other, and whatever the store does not let the app read, is left alone. Told again, it is the same order.
 */
export async function noteCancelledOrder(shopId: number, orderId: string, admin: AdminGraphql): Promise<void> {
  const order = await fetchPlacedOrder(admin, orderId, ["value"]);
  if (!order) return;
  const { customerId, placedAt, cancelledAt, value, test } = order;
  if (test || customerId === undefined || !cancelledAt || !value) return;
  await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const subject = customerSubject(customerId);
    const erasure = (await readErased(tx, shopId, [subject])).get(subject);
    if (erasure && erasure.at >= placedAt) return;
    await tx.query(
      `INSERT INTO store_order (shop_id, id, customer_id, placed_at, amount, currency, cancelled_at)
       SELECT s.id, $2, $3, $4, $5, $6, $7 FROM shop s WHERE s.id = $1
         AND ($4 >= s.installed_at OR EXISTS (SELECT 1 FROM store_order o WHERE o.shop_id = $1 AND o.id = $2))
       ON CONFLICT (shop_id, id) DO UPDATE SET cancelled_at = EXCLUDED.cancelled_at`,
      [shopId, orderId, customerId, placedAt, value.amount, value.currencyCode, cancelledAt],
    );
  });
}
