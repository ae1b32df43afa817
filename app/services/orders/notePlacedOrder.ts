import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { fetchPlacedOrder } from "~/integrations/shopify/placedOrder";
import { requestConsentFromOrder } from "~/services/consent/orderConsent";
import { keepPurchases } from "~/services/purchases/keepPurchases";
import { whileInstalled } from "~/services/shops/presence";

/** Months for which an order is kept: the newest year's campaigns can be compared with those of the year before. */
export const ORDER_MONTHS = 24;

/**
 * Takes in what an order that was just placed says: the request for consent in it (P13); its value and the customer's number and nothing else of them, so that campaigns are measured by orders, without watching who opens or clicks; which
 * products were in it, by which audiences know what was bought for longer than the store shows its orders. Test orders, and those without a customer or of one who was erased since, are only asked for consent. What the store does not let the app
 * read is left out. Told again, it is the same order. `at` is before the store is asked.
 */
export async function notePlacedOrder(shopId: number, orderId: string, admin: AdminGraphql, at: Date): Promise<void> {
  const order = await fetchPlacedOrder(admin, orderId);
  if (!order) return;
  if (order.consent) await requestConsentFromOrder(shopId, orderId, order.consent, at);
  const { customerId, placedAt, cancelledAt, value, productIds = [] } = order;
  if (order.test || customerId === undefined) return;
  await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const subject = customerSubject(customerId);
    const erased = await readErased(tx, shopId, [subject]);
    const erasure = erased.get(subject);
    if (erasure && erasure.at >= placedAt) return;
    if (value)
      await tx.query(
        "INSERT INTO store_order (shop_id, id, customer_id, placed_at, amount, currency, cancelled_at, refunded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        [shopId, orderId, customerId, placedAt, value.amount, value.currencyCode, cancelledAt, value.refunded],
      );
    // Cancelled by now, or noted as cancelled meanwhile, which `keepPurchases` looks for.
    const bought = cancelledAt ? [] : productIds.map((productId) => ({ customerId, productId, at: placedAt }));
    await keepPurchases(tx, shopId, bought, erased);
  });
}
