import type { Sql } from "~/db/transaction";
import { excludeLocked, type ExclusionEntry } from "~/services/exclusions/exclude";
import { sinceRelease } from "~/services/exclusions/release";

/** Excludes whom SendGrid's reports say must be, under the caller's lock to exclude. Told late, a report may be of a time before the person was taken off the list again: then it counts no more. */
export async function excludeReported(tx: Sql, shopId: number, entries: readonly ExclusionEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const counting = await sinceRelease(
    tx,
    shopId,
    entries.map(({ key, at }) => ({ key, saidAt: at })),
  );
  const counted = entries.filter((_, index) => counting.has(index));
  if (counted.length > 0) await excludeLocked(tx, shopId, counted);
}
