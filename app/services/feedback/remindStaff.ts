import { pool } from "~/db/client";
import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { countRequestsDue } from "~/services/privacy/listRequests";

/** What waits for staff: past its due date, and due soon. */
export interface Waiting {
  readonly overdue: number;
  readonly soon: number;
}

/** A case is due soon from so many hours before its date on: the day before, for the house rule of two working days. */
const SOON_HOURS = 24;

/** A case to be reminded of: it has come near its date since the last reminder, or past it. */
const TO_REMIND = `state <> 'closed' AND due_at < $1::timestamptz + interval '${SOON_HOURS} hours'
  AND (reminded_at IS NULL OR (reminded_at < due_at AND due_at < $1) OR reminded_at < due_at - interval '${SOON_HOURS} hours')`;

/** A request about somebody's data that `lookAfterRequests` has reminded of within the day. */
const REMINDED_OF = "done_at IS NULL AND reminded_at > $1::timestamptz - interval '1 day'";

/**
 * Every night: queues one mail a shop to the merchant's own address when a case has come near its due date, or past it, since the last one, or a request about somebody's data has come near its own (P14; UK GDPR Art 12(3)). A case
 * is reminded of twice at most for each due date: before it and after it. Run again within half a day, it queues nothing more; what has come up by then is for the next night.
 */
export async function remindStaff(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number }>(
    `SELECT s.id AS "shopId" FROM shop s WHERE s.uninstalled_at IS NULL AND (
       EXISTS (SELECT 1 FROM feedback_case f WHERE f.shop_id = s.id AND ${TO_REMIND})
       OR EXISTS (SELECT 1 FROM privacy_request r WHERE r.shop_id = s.id AND ${REMINDED_OF}))`,
    [at],
  );
  for (const { shopId } of rows) await transaction((tx) => remind(tx, shopId, at));
}

async function remind(tx: Sql, shopId: number, at: Date): Promise<void> {
  // Two that remind at once queue one mail: the second waits here, and then sees it.
  await lockShop(tx, shopId);
  const { rowCount: lately } = await tx.query(
    "SELECT 1 FROM single_mail WHERE shop_id = $1 AND kind = 'reminder' AND (state = 'queued' OR created_at > $2::timestamptz - interval '12 hours') LIMIT 1",
    [shopId, at],
  );
  if (lately) return;
  await tx.query(`UPDATE feedback_case SET reminded_at = $1 WHERE shop_id = $2 AND ${TO_REMIND}`, [at, shopId]);
  const { rows } = await tx.query<{ id: string }>(
    "INSERT INTO single_mail (shop_id, kind, created_at) VALUES ($1, 'reminder', $2) RETURNING id",
    [shopId, at],
  );
  await enqueue(tx, "single-mail", { shopId, mailId: rows[0]?.id ?? "" });
}

/** What waits for staff of a shop now: cases of the feedback desk, and requests about people's data. */
export async function countWaiting(
  tx: Sql,
  shopId: number,
  at: Date,
): Promise<{ readonly feedback: Waiting; readonly privacy: Waiting }> {
  const { rows } = await tx.query<Waiting>(
    `SELECT count(*) FILTER (WHERE due_at < $2)::int AS overdue, count(*) FILTER (WHERE due_at >= $2)::int AS soon
     FROM feedback_case WHERE shop_id = $1 AND state <> 'closed' AND due_at < $2::timestamptz + interval '${SOON_HOURS} hours'`,
    [shopId, at],
  );
  return { feedback: rows[0] ?? { overdue: 0, soon: 0 }, privacy: await countRequestsDue(shopId, at, tx) };
}
