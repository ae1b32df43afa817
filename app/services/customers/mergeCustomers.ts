import { setImmediate } from "node:timers/promises";
import { pool } from "~/db/client";
import { mergeContacts, type ContactRow, type MergeResult } from "~/db/contactMerge";
import type { Transaction } from "~/db/transaction";
import type { ShopifyCustomer } from "~/integrations/shopify/customer";
import { exclude } from "~/services/exclusions/exclude";
import { reweighContacts } from "~/services/legalForm/reweighContacts";
import { retireProspectsOfCustomers } from "~/services/prospects/retireProspects";
import { addressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import type { CompanyFacts } from "./companyFacts";
import { contactRow } from "./contactRow";

/** Customers worked through before anything else gets a turn: some milliseconds. */
const CUSTOMERS_A_TURN = 50;

/** Turns customers of the store into contact rows, with what is known of their companies. */
export async function contactRows(
  shopId: number,
  customers: readonly ShopifyCustomer[],
  companies: ReadonlyMap<string, CompanyFacts>,
): Promise<ContactRow[]> {
  const keys = await addressKeys(shopId);
  const rows: ContactRow[] = [];
  for (const customer of customers) {
    rows.push(contactRow(customer, companies, keys));
    // Lets the statements of the chunk before go on: working through 2,500 customers at one go left the database idle for two fifths of an import.
    if (rows.length % CUSTOMERS_A_TURN === 0) await setImmediate();
  }
  return rows;
}

/**
 * Brings contacts into the app as the store had them at `readAt`, in the caller's transaction; prospects with the same mailbox give way to them. Whoever has unsubscribed in Shopify must have been excluded before: see
 * `excludeUnsubscribed`.
 */
export async function mergeCustomers(
  tx: Transaction,
  shopId: number,
  rows: readonly ContactRow[],
  readAt: Date,
): Promise<MergeResult> {
  const result = await mergeContacts(tx, shopId, rows, readAt);
  await reweighContacts(tx, shopId, result.held);
  if (result.changed > 0) {
    const keys = rows.flatMap(({ exclusionKey }) => exclusionKey ?? []);
    await retireProspectsOfCustomers(tx, shopId, keys, readAt);
  }
  return result;
}

/** Excludes who has unsubscribed in Shopify and is not on the list (P12: the most restrictive wins), in a transaction of its own, before the contacts are written: exclusion comes first. */
export async function excludeUnsubscribed(shopId: number, rows: readonly ContactRow[], at: Date): Promise<void> {
  const unsubscribed = new Map<string, { key: Buffer; email: string }>();
  for (const { marketingState, exclusionKey, email } of rows) {
    if (marketingState === "UNSUBSCRIBED" && exclusionKey)
      unsubscribed.set(exclusionKey.toString("hex"), { key: exclusionKey, email });
  }
  if (unsubscribed.size === 0) return;
  const { rows: known } = await pool().query<{ key: Buffer }>(
    "SELECT key FROM exclusion WHERE shop_id = $1 AND key = ANY($2::bytea[])",
    [shopId, [...unsubscribed.values()].map(({ key }) => key)],
  );
  for (const { key } of known) unsubscribed.delete(key.toString("hex"));
  await whileInstalled(shopId, (tx) =>
    exclude(
      tx,
      shopId,
      [...unsubscribed.values()].map((entry) => ({ ...entry, source: "shopify" as const, at })),
    ),
  );
}
