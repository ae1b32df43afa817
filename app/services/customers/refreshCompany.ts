import { enqueue } from "~/db/queue";
import { fetchCompany, type AdminGraphql } from "~/integrations/shopify/admin";
import { whileInstalled } from "~/services/shops/presence";
import { markUntoldGone, mergeCompanies, mergeLocations } from "./importCompanies";

/**
 * Reads one company anew from the store with its locations, and queues everybody who acts for it, before or now, to be read anew: its name and numbers are evidence of their legal form. `at` is before the store is asked.
 */
export async function refreshCompany(shopId: number, companyId: string, admin: AdminGraphql, at: Date): Promise<void> {
  const read = await fetchCompany(admin, companyId);
  await whileInstalled(shopId, async (tx) => {
    if (read) {
      await mergeCompanies(tx, shopId, [read.company], at);
      await mergeLocations(tx, shopId, read.locations, at);
    }
    await markUntoldGone(tx, shopId, companyId, at, at);
    const { rows } = await tx.query<{ id: string }>(
      "SELECT customer_id AS id FROM company_contact WHERE shop_id = $1 AND company_id = $2",
      [shopId, companyId],
    );
    for (const customerId of new Set([...(read?.customerIds ?? []), ...rows.map(({ id }) => id)]))
      await enqueue(tx, "customer-refresh", { shopId, customerId });
  });
}
