import { pool } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { fetchCollection } from "~/integrations/shopify/purchases";
import { whileInstalled } from "~/services/shops/presence";

/** Reads which products are in a collection now. What is read replaces what was, as a whole; a collection that is gone keeps what was in it. Safe to run again. Throws `AdminFailure` when the store cannot be reached, to be tried again. */
export async function readCollection(
  shopId: number,
  collectionId: string,
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const collection = await ask(shopId, collectionId, admin);
  if (collection === "refused") return;
  await whileInstalled(shopId, async (tx) => {
    const { rowCount: known } = await tx.query(
      collection
        ? "UPDATE store_collection SET title = $4, read_at = $3, gone_at = NULL, failure = NULL WHERE shop_id = $1 AND id = $2 AND (read_at IS NULL OR read_at <= $3)"
        : "UPDATE store_collection SET gone_at = $3 WHERE shop_id = $1 AND id = $2 AND $4::text IS NULL",
      [shopId, collectionId, at, collection?.title.slice(0, 255) ?? null],
    );
    if (!known || !collection) return;
    await tx.query(
      "DELETE FROM store_collection_product WHERE shop_id = $1 AND collection_id = $2 AND product_id <> ALL($3::bigint[])",
      [shopId, collectionId, collection.productIds],
    );
    await tx.query(
      "INSERT INTO store_collection_product (shop_id, collection_id, product_id) SELECT $1, $2, * FROM unnest($3::bigint[]) ON CONFLICT DO NOTHING",
      [shopId, collectionId, collection.productIds],
    );
  });
}

/** Asks the store; a store that does not let the app read products is asked no more, and the page says so. */
async function ask(shopId: number, collectionId: string, admin: AdminGraphql) {
  try {
    return await fetchCollection(admin, collectionId);
  } catch (error) {
    if (!(error instanceof AdminFailure && error.kind === "denied")) throw error;
    await pool().query("UPDATE store_collection SET failure = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      collectionId,
      error.code,
    ]);
    return "refused" as const;
  }
}
