import { pool } from "~/db/client";
import { mergeContacts, type MergeResult } from "~/db/contactMerge";
import type { StagedContact } from "~/db/contactRow";
import { lockForExclusion } from "~/db/locks";
import type { Transaction } from "~/db/transaction";
import { exclude } from "~/services/exclusions/exclude";
import { sinceRelease } from "~/services/exclusions/release";
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

/**
 * Excludes who has unsubscribed in Shopify and is not on the list (P12: the most restrictive wins), in a transaction of its own, before the contacts are written: exclusion comes first. An unsubscribe from before the person was taken off
 * the list has been answered by that; one without a date counts.
 */
export async function excludeUnsubscribed(shopId: number, rows: readonly StagedContact[], at: Date): Promise<void> {
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
