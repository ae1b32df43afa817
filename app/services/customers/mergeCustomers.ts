import { pool } from "~/db/client";
import { mergeContacts, type MergeResult } from "~/db/contactMerge";
import type { StagedContact } from "~/db/contactRow";
import type { Transaction } from "~/db/transaction";
import { exclude } from "~/services/exclusions/exclude";
import { reweighContacts } from "~/services/legalForm/reweighContacts";
import { retireProspectsOfCustomers } from "~/services/prospects/retireProspects";
import { whileInstalled } from "~/services/shops/presence";

/**
 * Brings contacts into the app as the store had them at `readAt`, in the caller's transaction; prospects with the same mailbox give way to them. Whoever has unsubscribed in Shopify must have been excluded before: see
 * `excludeUnsubscribed`.
 */
export async function mergeCustomers(
  tx: Transaction,
  shopId: number,
  rows: readonly StagedContact[],
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
export async function excludeUnsubscribed(shopId: number, rows: readonly StagedContact[], at: Date): Promise<void> {
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
