import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { cappedInBatch } from "~/db/frequencyCap";
import { lockForHandOver } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { frequencyCap } from "~/services/campaigns/frequencyCap";
import { GONE, judgeClass } from "~/services/campaigns/judge";
import { pauseCampaign } from "~/services/campaigns/pauseCampaign";
import type { Decision } from "~/policy/decide";
import { CAPPED } from "~/policy/factClass";
import type { Relation, ShopFacts } from "~/policy/facts";
import type { Basis } from "~/policy/reasons";
import { loadShopState } from "~/services/shops/setUp";
import { markSending, putBack, settleBatch, type ClaimedBatch } from "./batches";

/** A recipient that may be mailed at this moment. */
export interface SendableRecipient {
  readonly seq: number;
  readonly email: string;
  readonly basis: Basis;
  readonly relation: Relation;
  readonly since: Date | null;
  /** Where a prospect's data come from, when no mail has told them yet (UK GDPR Art 14). */
  readonly notice: { readonly source: string; readonly obtainedAt: Date } | null;
}

interface Row {
  seq: number;
  email: string;
  basis: Basis;
  basis_since: Date | null;
  relation: Relation;
  stored_class: string | null;
  class: string | null;
  consent_since: Date | null;
  relation_since: Date | null;
  carries_notice: boolean;
  source: string | null;
  obtained_at: Date | null;
}

/**
 * Decides a batch again on the facts of this moment and commits the attempt, in one transaction that no opt-out can slip into: an opt-out answered before it is left out, one that comes
 * later meets a batch that is already in flight (P10, P12). Who is out now is written with the reasons. Gives who is to be mailed, or `undefined` when the campaign is not
 * sending any more and the batch has been put back, or when this worker slept past its lease and another has taken the batch over.
 */
export async function decideBatch(batch: ClaimedBatch, at: Date): Promise<SendableRecipient[] | undefined> {
  const { shopId, campaignId, firstSeq, lastSeq } = batch;
  const { facts: shopFacts, settings } = await loadShopState(shopId, at);
  const cap = frequencyCap(settings, at);
  return transaction(async (tx) => {
    await lockForHandOver(tx, shopId);
    const { rows: mine } = await tx.query<{ sending: boolean }>(
      `SELECT c.state = 'sending' AND s.uninstalled_at IS NULL AS sending
       FROM batch b JOIN campaign c ON c.shop_id = b.shop_id AND c.id = b.campaign_id JOIN shop s ON s.id = b.shop_id
       WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = $3 AND b.state = 'claimed' AND b.attempts = $4 FOR UPDATE OF b FOR SHARE OF c`,
      [shopId, campaignId, batch.number, batch.attempts],
    );
    const [ours] = mine;
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
    // A contact that is gone, or has another address now, has no facts for this one, and its class is null. The exact address: a consent for jo@ does not carry jo+shop@ (P13).
    // `num_nulls` keeps the planner on the primary key: with IS NULL it took the partial index of present contacts, all of them for each recipient, for a table without statistics (16 s a batch instead of 0.1 s).
    // OFFSET 0 keeps it looking contact by contact: joined as a whole it read all of the shop's contacts for each batch (72 ms a batch of 40,000 contacts, and growing with them, instead of 7).
    const { rows } = await tx.query<Row>(
      `SELECT r.seq, r.email, r.basis, r.basis_since, r.relation, r.fact_class AS stored_class, r.carries_notice,
              f.class, f.consent_since, f.relation_since, f.source, f.obtained_at
       FROM recipient r LEFT JOIN LATERAL (
         SELECT ${FACT_CLASS} AS class, a.since AS consent_since, c.relation_since, p.source, p.obtained_at FROM ${FACT_TABLES}
         LEFT JOIN prospect p ON p.shop_id = c.shop_id AND p.contact_id = c.id AND c.notice_given_at IS NULL
         WHERE c.shop_id = r.shop_id AND c.id = r.contact_id AND num_nulls(c.deleted_at) = 1 AND lower(c.email) = lower(r.email)
         OFFSET 0
       ) f ON true
       WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4 AND r.withheld = '{}' AND r.refusal IS NULL
       ORDER BY r.seq`,
      [shopId, campaignId, firstSeq, lastSeq],
    );
    // Counted anew under the lock: what another campaign has handed over meanwhile is in it.
    const capped = cap ? await cappedInBatch(tx, shopId, batch, cap) : new Set<number>();
    const judge = memoised(shopFacts);
    const sendable: SendableRecipient[] = [];
    const withheld: { seq: number; reasons: string; factClass: string | null }[] = [];
    const rebased: { seq: number; basis: Basis; since: Date | null; factClass: string | null }[] = [];
    for (const found of rows) {
      const row = capped.has(found.seq) && found.class !== null ? { ...found, class: found.class + CAPPED } : found;
      const verdict = judge(row.class);
      if (verdict.decision === "ineligible") {
        withheld.push({ seq: row.seq, reasons: verdict.reasons.join(","), factClass: row.class });
        continue;
      }
      const { basis } = verdict;
      const since =
        basis === row.basis ? row.basis_since : basis === "consent" ? row.consent_since : row.relation_since;
      if (basis !== row.basis || row.class !== row.stored_class)
        rebased.push({ seq: row.seq, basis, since, factClass: row.class });
      const notice =
        row.source !== null && row.obtained_at ? { source: row.source, obtainedAt: row.obtained_at } : null;
      sendable.push({ seq: row.seq, email: row.email, basis, relation: row.relation, since, notice });
    }
    if (withheld.length > 0) {
      await tx.query(
        `UPDATE recipient r SET withheld = string_to_array(w.reasons, ','), fact_class = w.class FROM unnest($3::int[], $4::text[], $5::text[]) AS w (seq, reasons, class)
         WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = w.seq`,
        [
          shopId,
          campaignId,
          withheld.map(({ seq }) => seq),
          withheld.map(({ reasons }) => reasons),
          withheld.map(({ factClass }) => factClass),
        ],
      );
    }
    if (rebased.length > 0) {
      await tx.query(
        `UPDATE recipient r SET basis = b.basis, basis_since = b.since, fact_class = b.class FROM unnest($3::int[], $4::basis[], $5::timestamptz[], $6::text[]) AS b (seq, basis, since, class)
         WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = b.seq`,
        [
          shopId,
          campaignId,
          rebased.map(({ seq }) => seq),
          rebased.map(({ basis }) => basis),
          rebased.map(({ since }) => since),
          rebased.map(({ factClass }) => factClass),
        ],
      );
    }
    const owed = sendable.filter(({ notice }) => notice).map(({ seq }) => seq);
    if (owed.length > 0 || rows.some(({ carries_notice }) => carries_notice)) {
      await tx.query(
        `UPDATE recipient SET carries_notice = (seq = ANY($5::int[]))
         WHERE shop_id = $1 AND campaign_id = $2 AND seq BETWEEN $3 AND $4 AND carries_notice <> (seq = ANY($5::int[]))`,
        [shopId, campaignId, firstSeq, lastSeq, owed],
      );
    }
    const counts = { handedOver: sendable.length, withheld: await countWithheld(tx, batch, withheld.length) };
    await markSending(tx, batch, counts, at);
    if (sendable.length === 0) await settleBatch(tx, batch, { state: "accepted", outcome: "nobody_left" }, at);
    return sendable;
  });
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
