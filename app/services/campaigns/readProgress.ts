import { pool } from "~/db/client";
import type { Basis, Reason } from "~/policy/reasons";

/** How far a started campaign is. The accounts balance: eligible = accepted + refused + unknown + withheld + remaining. */
export interface CampaignProgress {
  readonly eligible: number;
  readonly ineligible: number;
  /** Taken by SendGrid. */
  readonly accepted: number;
  /** Refused by SendGrid: whole batches and single addresses. */
  readonly refused: number;
  /** Handed over without an answer: nobody can tell, and they are not sent again. */
  readonly unknown: number;
  /** Left out when decided again at hand-over. */
  readonly withheld: number;
  readonly remaining: number;
  /** Reported by SendGrid afterwards. */
  readonly delivered: number;
  readonly bounced: number;
  /** Mails a second since the start; null before the first. */
  readonly ratePerSecond: number | null;
}

/** Counts from the send ledger: a few rows a thousand mails, so that looking often costs little. */
export async function readProgress(shopId: number, campaignId: number, at: Date): Promise<CampaignProgress> {
  const [{ rows: totals }, { rows: events }] = await Promise.all([
    pool().query<{
      eligible: number;
      ineligible: number;
      accepted: number;
      refused: number;
      unknown: number;
      withheld: number;
      first: Date | null;
      last: Date | null;
    }>(
      `SELECT k.eligible_count AS eligible, k.ineligible_count AS ineligible,
              coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'accepted'), 0)::int AS accepted,
              (coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'refused'), 0) + coalesce(sum(b.refused), 0))::int AS refused,
              coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'unknown'), 0)::int AS unknown,
              coalesce(sum(b.withheld), 0)::int AS withheld,
              min(b.attempted_at) AS first, max(b.answered_at) AS last
       FROM campaign k LEFT JOIN batch b ON b.shop_id = k.shop_id AND b.campaign_id = k.id
       WHERE k.shop_id = $1 AND k.id = $2 GROUP BY 1, 2`,
      [shopId, campaignId],
    ),
    pool().query<{ event: string; mails: number }>(
      "SELECT event, count(DISTINCT recipient_seq)::int AS mails FROM mail_event WHERE shop_id = $1 AND campaign_id = $2 AND event IN ('delivered', 'bounce') GROUP BY event",
      [shopId, campaignId],
    ),
  ]);
  const {
    eligible = 0,
    ineligible = 0,
    accepted = 0,
    refused = 0,
    unknown = 0,
    withheld = 0,
    first = null,
    last = null,
  } = totals[0] ?? {};
  const remaining = eligible - accepted - refused - unknown - withheld;
  const until = remaining > 0 ? at : (last ?? at);
  const seconds = first ? (until.getTime() - first.getTime()) / 1000 : 0;
  return {
    eligible,
    ineligible,
    accepted,
    refused,
    unknown,
    withheld,
    remaining,
    delivered: events.find(({ event }) => event === "delivered")?.mails ?? 0,
    bounced: events.find(({ event }) => event === "bounce")?.mails ?? 0,
    ratePerSecond: seconds > 0 && accepted > 0 ? Math.round(accepted / seconds) : null,
  };
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
