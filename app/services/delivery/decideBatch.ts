import { cappedInBatch } from "~/db/frequencyCap";
import { lockForHandOver } from "~/db/locks";
import { pipelined, type Pipeline, type Sql } from "~/db/transaction";
import { frequencyCap } from "~/services/campaigns/frequencyCap";
import { pauseCampaign } from "~/services/campaigns/pauseCampaign";
import { readDecidingState } from "~/services/shops/setUp";
import { attemptAsStored, type Expectation } from "./attemptAsStored";
import { holdBatch, markSending, putBack, settleBatch, type ClaimedBatch } from "./batches";
import { decideEach, NONE_CAPPED, type Rebased, type SendableRecipient, type Withheld } from "./decideEach";
import { inTurn } from "./inTurn";
import { readRecipients } from "./readRecipients";

/**
 * Decides a batch again on the facts of this moment and commits the attempt, in one transaction that no opt-out can slip into: an opt-out answered before it is left out, one that comes
 * later meets a batch that is already in flight (P10, P12). Who is out now is written with the reasons. Gives who is to be mailed, or `undefined` when the campaign is not
 * sending any more and the batch has been put back, or when this worker slept past its lease and another has taken the batch over. With what is `expected` of the campaign, the attempt of a batch in which nothing has changed is committed sooner.
 */
export async function decideBatch(
  batch: ClaimedBatch,
  at: Date,
  expected?: Expectation,
): Promise<SendableRecipient[] | undefined> {
  const asStored = expected && (await attemptAsStored(batch, expected, at));
  return asStored ?? inTurn(batch.shopId, (passOn) => pipelined((tx) => decideIn(tx, passOn, batch, at, expected)));
}

async function decideIn(
  tx: Pipeline,
  passOn: () => void,
  batch: ClaimedBatch,
  at: Date,
  expected: Expectation | undefined,
): Promise<SendableRecipient[] | undefined> {
  const { shopId, campaignId } = batch;
  // All leave at once, and are run one after the other: recipients are read under the lock. How the shop stands is not kept by it, and is read before, so that the lock is held for less.
  const [{ facts: shopFacts, settings }, , ours, found] = await Promise.all([
    readDecidingState(tx, shopId, at),
    lockForHandOver(tx, shopId),
    holdBatch(tx, batch),
    readRecipients(tx, batch),
  ]);
  passOn();
  if (!ours) return undefined;
  if (!ours.sending) {
    await putBack(tx, batch, "not_sending", at, at);
    return undefined;
  }
  if (shopFacts.setUp === "exclusions_returning") {
    // Decided now, everybody would be left out for good: the campaign waits instead, for staff to resume it when it is known who must not be mailed.
    await putBack(tx, batch, "exclusions_returning", at, at);
    await pauseCampaign(tx, shopId, campaignId, "exclusions_returning", at);
    return undefined;
  }
  const cap = frequencyCap(settings, at);
  // Counted anew under the lock: what another campaign has handed over meanwhile is in it.
  const capped = cap ? await cappedInBatch(tx, shopId, batch, cap) : NONE_CAPPED;
  const decided = decideEach(found, shopFacts, capped);
  expected?.learn(found, decided);
  const { sendable, withheld, rebased } = decided;
  // Nobody waits for what is written: its end comes with the commit.
  tx.later(writeDecisions(tx, batch, { withheld, rebased }));
  if (found.some(({ notices }) => notices)) tx.later(writeNotices(tx, batch, sendable));
  const counts = { handedOver: sendable.length, withheld: await countWithheld(tx, batch, withheld.length) };
  tx.later(markSending(tx, batch, counts, at));
  if (sendable.length === 0) tx.later(settleBatch(tx, batch, { state: "accepted", outcome: "nobody_left" }, at));
  return sendable;
}

async function writeDecisions(
  tx: Sql,
  { shopId, campaignId }: ClaimedBatch,
  { withheld, rebased }: { withheld: readonly Withheld[]; rebased: readonly Rebased[] },
): Promise<void> {
  const writing: Promise<unknown>[] = [];
  if (withheld.length > 0) {
    writing.push(
      tx.query(
        `UPDATE recipient r SET withheld = string_to_array(w.reasons, ','), fact_class = w.class FROM unnest($3::int[], $4::text[], $5::text[]) AS w (seq, reasons, class)
         WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = w.seq`,
        [
          shopId,
          campaignId,
          withheld.map(({ seq }) => seq),
          withheld.map(({ reasons }) => reasons),
          withheld.map(({ factClass }) => factClass),
        ],
      ),
    );
  }
  if (rebased.length > 0) {
    writing.push(
      tx.query(
        `UPDATE recipient r SET basis = b.basis, relation = b.relation, basis_since = b.since, fact_class = b.class
         FROM unnest($3::int[], $4::basis[], $5::relation[], $6::timestamptz[], $7::text[]) AS b (seq, basis, relation, since, class)
         WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = b.seq`,
        [
          shopId,
          campaignId,
          rebased.map(({ seq }) => seq),
          rebased.map(({ basis }) => basis),
          rebased.map(({ relation }) => relation),
          rebased.map(({ since }) => since),
          rebased.map(({ factClass }) => factClass),
        ],
      ),
    );
  }
  await Promise.all(writing);
}

/** Writes whose mail carries the notice now. */
async function writeNotices(tx: Sql, batch: ClaimedBatch, sendable: readonly SendableRecipient[]): Promise<void> {
  const owed = sendable.filter(({ notice }) => notice).map(({ seq }) => seq);
  await tx.query(
    `UPDATE recipient SET carries_notice = (seq = ANY($5::int[]))
     WHERE shop_id = $1 AND campaign_id = $2 AND seq BETWEEN $3 AND $4 AND carries_notice <> (seq = ANY($5::int[]))`,
    [batch.shopId, batch.campaignId, batch.firstSeq, batch.lastSeq, owed],
  );
}

/** How many of a batch are withheld by now: those of this decision, and of the earlier ones of a batch that was put back. */
async function countWithheld(tx: Sql, batch: ClaimedBatch, now: number): Promise<number> {
  if (batch.attempts === 0) return now;
  const { rows } = await tx.query<{ withheld: number }>(
    "SELECT count(*)::int AS withheld FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND seq BETWEEN $3 AND $4 AND withheld <> '{}'",
    [batch.shopId, batch.campaignId, batch.firstSeq, batch.lastSeq],
  );
  return rows[0]?.withheld ?? 0;
}
