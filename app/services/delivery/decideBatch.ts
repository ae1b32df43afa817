import { cappedInBatch } from "~/db/frequencyCap";
import { lockForHandOver } from "~/db/locks";
import { pipelined, type Pipeline, type Sql } from "~/db/transaction";
import { frequencyCap } from "~/services/campaigns/frequencyCap";
import { GONE, judgeClass } from "~/services/campaigns/judge";
import { pauseCampaign } from "~/services/campaigns/pauseCampaign";
import type { Decision } from "~/policy/decide";
import { CAPPED, factsOfClass } from "~/policy/factClass";
import type { Relation, ShopFacts } from "~/policy/facts";
import type { Basis } from "~/policy/reasons";
import { readDecidingState } from "~/services/shops/setUp";
import { markSending, putBack, settleBatch, type ClaimedBatch } from "./batches";
import { inTurn } from "./inTurn";
import { dateOf, readRecipients, type FactGroup } from "./readRecipients";

/** A recipient that may be mailed at this moment. */
export interface SendableRecipient {
  readonly seq: number;
  readonly email: string;
  readonly basis: Basis;
  readonly relation: Relation;
  /** Of the consent or the relation, in seconds since 1970: with a Date for each, a mail took a twentieth more of the processor. */
  readonly since: number | null;
  /** Where a prospect's data come from, when no mail has told them yet (UK GDPR Art 14). */
  readonly notice: { readonly source: string; readonly obtainedAt: Date } | null;
}

/**
 * Decides a batch again on the facts of this moment and commits the attempt, in one transaction that no opt-out can slip into: an opt-out answered before it is left out, one that comes
 * later meets a batch that is already in flight (P10, P12). Who is out now is written with the reasons. Gives who is to be mailed, or `undefined` when the campaign is not
 * sending any more and the batch has been put back, or when this worker slept past its lease and another has taken the batch over.
 */
export async function decideBatch(batch: ClaimedBatch, at: Date): Promise<SendableRecipient[] | undefined> {
  return inTurn(batch.shopId, (passOn) => pipelined((tx) => decideIn(tx, passOn, batch, at)));
}

async function decideIn(
  tx: Pipeline,
  passOn: () => void,
  batch: ClaimedBatch,
  at: Date,
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
  const { sendable, withheld, rebased } = decideEach(found, shopFacts, capped);
  // Nobody waits for what is written: its end comes with the commit.
  tx.later(writeDecisions(tx, batch, { withheld, rebased }));
  if (found.some(({ notices }) => notices)) tx.later(writeNotices(tx, batch, sendable));
  const counts = { handedOver: sendable.length, withheld: await countWithheld(tx, batch, withheld.length) };
  tx.later(markSending(tx, batch, counts, at));
  if (sendable.length === 0) tx.later(settleBatch(tx, batch, { state: "accepted", outcome: "nobody_left" }, at));
  return sendable;
}

const NONE_CAPPED: ReadonlySet<number> = new Set();

/** Locks a batch that is still this worker's, and its campaign against being halted, until commit. `undefined` when another has it. */
async function holdBatch(tx: Sql, batch: ClaimedBatch): Promise<{ readonly sending: boolean } | undefined> {
  // KEY SHARE keeps out who would halt the campaign, and lets who claims its next batch go on.
  const { rows } = await tx.query<{ sending: boolean }>(
    `SELECT c.state = 'sending' AND s.uninstalled_at IS NULL AS sending
     FROM batch b JOIN campaign c ON c.shop_id = b.shop_id AND c.id = b.campaign_id JOIN shop s ON s.id = b.shop_id
     WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = $3 AND b.state = 'claimed' AND b.attempts = $4 FOR UPDATE OF b FOR KEY SHARE OF c`,
    [batch.shopId, batch.campaignId, batch.number, batch.attempts],
  );
  return rows[0];
}

/** A recipient who is left out now. */
interface Withheld {
  readonly seq: number;
  readonly reasons: string;
  readonly factClass: string | null;
}

/** A recipient who is mailed on another basis or other facts than were stored. */
interface Rebased {
  readonly seq: number;
  readonly basis: Basis;
  readonly relation: Relation;
  readonly since: Date | null;
  readonly factClass: string | null;
}

function decideEach(
  found: readonly FactGroup[],
  shopFacts: ShopFacts,
  capped: ReadonlySet<number>,
): { sendable: SendableRecipient[]; withheld: Withheld[]; rebased: Rebased[] } {
  const judge = memoised(shopFacts);
  const sendable: SendableRecipient[] = [];
  const withheld: Withheld[] = [];
  const rebased: Rebased[] = [];
  for (const group of found) {
    const { storedRelation, storedClass, factClass: known } = group;
    const relation = known === null ? storedRelation : factsOfClass(known).relation;
    const sinceNow = { consent: new Map(group.consentSince), legitimate_interest: new Map(group.relationSince) };
    const notices = new Map(group.notices?.map(({ seq, owed }) => [seq, owed]));
    group.seqs.forEach((seq, index) => {
      const factClass = known !== null && capped.has(seq) ? known + CAPPED : known;
      const verdict = judge(factClass);
      if (verdict.decision === "ineligible") {
        withheld.push({ seq, reasons: verdict.reasons.join(","), factClass });
        return;
      }
      const { basis } = verdict;
      const stands = basis === group.basis && (basis === "consent" || relation === storedRelation);
      const now = stands ? undefined : sinceNow[basis].get(seq);
      const since = now === undefined ? (group.since[index] ?? null) : now;
      if (!stands || factClass !== storedClass) rebased.push({ seq, basis, relation, since: dateOf(since), factClass });
      const owed = notices.get(seq);
      const obtainedAt = dateOf(owed?.obtained);
      const notice = owed && obtainedAt ? { source: owed.source, obtainedAt } : null;
      sendable.push({ seq, email: addressOf(group, index), basis, relation, since, notice });
    });
  }
  // By number, in whatever order the database gave groups and who is in them.
  sendable.sort((one, other) => one.seq - other.seq);
  return { sendable, withheld, rebased };
}

function addressOf({ emails }: FactGroup, index: number): string {
  const email = emails[index];
  if (email === undefined) throw new RangeError("a recipient without an address");
  return email;
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

function memoised(shopFacts: ShopFacts): (name: string | null) => Decision {
  const verdicts = new Map<string | null, Decision>();
  return (name) => {
    const known = verdicts.get(name) ?? judgeClass(name === null ? GONE : { name }, shopFacts);
    verdicts.set(name, known);
    return known;
  };
}
