import { setImmediate } from "node:timers/promises";
import { pool } from "~/db/client";
import { mergeContacts, type ContactRow, type MergeResult } from "~/db/contactMerge";
import { lockForExclusion } from "~/db/locks";
import type { Transaction } from "~/db/transaction";
import type { ShopifyCustomer } from "~/integrations/shopify/customer";
import { exclude } from "~/services/exclusions/exclude";
import { sinceRelease } from "~/services/exclusions/release";
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

/**
 * Excludes who has unsubscribed in Shopify and is not on the list (P12: the most restrictive wins), in a transaction of its own, before the contacts are written: exclusion comes first. An unsubscribe from before the person was taken off
 * the list has been answered by that; one without a date counts.
 */
export async function excludeUnsubscribed(shopId: number, rows: readonly ContactRow[], at: Date): Promise<void> {
  const unsubscribed = rows.flatMap(({ marketingState, marketingUpdatedAt, exclusionKey, email }) =>
    marketingState === "UNSUBSCRIBED" && exclusionKey
      ? [{ key: exclusionKey, email, saidAt: marketingUpdatedAt === null ? null : new Date(marketingUpdatedAt) }]
      : [],
  );
  if (unsubscribed.length === 0) return;
  const { rows: listed } = await pool().query<{ key: Buffer }>(
    "SELECT key FROM exclusion WHERE shop_id = $1 AND key = ANY($2::bytea[])",
    [shopId, unsubscribed.map(({ key }) => key)],
  );
  const known = new Set(listed.map(({ key }) => key.toString("hex")));
  const fresh = unsubscribed.filter(({ key }) => !known.has(key.toString("hex")));
  if (fresh.length === 0) return;
  await whileInstalled(shopId, async (tx) => {
    // Before it is looked at: a release under way is seen.
    await lockForExclusion(tx, shopId);
    const counting = await sinceRelease(tx, shopId, fresh);
    const entries = new Map(
      fresh.filter((_, index) => counting.has(index)).map(({ key, email }) => [key.toString("hex"), { key, email }]),
    );
    await exclude(
      tx,
      shopId,
      [...entries.values()].map((entry) => ({ ...entry, source: "shopify" as const, at })),
    );
  });
}
