import { Readable } from "node:stream";
import { mergeStagedContacts, stageContacts, unsubscribedInStage, type ContactRow } from "~/db/contactMerge";
import { transaction } from "~/db/transaction";
import { fetchCustomer, type AdminGraphql } from "~/integrations/shopify/admin";
import { exclude } from "~/services/exclusions/exclude";
import { addressKeys } from "~/services/shops/keys";
import { contactRow } from "./contactRow";

/**
 * Reads one customer anew from the store, whatever the message said that led here: so the order in which messages come does not matter. A customer that is gone is marked so.
 */
export async function refreshCustomer(
  shopId: number,
  customerId: string,
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const customer = await fetchCustomer(admin, customerId);
  if (!customer) return markGone(shopId, customerId, at);
  const row = contactRow(customer, await addressKeys(shopId));
  await transaction(async (tx) => {
    await stageContacts(tx, one(row));
    await mergeStagedContacts(tx, shopId);
    const unsubscribed = await unsubscribedInStage(tx, shopId);
    await exclude(
      tx,
      shopId,
      unsubscribed.map((entry) => ({ ...entry, source: "shopify" as const, at })),
    );
  });
}

/** Marks a customer that the store deleted: it is in no audience any more; what the ledger and the exclusion list say of the address stays. */
export async function markGone(shopId: number, customerId: string, at: Date): Promise<void> {
  await transaction((tx) =>
    tx.query("UPDATE contact SET deleted_at = $3 WHERE shop_id = $1 AND shopify_id = $2 AND deleted_at IS NULL", [
      shopId,
      customerId,
      at,
    ]),
  );
}

function one(row: ContactRow): AsyncIterable<ContactRow[]> {
  return Readable.from([[row]]);
}
