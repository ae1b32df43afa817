import { fetchStaleReview, openStaleReview, refreshReview } from "~/db/review";
import { transaction } from "~/db/transaction";

const REFRESHED_AT_ONCE = 1000;

/**
 * Brings the whole desk of a shop in line with its contacts, after a sync. It looks for what differs without holding anybody up, then refreshes that, some keys a transaction: what changes meanwhile is refreshed by who changes
 * it. Safe to run again, and twice at once. Gives how many rows differed.
 */
export async function rebuildReview(shopId: number): Promise<number> {
  return transaction(async (reader) => {
    await openStaleReview(reader, shopId);
    for (let differed = 0; ;) {
      const keys = await fetchStaleReview(reader, REFRESHED_AT_ONCE);
      if (keys.length === 0) return differed;
      await transaction((tx) => refreshReview(tx, shopId, keys));
      differed += keys.length;
    }
  });
}
