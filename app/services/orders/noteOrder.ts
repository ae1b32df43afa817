import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import { fetchOrderValue, type AdminGraphql } from "~/integrations/shopify/admin";
import { gidNumber } from "~/integrations/shopify/customer";
import { whileInstalled } from "~/services/shops/presence";

/** Months for which an order is kept: the newest year's campaigns can be compared with those of the year before. */
export const ORDER_MONTHS = 24;

/**
 * Notes an order that was just placed, with its value and the customer's number and nothing else of them: campaigns are measured by orders, without watching who opens or clicks. Test orders, and those without a customer or of one who was erased since, measure
 * nothing. Told again, it is the same order.
 */
export async function noteOrder(shopId: number, orderId: string, admin: AdminGraphql): Promise<void> {
  const order = await fetchOrderValue(admin, orderId);
  const customerId = order?.customer ? gidNumber(order.customer.id) : undefined;
  if (!order || order.test || customerId === undefined) return;
  const { amount, currencyCode } = order.currentTotalPriceSet.shopMoney;
  await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const subject = customerSubject(customerId);
    const erasure = (await readErased(tx, shopId, [subject])).get(subject);
    if (erasure && erasure.at >= new Date(order.createdAt)) return;
    await tx.query(
      "INSERT INTO store_order (shop_id, id, customer_id, placed_at, amount, currency) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
      [shopId, orderId, customerId, order.createdAt, amount, currencyCode],
    );
  });
}
