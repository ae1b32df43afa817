import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import type { ClaimedBatch } from "./batches";
import { markNoticesGiven } from "./notices";

/** SendGrid tries to deliver for three days, and repeats a report for one more. */
const SETTLED_AFTER_HOURS = 96;

type Unknown = Omit<ClaimedBatch, "attempts"> & {
  handedOver: number;
  reported: number;
};

/**
 * Settles unknown batches by what SendGrid reported of their recipients, over all shops. Once every one of them has been reported on, the batch was accepted. After four days nothing more is expected: those reported on were sent, and the
 * others stay unknown for good, because silence proves nothing (docs/decisions/0023).
 */
export async function settleReported(at: Date): Promise<void> {
  const { rows } = await pool().query<Unknown>(
    `SELECT shop_id AS "shopId", campaign_id AS "campaignId", number, first_seq AS "firstSeq", last_seq AS "lastSeq", handed_over AS "handedOver", reported FROM batch
     WHERE state = 'unknown' AND settled_at IS NULL AND (reported >= handed_over OR attempted_at <= $1::timestamptz - make_interval(hours => ${SETTLED_AFTER_HOURS}))`,
    [at],
  );
  for (const batch of rows) await settle(batch, at);
}

async function settle(batch: Unknown, at: Date): Promise<void> {
  const { shopId, campaignId, number, handedOver, reported } = batch;
  const all = reported >= handedOver;
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE batch SET settled_at = $4, state = CASE WHEN $5 THEN 'accepted' ELSE state END, outcome = CASE WHEN $5 THEN 'reported' ELSE outcome END
       WHERE shop_id = $1 AND campaign_id = $2 AND number = $3 AND state = 'unknown' AND settled_at IS NULL`,
      [shopId, campaignId, number, at, all],
    );
    if (!rowCount) return;
    if (all) await markNoticesGiven(tx, batch, at);
    await record(tx, shopId, {
      act: "batch_reconciled",
      actor: THE_APP,
      at,
      subject: { kind: "campaign", id: campaignId },
      before: { state: "unknown", mails: handedOver },
      after: { state: all ? "accepted" : "unknown", reported },
    });
  });
}
