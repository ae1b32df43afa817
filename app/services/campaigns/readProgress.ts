import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import type { CampaignState } from "~/policy/campaignStates";
import { expectedEnd } from "~/policy/expectedEnd";
import { peekPlan } from "~/services/delivery/gate";
import type { Basis, Reason } from "~/policy/reasons";

/** How far a started campaign is. The accounts balance: eligible = accepted + refused + unknown + withheld + cancelled + remaining. */
export interface CampaignProgress {
  readonly eligible: number;
  readonly ineligible: number;
  /** Taken by SendGrid, by its answer or by what it reported later. */
  readonly accepted: number;
  /** Refused by SendGrid: whole batches and single addresses. */
  readonly refused: number;
  /** Of these, batches refused as a whole: what staff may send again. */
  readonly resendable: number;
  /** Handed over without an answer, and not reported on: nobody can tell, and they are not sent again. */
  readonly unknown: number;
  /** Left out when decided again at hand-over. */
  readonly withheld: number;
  /** Never handed over, because the campaign was cancelled. */
  readonly cancelled: number;
  readonly remaining: number;
  /** Reported by SendGrid afterwards. */
  readonly delivered: number;
  readonly bounced: number;
  /** Mails a second over the last minute of work, or, where that was a single batch, since the one before it; less than one under a slow plan. Null before the first. */
  readonly ratePerSecond: number | null;
  /** Seconds until the last mail will have been handed over at this rate, within the plan's limits and window; null while that cannot be told. */
  readonly secondsLeft: number | null;
  /** When the next batch may go by the plan, or by what SendGrid has told; null when one may go now. */
  readonly waitsUntil: Date | null;
}

interface Totals {
  readonly state: CampaignState;
  readonly eligible: number;
  readonly ineligible: number;
  readonly accepted: number;
  readonly refused: number;
  readonly resendable: number;
  readonly unknown: number;
  readonly withheld: number;
  readonly inFlight: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly recent: number;
  readonly batches: number;
  readonly first: Date | null;
  readonly before: Date | null;
  readonly last: Date | null;
}

const RATE_SECONDS = 60;

/** Counts from the send ledger alone: a row for each thousand mails, whatever was reported of them, so that looking often costs little. Throws `Problem("not_found")`. */
export async function readProgress(shopId: number, campaignId: number, at: Date): Promise<CampaignProgress> {
  const { rows } = await pool().query<Totals>(
    `SELECT k.state, k.eligible_count AS eligible, k.ineligible_count AS ineligible,
            coalesce(sum(CASE b.state WHEN 'accepted' THEN b.handed_over WHEN 'unknown' THEN least(b.reported, b.handed_over) END), 0)::int AS accepted,
            (coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'refused'), 0) + coalesce(sum(b.refused), 0))::int AS refused,
            coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'refused'), 0)::int AS resendable,
            coalesce(sum(b.handed_over - least(b.reported, b.handed_over)) FILTER (WHERE b.state = 'unknown'), 0)::int AS unknown,
            coalesce(sum(b.withheld), 0)::int AS withheld, coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'sending'), 0)::int AS "inFlight",
            coalesce(sum(b.delivered), 0)::int AS delivered, coalesce(sum(b.bounced), 0)::int AS bounced,
            coalesce(sum(b.handed_over) FILTER (WHERE b.answered_at > l.last - make_interval(secs => ${RATE_SECONDS})), 0)::int AS recent,
            (count(*) FILTER (WHERE b.answered_at > l.last - make_interval(secs => ${RATE_SECONDS})))::int AS batches,
            min(b.attempted_at) FILTER (WHERE b.answered_at > l.last - make_interval(secs => ${RATE_SECONDS})) AS first,
            max(b.answered_at) FILTER (WHERE b.answered_at <= l.last - make_interval(secs => ${RATE_SECONDS})) AS before, l.last
     FROM campaign k
     LEFT JOIN batch b ON b.shop_id = k.shop_id AND b.campaign_id = k.id
     CROSS JOIN LATERAL (SELECT max(answered_at) AS last FROM batch WHERE shop_id = k.shop_id AND campaign_id = k.id AND state = 'accepted' AND outcome = '202') l
     WHERE k.shop_id = $1 AND k.id = $2 GROUP BY k.state, k.eligible_count, k.ineligible_count, l.last`,
    [shopId, campaignId],
  );
  const [totals] = rows;
  if (!totals) throw new Problem("not_found");
  const { state, recent, batches, first, before, last, inFlight, ...counts } = totals;
  const left = counts.eligible - counts.accepted - counts.refused - counts.unknown - counts.withheld;
  const remaining = state === "cancelled" ? inFlight : left;
  // Under a plan of a batch in some minutes the time of one request says nothing of the pace.
  const began = batches === 1 && before ? before : first;
  const seconds = began && last ? Math.max((last.getTime() - began.getTime()) / 1000, 1) : 0;
  const rate = seconds > 0 && recent > 0 ? recent / seconds : null;
  const plan = state === "sending" && remaining > 0 ? await peekPlan(pool(), shopId, campaignId, at) : undefined;
  const end = plan && expectedEnd(plan, at, remaining, rate);
  return {
    ...counts,
    cancelled: left - remaining,
    remaining,
    ratePerSecond: rate === null || rate < 1 ? rate : Math.round(rate),
    secondsLeft: end ? Math.ceil((end.getTime() - at.getTime()) / 1000) : null,
    waitsUntil: plan && !plan.gate.go ? plan.gate.next : null,
  };
}

/** Progress with the state it was read in, and when. */
export interface LiveProgress {
  readonly at: Date;
  readonly state: CampaignState;
  readonly audienceBuilt: boolean;
  readonly progress: CampaignProgress;
}

/** Reads what a page that follows a campaign needs to know again and again. Throws `Problem("not_found")`. */
export async function readLiveProgress(shopId: number, campaignId: number, at: Date): Promise<LiveProgress> {
  const { rows } = await pool().query<{ state: CampaignState; built: boolean }>(
    "SELECT state, audience_built_at IS NOT NULL AS built FROM campaign WHERE shop_id = $1 AND id = $2",
    [shopId, campaignId],
  );
  const [campaign] = rows;
  if (!campaign) throw new Problem("not_found");
  const progress = await readProgress(shopId, campaignId, at);
  return { at, state: campaign.state, audienceBuilt: campaign.built, progress };
}

/** The stored decisions of a campaign, counted: by basis, and by the reason that decided. */
export interface StoredDecisions {
  readonly byBasis: readonly { readonly basis: Basis; readonly contacts: number }[];
  readonly byReason: readonly { readonly reason: Reason; readonly contacts: number }[];
}

/** Who was in and who was out, as it was decided when the campaign started. */
export async function readStoredDecisions(shopId: number, campaignId: number): Promise<StoredDecisions> {
  const { rows } = await pool().query<{ basis: Basis | null; reason: Reason | null; contacts: number }>(
    "SELECT basis, reasons[1] AS reason, count(*)::int AS contacts FROM recipient WHERE shop_id = $1 AND campaign_id = $2 GROUP BY 1, 2 ORDER BY 3 DESC",
    [shopId, campaignId],
  );
  return {
    byBasis: rows.flatMap(({ basis, contacts }) => (basis ? [{ basis, contacts }] : [])),
    byReason: rows.flatMap(({ basis, reason, contacts }) => (basis === null && reason ? [{ reason, contacts }] : [])),
  };
}
