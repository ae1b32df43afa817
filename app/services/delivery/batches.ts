import { pipelined, type Sql } from "~/db/transaction";
import { readGate } from "./gate";
import { SENDER_DOMAIN } from "./senderDomain";

/** A batch that belongs to this worker until its lease ends. */
export interface ClaimedBatch {
  readonly shopId: number;
  readonly campaignId: number;
  readonly number: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly attempts: number;
  /** How often single addresses of it were set aside. */
  readonly setAsides: number;
}

/** Longer than a request may take (30 s), so that a batch in `sending` past its lease has lost its worker. */
const LEASE_SECONDS = 45;
/** A claim is decided at once: past this its worker is lost, or so slow that whoever decides first has the batch. */
const CLAIM_SECONDS = 8;
const CLAIMED_UNTIL = `$3::timestamptz + make_interval(secs => ${CLAIM_SECONDS})`;

/**
 * Claims the next batch of a campaign, if its plan lets one go now: one that was put back and is due, else the next recipients. Two workers never get the same one. `undefined` when the campaign is not
 * sending, nothing may go now, or nothing is left to claim now.
 */
export async function claimBatch(shopId: number, campaignId: number, at: Date): Promise<ClaimedBatch | undefined> {
  const claim = async (tx: Sql) => {
    const gate = await readGate(tx, shopId, campaignId, at);
    if (!gate?.go) return undefined;
    // Materialised: as a subquery it may be run anew for every batch of the campaign, and then claims several of which only one is handed over.
    const { rows } = await tx.query<ClaimedBatch>(
      `WITH due AS MATERIALIZED (
         SELECT f.number FROM batch f JOIN campaign c ON c.shop_id = f.shop_id AND c.id = f.campaign_id
         WHERE f.shop_id = $1 AND f.campaign_id = $2 AND f.state = 'claimed' AND f.lease_until <= $3 AND coalesce(f.not_before <= $3, true) AND c.state = 'sending'
         ORDER BY f.number LIMIT 1 FOR UPDATE OF f SKIP LOCKED
       ), again AS (
         UPDATE batch b SET lease_until = ${CLAIMED_UNTIL}, sender_domain = ${SENDER_DOMAIN} FROM due WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = due.number RETURNING b.*
       ), range AS (
         SELECT next_seq AS first, least(next_seq + batch_size - 1, eligible_count) AS last, (next_seq - 1) / batch_size + 1 AS number FROM campaign
         WHERE shop_id = $1 AND id = $2 AND state = 'sending' AND audience_built_at IS NOT NULL AND next_seq <= eligible_count AND NOT EXISTS (SELECT 1 FROM due) FOR NO KEY UPDATE
       ), moved AS (
         UPDATE campaign k SET next_seq = range.last + 1 FROM range WHERE k.shop_id = $1 AND k.id = $2
       ), fresh AS (
         INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, sender_domain)
         SELECT $1, $2, number, first, last, 'claimed', ${CLAIMED_UNTIL}, ${SENDER_DOMAIN} FROM range RETURNING *
       )
       SELECT shop_id AS "shopId", campaign_id AS "campaignId", number, first_seq AS "firstSeq", last_seq AS "lastSeq", attempts, set_asides AS "setAsides"
       FROM (TABLE again UNION ALL TABLE fresh) claimed`,
      [shopId, campaignId, at],
    );
    return rows[0];
  };
  // A claim that a crash of the database loses is lost whole, and made again: nobody need wait for the disk. The attempt is waited for.
  return pipelined(claim, { mayBeLost: true });
}

