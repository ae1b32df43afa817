import { lockForExclusion } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import type { Suppression, SuppressionList } from "~/integrations/sendgrid/suppressions";
import { exclude, type ExclusionEntry } from "./exclude";
import { sinceRelease } from "./release";

const SOURCES: Readonly<Record<SuppressionList, ExclusionEntry["source"]>> = {
  unsubscribes: "sendgrid_unsubscribe",
  spam_reports: "spam_report",
  bounces: "bounce",
};

/** Puts whom a page of a list of SendGrid's names on the exclusion list, in the caller's transaction, unless they are there or were taken off it since (P12). `heardAt` is this moment. Gives how many came new. */
export async function excludeSuppressed(
  tx: Sql,
  shopId: number,
  list: SuppressionList,
  entries: readonly Suppression[],
  exclusionKey: (address: string) => Buffer,
  heardAt: Date,
): Promise<number> {
  await lockForExclusion(tx, shopId);
  const fresh = await notListed(tx, shopId, entries, exclusionKey);
  await exclude(
    tx,
    shopId,
    fresh.map(({ key, email, at }) => ({ key, email, at, heardAt, source: SOURCES[list] })),
  );
  return fresh.length;
}

/** The entries whose address is not on the list and was not taken off it since, one of each address. */
async function notListed(
  tx: Sql,
  shopId: number,
  entries: readonly Suppression[],
  exclusionKey: (address: string) => Buffer,
): Promise<(Suppression & { key: Buffer })[]> {
  const said = entries.map((entry) => ({ ...entry, key: exclusionKey(entry.email), saidAt: entry.at }));
  const counting = await sinceRelease(tx, shopId, said);
  const byKey = new Map(
    said.filter((_, index) => counting.has(index)).map((entry) => [entry.key.toString("hex"), entry]),
  );
  const { rows } = await tx.query<{ key: Buffer }>(
    "SELECT key FROM exclusion WHERE shop_id = $1 AND key = ANY($2::bytea[])",
    [shopId, [...byKey.values()].map(({ key }) => key)],
  );
  for (const { key } of rows) byKey.delete(key.toString("hex"));
  return [...byKey.values()];
}
