import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { NAMED_IN_USE } from "./inUse";

/**
 * Removes a segment that was taken: it selects nobody and is not taken any more until somebody asks for it, and its members are forgotten by a job. Its name stays, for earlier versions of audiences. In the store nothing changes. Throws
 * `Problem` with `not_found`, or `segment_in_use` while an audience in use names it, or a campaign whose audience is still to be stored.
 */
export async function removeSegment(shopId: number, segmentId: string, actor: string, at: Date): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(segmentId)) throw new Problem("not_found");
  await transaction(async (tx) => {
    await lockShop(tx, shopId);
    const { rows: found } = await tx.query<{ inUse: boolean }>(
      `SELECT ${NAMED_IN_USE} OR EXISTS (
         SELECT 1 FROM campaign k WHERE k.shop_id = s.shop_id AND k.state IN ('scheduled', 'sending', 'paused') AND k.audience_built_at IS NULL AND k.audience_criteria -> 'segments' @> to_jsonb(s.id)) AS "inUse"
       FROM store_segment s WHERE s.shop_id = $1 AND s.id = $2 AND s.removed_at IS NULL`,
      [shopId, segmentId],
    );
    if (!found[0]) throw new Problem("not_found");
    if (found[0].inUse) throw new Problem("segment_in_use");
    // A take under way was for a number that is asked for no more, and ends.
    const { rows } = await tx.query<{ take: number }>(
      `UPDATE store_segment SET removed_at = $3, asked = asked + 1, take = 0, taken_at = NULL, name = coalesce(nullif(name, ''), reading_name, ''), renamed_from = NULL, members = 0, total = 0, failure = NULL,
         reading_since = NULL, reading_name = NULL, reading_query = NULL, reading_after = NULL, reading_done = 0, reading_total = 0, reading_members = 0
       WHERE shop_id = $1 AND id = $2 RETURNING asked AS take`,
      [shopId, segmentId, at],
    );
    await enqueue(tx, "segment-take", { shopId, segmentId, take: rows[0]?.take ?? 0 });
    await record(tx, shopId, { act: "segment_removed", actor, at, subject: { kind: "store_segment", id: segmentId } });
  });
}
