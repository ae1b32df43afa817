import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";

/** Contacts brought up to date in one transaction. */
const CHUNK = 2000;

/**
 * Notes with every contact of a B2B company when anybody of that company last ordered: a colleague's order is a relation with the firm (P1), and the retention rule counts from it. Changed rows only; safe at any time.
 */
export async function noteCompanyOrders(shopId: number): Promise<void> {
  for (;;) {
    const changed = await transaction(async (tx) => {
      await lockContacts(tx, shopId);
      const { rowCount } = await tx.query(
        // Over the members once: a company's newest order joined to its members again was compared, each with each, while the planner knew of few.
        `WITH of_member AS (
           SELECT m.customer_id, max(c.last_order_at) OVER (PARTITION BY m.company_id) AS newest FROM company_contact m
           JOIN contact c ON c.shop_id = m.shop_id AND c.shopify_id = m.customer_id AND c.deleted_at IS NULL
           WHERE m.shop_id = $1
         ), of_contact AS (
           SELECT customer_id, max(newest) AS newest FROM of_member GROUP BY customer_id
         ), stale AS (
           SELECT c.id, o.newest FROM of_contact o JOIN contact c ON c.shop_id = $1 AND c.shopify_id = o.customer_id
           WHERE c.deleted_at IS NULL AND c.company_ordered_at IS DISTINCT FROM o.newest ORDER BY c.id LIMIT ${CHUNK} FOR UPDATE OF c
         )
         UPDATE contact c SET company_ordered_at = stale.newest FROM stale WHERE c.shop_id = $1 AND c.id = stale.id`,
        [shopId],
      );
      return rowCount ?? 0;
    });
    if (changed < CHUNK) return;
  }
}