/** Locks a batch that is still this worker's, and its campaign against being halted, until commit. `undefined` when another has it. */
export async function holdBatch(tx: Sql, batch: ClaimedBatch): Promise<{ readonly sending: boolean } | undefined> {
  // KEY SHARE keeps out who would halt the campaign, and lets who claims its next batch go on.
  const { rows } = await tx.query<{ sending: boolean }>(
    `SELECT c.state = 'sending' AND s.uninstalled_at IS NULL AS sending
     FROM batch b JOIN campaign c ON c.shop_id = b.shop_id AND c.id = b.campaign_id JOIN shop s ON s.id = b.shop_id
     WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = $3 AND b.state = 'claimed' AND b.attempts = $4 FOR UPDATE OF b FOR KEY SHARE OF c`,
    [batch.shopId, batch.campaignId, batch.number, batch.attempts],
  );
  return rows[0];
}

/** Commits the attempt, in the caller's transaction, before the request leaves: from here on the batch is sent at most once. */
export async function markSending(
  tx: Sql,
  batch: ClaimedBatch,
  counts: { handedOver: number; withheld: number },
  at: Date,
): Promise<void> {
  await tx.query(
    `UPDATE batch SET ${asAttempted("$4", { handedOver: "$5", withheld: "$6" })} WHERE shop_id = $1 AND campaign_id = $2 AND number = $3`,
    [batch.shopId, batch.campaignId, batch.number, at, counts.handedOver, counts.withheld],
  );
}

/** What an attempt changes of its batch, as SQL of the moment and of the counts. */
export const asAttempted = (at: string, { handedOver, withheld }: { handedOver: string; withheld: string }): string =>
  `state = 'sending', attempts = attempts + 1, attempted_at = ${at}, handed_over = ${handedOver}, withheld = ${withheld},
   not_before = NULL, lease_until = ${at}::timestamptz + make_interval(secs => ${LEASE_SECONDS})`;

/** Writes how the request of this attempt ended, for good. Gives `false` when it had been given up as lost before: then it stays unknown; or when it was written already. */
export async function settleBatch(
  tx: Sql,
  batch: ClaimedBatch,
  end: { state: "accepted" | "refused" | "unknown"; outcome: string; messageId?: string },
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE batch SET state = $4, outcome = $5, message_id = $6, answered_at = $7
     WHERE shop_id = $1 AND campaign_id = $2 AND number = $3 AND state = 'sending' AND attempts = $8`,
    [
      batch.shopId,
      batch.campaignId,
      batch.number,
      end.state,
      end.outcome,
      end.messageId ?? null,
      at,
      batch.attempts + 1,
    ],
  );
  return rowCount !== 0;
}

/** Puts a batch back of which SendGrid took nothing, to be claimed again from `notBefore` on; not one that another has taken up since. */
export async function putBack(tx: Sql, batch: ClaimedBatch, outcome: string, at: Date, notBefore: Date): Promise<void> {
  await tx.query(
    `UPDATE batch SET state = 'claimed', outcome = $4, answered_at = $5, not_before = $6, lease_until = $5, handed_over = 0
     WHERE shop_id = $1 AND campaign_id = $2 AND number = $3 AND (state = 'claimed' AND attempts = $7 OR state = 'sending' AND attempts = $7 + 1)`,
    [batch.shopId, batch.campaignId, batch.number, outcome, at, notBefore, batch.attempts],
  );
}

/** A batch whose worker was lost between attempt and answer may have gone: it is unknown, never sent again by itself. Over all shops, and of campaigns in whatever state. */
export async function giveUpLostBatches(tx: Sql, at: Date): Promise<void> {
  await tx.query(
    "UPDATE batch SET state = 'unknown', outcome = 'worker_lost', answered_at = $1 WHERE state = 'sending' AND lease_until < $1",
    [at],
  );
}

/** When the first of a campaign's batches in this state can be looked at again; `undefined` when there is none. */
export async function nextDue(
  tx: Sql,
  shopId: number,
  campaignId: number,
  state: "claimed" | "sending",
): Promise<Date | undefined> {
  const { rows } = await tx.query<{ due: Date | null }>(
    `SELECT min(greatest(lease_until, coalesce(not_before, lease_until))) AS due FROM batch
     WHERE shop_id = $1 AND campaign_id = $2 AND state = $3::batch_state`,
    [shopId, campaignId, state],
  );
  return rows[0]?.due ?? undefined;
}
