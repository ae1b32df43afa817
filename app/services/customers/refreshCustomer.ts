import { pool } from "~/db/client";
import { stageContact } from "~/db/contactRow";
import { lockContacts } from "~/db/locks";
import { refreshReview, reviewKeys } from "~/db/review";
import { fetchCustomer, type AdminGraphql } from "~/integrations/shopify/admin";
import { addressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { readCompanies } from "./companyFacts";
import { contactRow } from "./contactRow";
import { excludeUnsubscribed, mergeCustomers } from "./mergeCustomers";

/**
 * Reads one customer anew from the store, whatever the message said that led here: so the order in which messages come does not matter. A customer that is gone is marked so.
 * `at` is before the store is asked. Writes nothing once the app is away.
 */
export async function refreshCustomer(
  shopId: number,
  customerId: string,
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const customer = await fetchCustomer(admin, customerId);
  if (!customer) return markGone(shopId, customerId, at);
  const companyIds = customer.companyContactProfiles.flatMap(({ id }) => id ?? []);
  const row = contactRow(customer, await readCompanies(shopId, companyIds), await addressKeys(shopId));
  const rows = [stageContact(row)];
  await excludeUnsubscribed(shopId, rows, at);
  await whileInstalled(shopId, async (tx) => {
    await lockContacts(tx, shopId);
    const before = await reviewKeys(tx, shopId, [customerId], "shopify_id");
    await mergeCustomers(tx, shopId, rows, at);
    await refreshReview(tx, shopId, [...before, ...(await reviewKeys(tx, shopId, [customerId], "shopify_id"))]);
  });
}

/** Marks a customer that the store deleted: it is in no audience any more; what the ledger and the exclusion list say of the address stays. */
export async function markGone(shopId: number, customerId: string, at: Date): Promise<void> {
  await pool().query(
    "UPDATE contact SET deleted_at = $3, read_at = $3 WHERE shop_id = $1 AND shopify_id = $2 AND deleted_at IS NULL AND read_at <= $3",
    [shopId, customerId, at],
  );
}
