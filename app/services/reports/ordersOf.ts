import { pool } from "~/db/client";
import { HANDED_OVER_BY_NOW } from "~/db/mailOutcome";
import { NO_ORDERS, sumOfOrders, type OrderAmount, type OrderCount } from "~/policy/reports";

/**
 * Orders placed within so many days of a campaign's mail by customers who got it, by `campaign basis`, less what was paid back of them since: one that was cancelled or wholly paid back counts for none. An order that followed several campaigns counts for each: it is a measure of each, and no sum. From the orders to the recipients:
 * a store has few orders within some days, and a campaign up to a million recipients.
 */
export async function ordersOf(
  shopId: number,
  campaignIds: readonly number[],
  days: number,
): Promise<ReadonlyMap<string, OrderCount>> {
  const { rows } = await pool().query<OrderAmount & { of: string; orders: number }>(
    `SELECT r.campaign_id || ' ' || r.basis AS of, o.currency, count(*)::int AS orders, sum(o.amount - o.refunded)::text AS amount
     FROM (SELECT min(attempted_at) AS first, max(attempted_at) AS last FROM batch WHERE shop_id = $1 AND campaign_id = ANY($2::int[])) sent
     JOIN store_order o ON o.shop_id = $1 AND o.placed_at >= sent.first AND o.placed_at < sent.last + make_interval(days => $3) AND o.cancelled_at IS NULL AND (o.refunded = 0 OR o.refunded < o.amount)
     JOIN contact c ON c.shop_id = $1 AND c.shopify_id = o.customer_id
     JOIN recipient r ON r.shop_id = $1 AND r.contact_id = c.id AND r.campaign_id = ANY($2::int[])
     JOIN campaign k ON k.shop_id = $1 AND k.id = r.campaign_id
     JOIN batch b ON b.shop_id = $1 AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND ${HANDED_OVER_BY_NOW}
     WHERE o.placed_at >= b.attempted_at AND o.placed_at < b.attempted_at + make_interval(days => $3) GROUP BY 1, 2`,
    [shopId, campaignIds, days],
  );
  const found = new Map<string, OrderCount>();
  for (const { of, orders, ...amount } of rows)
    found.set(of, sumOfOrders([found.get(of) ?? NO_ORDERS, { orders, amounts: [amount] }]));
  return found;
}
