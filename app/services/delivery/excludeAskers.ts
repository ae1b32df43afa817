import { lockToExclude } from "~/db/locks";
import { transaction } from "~/db/transaction";
import type { ExclusionEntry } from "~/services/exclusions/exclude";
import { excludeReported } from "./excludeReported";
import { exclusionSource, type RequestEvent } from "./mailEvent";

interface Asker {
  readonly id: string;
  readonly key: Buffer;
  readonly email: string | null;
}

/**
 * Excludes at once whom events of their verification mail say must be (P12): the address bounced, or the person reported the mail as spam or unsubscribed. Who is on the list already stays there as they were, so that an event that is told again changes nothing; what was told of a
 * time before they were taken off it counts no more. Events of another shop, and of requests that are gone, are passed over. `heardAt`: when they were posted.
 */
export async function excludeAskers(shopId: number, events: readonly RequestEvent[], heardAt: Date): Promise<void> {
  const telling = events.filter((event) => event.twostage_request[0] === shopId && exclusionSource(event));
  if (telling.length === 0) return;
  await transaction(async (tx) => {
    await lockToExclude(tx, shopId);
    const { rows } = await tx.query<Asker>(
      `SELECT r.id::text, r.exclusion_key AS key, nullif(r.email, '') AS email FROM consent_request r WHERE r.shop_id = $1 AND r.id = ANY($2::bigint[])
       AND NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.shop_id = $1 AND e.key = r.exclusion_key)`,
      [shopId, telling.map(({ twostage_request: [, id] }) => id)],
    );
    const askers = new Map(rows.map((row) => [row.id, row]));
    const entries = telling.flatMap((event): ExclusionEntry[] => {
      const asker = askers.get(event.twostage_request[1]);
      const source = exclusionSource(event);
      if (!asker || !source) return [];
      return [{ key: asker.key, email: asker.email, source, at: new Date(event.timestamp * 1000), heardAt }];
    });
    await excludeReported(tx, shopId, entries);
  });
}
