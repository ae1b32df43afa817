import { lockToExclude } from "~/db/locks";
import { transaction } from "~/db/transaction";
import type { ExclusionEntry } from "~/services/exclusions/exclude";
import { excludeReported } from "./excludeReported";
import { exclusionSource, type SingleEvent } from "./mailEvent";

interface WrittenTo {
  readonly mail: SingleEvent["mail"];
  readonly id: string;
  readonly key: Buffer;
  readonly email: string | null;
}

/**
 * Excludes at once whom events of a verification mail or of a personal answer say must be (P12): the address bounced, or the person reported the mail as spam or unsubscribed. Who is on the list already stays there as they were, so that an event that is told again changes
 * nothing; what was told of a time before they were taken off it counts no more. Events of another shop, and of requests and messages that are gone, are passed over. `heardAt`: when they were posted.
 */
export async function excludeWrittenTo(shopId: number, events: readonly SingleEvent[], heardAt: Date): Promise<void> {
  const telling = events.filter((event) => event.shopId === shopId && exclusionSource(event));
  if (telling.length === 0) return;
  const idsOf = (mail: SingleEvent["mail"]) => telling.filter((event) => event.mail === mail).map(({ id }) => id);
  await transaction(async (tx) => {
    await lockToExclude(tx, shopId);
    const { rows } = await tx.query<WrittenTo>(
      `SELECT w.mail, w.id::text, w.key, nullif(w.email, '') AS email FROM (
         SELECT 'twostage_request' AS mail, id, exclusion_key AS key, email FROM consent_request WHERE shop_id = $1 AND id = ANY($2::bigint[])
         UNION ALL
         SELECT 'twostage_reply', m.id, c.exclusion_key, c.email FROM feedback_message m JOIN feedback_case c ON c.shop_id = m.shop_id AND c.id = m.case_id
         WHERE m.shop_id = $1 AND m.id = ANY($3::bigint[]) AND m.direction = 'outbound' AND c.exclusion_key IS NOT NULL
       ) w WHERE NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.shop_id = $1 AND e.key = w.key)`,
      [shopId, idsOf("twostage_request"), idsOf("twostage_reply")],
    );
    const people = new Map(rows.map((row) => [`${row.mail} ${row.id}`, row]));
    const entries = telling.flatMap((event): ExclusionEntry[] => {
      const person = people.get(`${event.mail} ${event.id}`);
      const source = exclusionSource(event);
      if (!person || !source) return [];
      return [{ key: person.key, email: person.email, source, at: new Date(event.timestamp * 1000), heardAt }];
    });
    await excludeReported(tx, shopId, entries);
  });
}
