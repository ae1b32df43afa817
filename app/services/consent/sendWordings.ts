import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { fetchShopDetails, publishWordings, ShopifyRefusal, type AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { env } from "~/lib/env";
import { ASKED_FORMS } from "~/policy/statedForm";
import { currentWordings, type CurrentWording } from "./currentWording";

/**
 * Gives Shopify the shop's current wordings, from which checkout, order pages and customer accounts show them. Safe to run again, and twice at once: whoever finds that another version was published meanwhile gives them once more. When Shopify cannot be
 * told, the versions stay published here, the shop's row says why, and the error is thrown for whoever tries again.
 */
export async function sendWordings(shopId: number, admin: AdminGraphql): Promise<void> {
  let wordings = await currentWordings(shopId);
  try {
    for (let newest = newestOf(wordings); newest > 0;) {
      await publishWordings(admin, (await fetchShopDetails(admin)).id, {
        wordings,
        endpoint: `${env().SHOPIFY_APP_URL}/api/consent`,
        accountEndpoint: `${env().SHOPIFY_APP_URL}/api/account`,
        statedForms: ASKED_FORMS,
      });
      await pool().query("UPDATE shop SET wording_failure = NULL, wording_sent_version = $2 WHERE id = $1", [
        shopId,
        newest,
      ]);
      wordings = await currentWordings(shopId);
      if (newestOf(wordings) === newest) return;
      newest = newestOf(wordings);
    }
  } catch (error) {
    await pool().query("UPDATE shop SET wording_failure = $2 WHERE id = $1", [shopId, failureCode(error)]);
    throw error;
  }
}

const newestOf = (wordings: readonly CurrentWording[]) => Math.max(0, ...wordings.map(({ version }) => version));

function failureCode(error: unknown): string {
  if (error instanceof AdminFailure) return error.code;
  return error instanceof ShopifyRefusal ? error.codes.join(",") : "FAULT";
}

/** Queues telling Shopify for every shop that has a version Shopify does not have: it was out of reach for longer than a job tries, or knows only what an older app told it. */
export async function requestMissedWordings(): Promise<void> {
  const { rows } = await pool().query<{ id: number }>(
    `SELECT s.id FROM shop s WHERE s.uninstalled_at IS NULL AND s.checkout_ready_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM consent_wording w WHERE w.shop_id = s.id AND w.version > coalesce(s.wording_sent_version, 0))`,
  );
  for (const { id } of rows) await transaction((tx) => enqueue(tx, "wording-send", { shopId: id }));
}
