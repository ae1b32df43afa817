import { pool } from "~/db/client";
import { ACCEPTED_OUTCOMES, HANDED_OVER_BY_NOW, MAIL_OUTCOME } from "~/db/mailOutcome";
import type { Basis } from "~/policy/reasons";
import type { Alarm } from "~/policy/alarms";
import { NO_ORDERS, type OrderCount } from "~/policy/reports";
import { findCampaign } from "~/services/campaigns/drafts";
import { readAlarms } from "~/services/campaigns/heedAlarms";
import { isOptOut } from "~/services/exclusions/optOutWays";
import { ordersOf } from "./ordersOf";

/** What became of the mails of one legal basis; numbers of recipients. */
export interface BasisReport {
  readonly basis: Basis;
  /** Taken by SendGrid, or in a request without an answer: the two that follow. */
  readonly handedOver: number;
  /** Taken by SendGrid, by its answer or by what it reported later. */
  readonly accepted: number;
  /** In a request that was never answered, and not reported on since. */
  readonly unknown: number;
  readonly delivered: number;
  /** Put off by the receiving server, and nothing newer reported. */
  readonly deferred: number;
  readonly bounced: number;
  /** Not tried by SendGrid, because of its own lists. */
  readonly dropped: number;
  readonly spam: number;
  readonly optOuts: number;
  readonly feedback: number;
  readonly orders: OrderCount;
}

/** A number by a name: a kind of bounce, a domain, a reason. */
interface Counted {
  readonly name: string;
  readonly count: number;
}

/** The most frequent names. */
export interface MostNamed {
  readonly most: readonly Counted[];
  /** What the rest come to. */
  readonly others: number;
}

/** A campaign that has a report. */
export interface StartedCampaign {
  readonly id: number;
  readonly name: string;
  readonly startedAt: Date;
}

/** The report of a campaign. */
export interface CampaignReport {
  readonly campaign: StartedCampaign;
  readonly byBasis: readonly BasisReport[];
  readonly bounceKinds: MostNamed;
  readonly bounceDomains: MostNamed;
  readonly reasons: MostNamed;
  readonly alarms: readonly Alarm[];
}

const MOST_NAMED = 10;

/**
 * Reads what came of a campaign: by legal basis, and of bounces and opt-outs the kinds. Orders are those placed within `orderDays` of the mail by whoever got it; nobody is watched opening or clicking. `undefined` for a campaign that
 * the shop does not have, or that was never started.
 */
export async function readReport(
  shopId: number,
  campaignId: number,
  orderDays: number,
): Promise<CampaignReport | undefined> {
  const campaign = await findStarted(shopId, campaignId);
  if (!campaign) return undefined;
  const [sent, told, said, orders, kinds, domains, reasons, alarms] = await Promise.all([
    readHandedOver(shopId, campaignId),
    readTold(shopId, campaignId),
    readSaid(shopId, campaignId),
    ordersOf(shopId, [campaignId], orderDays),
    named(
      "SELECT coalesce(detail, '') AS name, count(DISTINCT recipient_seq)::int AS count FROM mail_event WHERE shop_id = $1 AND campaign_id = $2 AND event = 'bounce'",
      shopId,
      campaignId,
    ),
    named(
      `SELECT lower(split_part(r.email, '@', 2)) AS name, count(DISTINCT r.seq)::int AS count FROM mail_event e JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = e.recipient_seq
       WHERE e.shop_id = $1 AND e.campaign_id = $2 AND e.event = 'bounce'`,
      shopId,
      campaignId,
    ),
    named(
      "SELECT reason AS name, count(*)::int AS count FROM opt_out_reason WHERE shop_id = $1 AND campaign_id = $2",
      shopId,
      campaignId,
    ),
    readAlarms(pool(), shopId, campaignId),
  ]);
  return {
    campaign,
    byBasis: sent.map(({ basis, ...counts }) => ({
      basis,
      ...counts,
      ...(told.get(basis) ?? { delivered: 0, deferred: 0, bounced: 0, dropped: 0, spam: 0 }),
      ...(said.get(basis) ?? { optOuts: 0, feedback: 0 }),
      orders: orders.get(`${campaignId} ${basis}`) ?? NO_ORDERS,
    })),
    bounceKinds: kinds,
    bounceDomains: domains,
    reasons,
    alarms,
  };
}

