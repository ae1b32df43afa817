import { pool } from "~/db/client";
import { prepared, transaction, type Sql } from "~/db/transaction";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";
import { pauseCampaign } from "~/services/campaigns/pauseCampaign";
import { putBack, settleBatch, type ClaimedBatch } from "./batches";
import { markNoticesGiven } from "./notices";

/** A batch whose attempt is committed, and what its answer is settled by. No recipients: kept until then, a thousand of them were copied by every collection of garbage meanwhile. */
export interface Attempted {
  readonly batch: ClaimedBatch;
  /** Who is in the request, in its order. */
  readonly seqs: readonly number[];
  /** Whether somebody in it is given the notice of UK GDPR Art 14. */
  readonly givesNotice: boolean;
}

/** SendGrid can refuse single addresses of a batch so many times before the whole batch counts as refused. */
const MAX_SET_ASIDES = 30;
/** Batches refused as a whole, or without a clear answer, one after the other: then the next ones would fare the same. */
const FAILURES_IN_A_ROW = 5;

/**
 * Writes how the request of an attempt ended, for good: accepted, refused or unknown; or puts the batch back of which SendGrid took nothing. An address that it dislikes is set aside and the rest goes in the next attempt; where all would fare the same, the
 * campaign waits as it was told, or pauses itself with the reason.
 */
export async function settleAttempt(attempted: Attempted, outcome: SendOutcome, at: Date): Promise<void> {
  const { batch, seqs } = attempted;
  const { shopId, campaignId } = batch;
  switch (outcome.kind) {
    case "accepted":
      return settleAccepted(attempted, outcome.messageId, at);
    case "unknown":
      return endBadly(batch, { state: "unknown", outcome: outcome.code }, at);
    case "retry_later":
      return putOff(batch, outcome.code, at, new Date(at.getTime() + outcome.afterSeconds * 1000));
    case "refused":
      if (outcome.account) {
        return transaction(async (tx) => {
          await putBack(tx, batch, outcome.code, at, at);
          const reason = outcome.code === "401" ? "sendgrid_key_refused" : "sendgrid_forbidden";
          await pauseCampaign(tx, shopId, campaignId, reason, at);
        });
      }
      if (outcome.refusedPositions.length > 0 && batch.setAsides < MAX_SET_ASIDES) {
        return setAside(
          batch,
          outcome.refusedPositions.flatMap((position) => seqs[position] ?? []),
          outcome.code,
          at,
        );
      }
      return endBadly(batch, { state: "refused", outcome: outcome.code }, at);
  }
}

async function settleAccepted({ batch, givesNotice }: Attempted, messageId: string, at: Date): Promise<void> {
  const end = { state: "accepted", outcome: "202", messageId } as const;
  if (!givesNotice) {
    await settleBatch(prepared(pool()), batch, end, at);
    return;
  }
  await transaction(async (tx) => {
    if (await settleBatch(tx, batch, end, at)) await markNoticesGiven(tx, batch, at);
  });
}

/** Puts a batch back, and holds the whole campaign for as long as SendGrid says: its other batches would be told the same. */
async function putOff(batch: ClaimedBatch, code: string, at: Date, until: Date): Promise<void> {
  await transaction(async (tx) => {
    await putBack(tx, batch, code, at, until);
    await tx.query(
      // Also of one that was paused meanwhile: it may be resumed before then.
      "UPDATE campaign SET hold_until = greatest(hold_until, $3) WHERE shop_id = $1 AND id = $2 AND state IN ('sending', 'paused')",
      [batch.shopId, batch.campaignId, until],
    );
  });
}

/** Settles a batch of which nobody knows whether it went, or that was refused as a whole; after several in a row the campaign pauses itself, so that not all of it ends that way. */
async function endBadly(
  batch: ClaimedBatch,
  end: { state: "refused" | "unknown"; outcome: string },
  at: Date,
): Promise<void> {
  const { shopId, campaignId } = batch;
  await transaction(async (tx) => {
    // One after the other: of two that end at once neither would count the other's.
    await tx.query("SELECT 1 FROM campaign WHERE shop_id = $1 AND id = $2 FOR NO KEY UPDATE", [shopId, campaignId]);
    if (!(await settleBatch(tx, batch, end, at))) return;
    if ((await failuresInARow(tx, shopId, campaignId)) < FAILURES_IN_A_ROW) return;
    const reason = end.state === "refused" ? "sendgrid_refuses" : "sendgrid_unclear";
    await pauseCampaign(tx, shopId, campaignId, reason, at);
  });
}

/** Batches that ended badly since the last one that was accepted. A lost worker says nothing about SendGrid. */
async function failuresInARow(tx: Sql, shopId: number, campaignId: number): Promise<number> {
  const { rows } = await tx.query<{ failures: number }>(
    `SELECT count(*)::int AS failures FROM batch
     WHERE shop_id = $1 AND campaign_id = $2 AND state IN ('refused', 'unknown') AND outcome <> 'worker_lost'
       AND answered_at >= coalesce((SELECT max(answered_at) FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND state = 'accepted' AND outcome = '202'), '-infinity')`,
    [shopId, campaignId],
  );
  return rows[0]?.failures ?? 0;
}

/** SendGrid refuses a whole request for one address it dislikes: those addresses are set aside, and the rest goes in the next attempt. */
async function setAside(batch: ClaimedBatch, seqs: readonly number[], code: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount: waiting } = await tx.query(
      "UPDATE batch SET refused = refused + $4, set_asides = set_asides + 1 WHERE shop_id = $1 AND campaign_id = $2 AND number = $3 AND state = 'sending' AND attempts = $5",
      [batch.shopId, batch.campaignId, batch.number, seqs.length, batch.attempts + 1],
    );
    // The answer came after the batch had been given up as lost: it stays unknown.
    if (!waiting) return;
    await tx.query("UPDATE recipient SET refusal = $4 WHERE shop_id = $1 AND campaign_id = $2 AND seq = ANY($3)", [
      batch.shopId,
      batch.campaignId,
      seqs,
      code,
    ]);
    await putBack(tx, batch, code, at, at);
  });
}
