import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { queueErasure } from "./openRequest";

/** From so many days before the due date on, staff are reminded. */
export const REMIND_DAYS = 7;
/** An erasure that has been queued for so long has lost its place, or its worker. */
const LOST_AFTER_HOURS = 6;

/**
 * Every night: queues the erasures again that are not done, and reminds staff of what falls due within a week, an erasure that goes on failing as well, once (UK GDPR Art 12(3)). Home shows what is due and overdue all along.
 */
export async function lookAfterRequests(at: Date): Promise<void> {
  const { rows: waiting } = await pool().query<{ shopId: number; id: string }>(
    `SELECT shop_id AS "shopId", id::text AS id FROM privacy_request
     WHERE shop_id IS NOT NULL AND kind = 'erasure' AND done_at IS NULL
       AND (state = 'failed' OR state = 'queued' AND received_at < $1::timestamptz - make_interval(hours => ${LOST_AFTER_HOURS})) ORDER BY due_at`,
    [at],
  );
  for (const { shopId, id } of waiting) await transaction((tx) => queueErasure(tx, shopId, id));
  const { rows: due } = await pool().query<{ shopId: number; id: string }>(
    `SELECT shop_id AS "shopId", id::text AS id FROM privacy_request
     WHERE shop_id IS NOT NULL AND done_at IS NULL AND kind <> 'shop_erasure' AND reminded_at IS NULL AND due_at < $1::timestamptz + make_interval(days => ${REMIND_DAYS})`,
    [at],
  );
  for (const { shopId, id } of due) {
    await transaction(async (tx) => {
      const { rows } = await tx.query<{ due: Date }>(
        "UPDATE privacy_request SET reminded_at = $3 WHERE shop_id = $1 AND id = $2 AND reminded_at IS NULL AND done_at IS NULL RETURNING due_at AS due",
        [shopId, id, at],
      );
      const [reminded] = rows;
      if (reminded)
        await record(tx, shopId, {
          act: "privacy_reminded",
          actor: THE_APP,
          at,
          subject: { kind: "privacy_request", id },
          after: { due: reminded.due.toISOString() },
        });
    });
  }
}