/** A campaign of the shop that was started, or `undefined`. */
export async function findStarted(shopId: number, campaignId: number): Promise<StartedCampaign | undefined> {
  if (!Number.isInteger(campaignId) || campaignId < 1 || campaignId > 2_147_483_647) return undefined;
  const campaign = await findCampaign(shopId, campaignId);
  return campaign?.startedAt ? { id: campaignId, name: campaign.name, startedAt: campaign.startedAt } : undefined;
}

type Sent = Pick<BasisReport, "basis" | "handedOver" | "accepted" | "unknown">;

async function readHandedOver(shopId: number, campaignId: number): Promise<readonly Sent[]> {
  // Batches by their number, hashed: 1,000 of them to a million recipients.
  const { rows } = await pool().query<Sent>(
    `SELECT basis, count(*)::int AS "handedOver", count(*) FILTER (WHERE outcome IN ${ACCEPTED_OUTCOMES})::int AS accepted, count(*) FILTER (WHERE outcome = 'unknown')::int AS unknown
     FROM (
       SELECT r.basis, ${MAIL_OUTCOME} AS outcome FROM recipient r
       JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
       JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND ${HANDED_OVER_BY_NOW}
       WHERE r.shop_id = $1 AND r.campaign_id = $2
     ) sent GROUP BY 1 ORDER BY 2 DESC`,
    [shopId, campaignId],
  );
  return rows;
}

type Told = Pick<BasisReport, "delivered" | "deferred" | "bounced" | "dropped" | "spam">;

/** What SendGrid reported, each recipient once: a mail may be put off many times before it arrives. */
async function readTold(shopId: number, campaignId: number): Promise<ReadonlyMap<Basis, Told>> {
  const { rows } = await pool().query<Told & { basis: Basis }>(
    `SELECT r.basis, count(*) FILTER (WHERE t.delivered)::int AS delivered, count(*) FILTER (WHERE t.bounced)::int AS bounced, count(*) FILTER (WHERE t.dropped)::int AS dropped,
            count(*) FILTER (WHERE t.spam)::int AS spam, count(*) FILTER (WHERE t.deferred AND NOT (t.delivered OR t.bounced OR t.dropped))::int AS deferred
     FROM (
       SELECT recipient_seq AS seq, bool_or(event = 'delivered') AS delivered, bool_or(event = 'bounce') AS bounced, bool_or(event = 'dropped') AS dropped,
              bool_or(event = 'spamreport') AS spam, bool_or(event = 'deferred') AS deferred
       FROM mail_event WHERE shop_id = $1 AND campaign_id = $2 GROUP BY 1
     ) t JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = t.seq
     WHERE r.basis IS NOT NULL GROUP BY 1`,
    [shopId, campaignId],
  );
  return new Map(rows.map(({ basis, ...told }) => [basis, told]));
}

type Said = Pick<BasisReport, "optOuts" | "feedback">;

/** What people did about it: opted out, or wrote. */
async function readSaid(shopId: number, campaignId: number): Promise<ReadonlyMap<Basis, Said>> {
  const { rows } = await pool().query<Said & { basis: Basis }>(
    `SELECT r.basis, count(*) FILTER (WHERE t.what = 'out')::int AS "optOuts", count(*) FILTER (WHERE t.what = 'said')::int AS feedback FROM (
       SELECT DISTINCT 'out' AS what, recipient_seq AS seq, 0 AS number FROM exclusion_event e WHERE shop_id = $1 AND campaign_id = $2 AND ${isOptOut("e")}
       UNION ALL SELECT 'said', recipient_seq, id FROM feedback_case WHERE shop_id = $1 AND campaign_id = $2
     ) t JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = t.seq WHERE r.basis IS NOT NULL GROUP BY 1`,
    [shopId, campaignId],
  );
  return new Map(rows.map(({ basis, ...said }) => [basis, said]));
}

/** The most frequent names of a statement that gives names with counts, and what the rest come to. */
async function named(sql: string, shopId: number, campaignId: number): Promise<MostNamed> {
  const { rows } = await pool().query<Counted & { all: number }>(
    `SELECT name, count, (sum(count) OVER ())::int AS all FROM (${sql} GROUP BY 1) n ORDER BY count DESC, name LIMIT ${MOST_NAMED}`,
    [shopId, campaignId],
  );
  const most = rows.map(({ name, count }) => ({ name, count }));
  return { most, others: most.reduce((rest, { count }) => rest - count, rows[0]?.all ?? 0) };
}
