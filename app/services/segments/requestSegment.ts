import { pool } from "~/db/client";
import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { NAMED_IN_USE } from "./inUse";

/** Segments of one shop that the app takes: more are no help to anybody who chooses. */
const MOST_SEGMENTS = 100;

/** Asks for a segment of the store to be taken, or taken again. One under way begins anew. Throws `Problem` with `input_invalid` for what is no number of one, or `too_many_segments`. */
export async function requestSegment(shopId: number, segmentId: string, actor: string, at: Date): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(segmentId)) throw new Problem("input_invalid", ["segments"]);
  await transaction(async (tx) => {
    await lockShop(tx, shopId);
    const { rows: others } = await tx.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM store_segment WHERE shop_id = $1 AND id <> $2 AND removed_at IS NULL",
      [shopId, segmentId],
    );
    if ((others[0]?.n ?? 0) >= MOST_SEGMENTS) throw new Problem("too_many_segments");
    const { rows } = await tx.query<{ take: number }>(
      `INSERT INTO store_segment AS s (shop_id, id, asked, asked_at, asked_by) VALUES ($1, $2, 1, $3, $4)
       ON CONFLICT (shop_id, id) DO UPDATE SET asked = s.asked + 1, asked_at = $3, asked_by = $4, failure = NULL, gone_at = NULL, removed_at = NULL,
         reading_since = NULL, reading_name = NULL, reading_query = NULL, reading_after = NULL, reading_done = 0, reading_total = 0, reading_members = 0
       RETURNING asked AS take`,
      [shopId, segmentId, at, actor],
    );
    await enqueue(tx, "segment-take", { shopId, segmentId, take: rows[0]?.take ?? 1 });
    await record(tx, shopId, { act: "segment_asked", actor, at, subject: { kind: "store_segment", id: segmentId } });
  });
}

/** A take this old is taken again by the app itself: those that last night's made are not. */
const OLD_HOURS = 20;

/** Asks anew, every night, for the segments that an audience in use names, so that none is older than a day when a campaign starts. What the store has no more, or staff removed, is left alone; a take that came to no end is made anew. */
export async function requestDailySegments(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; segmentId: string }>(
    `SELECT s.shop_id AS "shopId", s.id::text AS "segmentId" FROM store_segment s JOIN shop p ON p.id = s.shop_id AND p.uninstalled_at IS NULL
     WHERE s.gone_at IS NULL AND s.removed_at IS NULL AND s.asked_at < $1::timestamptz - make_interval(hours => ${OLD_HOURS}) AND ${NAMED_IN_USE}`,
    [at],
  );
  for (const { shopId, segmentId } of rows) await requestSegment(shopId, segmentId, THE_APP, at);
}
