import type { ContactRow } from "~/db/contactMerge";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { shopifyCustomer, type ShopifyCustomer } from "~/integrations/shopify/customer";
import type { PartImport } from "./importPart";
import { contactRows, excludeUnsubscribed, mergeCustomers } from "./mergeCustomers";

/** The bulk file of customers. Lines of other kinds, as an export with more fields has them, are passed over. */
export function customersImport(
  shopId: number,
  runId: number,
  readAt: Date,
): PartImport<ShopifyCustomer, readonly ContactRow[]> {
  let chunks = 0;
  return {
    part: "customers",
    read(object) {
      const { id, __parentId } = object;
      const other =
        typeof __parentId === "string" ||
        (typeof id === "string" && id.startsWith("gid://shopify/") && !id.startsWith("gid://shopify/Customer/"));
      if (other) return undefined;
      if (typeof id !== "string") return "unknown_object";
      const customer = shopifyCustomer.safeParse(object);
      return customer.success ? customer.data : "invalid_object";
    },
    prepare: (customers) => contactRows(shopId, customers),
    async before(rows) {
      if (++chunks === 2) await learnKeys();
      await excludeUnsubscribed(shopId, rows, readAt);
    },
    async write(tx, rows) {
      const { changed } = await mergeCustomers(tx, shopId, rows, readAt);
      await tx.query(
        "INSERT INTO sync_seen (shop_id, run_id, shopify_id) SELECT $1, $2, * FROM unnest($3::bigint[]) ON CONFLICT DO NOTHING",
        [shopId, runId, rows.map(({ shopifyId }) => shopifyId)],
      );
      return { rows: rows.length, changed };
    },
  };
}

/**
 * Tells the planner how rare a key is. In a table it has never looked at it takes each key for one of 200 and reads all contacts to find one: a first import of 1,000,000 grew slower with every chunk.
 */
async function learnKeys(): Promise<void> {
  await pool().query("ANALYZE contact (shop_id, id, shopify_id, exclusion_key, consent_key)");
}

const MARKED_AT_ONCE = 5000;

/**
 * Marks the store's contacts that a whole run has not seen as gone, unless the store told of them after it was asked for the file. Gives how many.
 */
export async function markUnseenGone(shopId: number, runId: number, readAt: Date, at: Date): Promise<number> {
  let gone = 0;
  for (;;) {
    const { rowCount } = await transaction((tx) =>
      tx.query(
        `UPDATE contact SET deleted_at = $4, read_at = $3 WHERE shop_id = $1 AND id IN (
           SELECT c.id FROM contact c WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.shopify_id IS NOT NULL AND c.read_at < $3
             AND NOT EXISTS (SELECT 1 FROM sync_seen s WHERE s.shop_id = $1 AND s.run_id = $2 AND s.shopify_id = c.shopify_id)
           ORDER BY c.id LIMIT ${MARKED_AT_ONCE})`,
        [shopId, runId, readAt, at],
      ),
    );
    gone += rowCount ?? 0;
    if ((rowCount ?? 0) < MARKED_AT_ONCE) return gone;
  }
}

/** Forgets what a run has seen: it has ended. */
export async function forgetSeen(shopId: number, runId: number): Promise<void> {
  await pool().query("DELETE FROM sync_seen WHERE shop_id = $1 AND run_id = $2", [shopId, runId]);
}
