import { pool } from "~/db/client";
import { isOptOut } from "~/services/exclusions/optOutWays";

/** What happened in one stretch of time, as numbers of recipients. */
export interface TimelinePoint {
  readonly at: Date;
  readonly delivered: number;
  readonly bounced: number;
  readonly spam: number;
  readonly optOuts: number;
}

/** Hours after the start that are shown hour by hour; later ones are added up day by day, for so many days. */
const HOURS = 24;
const DAYS = 14;

/** What happened after a campaign's start: its first day hour by hour, then two weeks day by day. Stretches in which nothing happened are left out. */
export async function readTimeline(shopId: number, campaignId: number, startedAt: Date): Promise<TimelinePoint[]> {
  const { rows } = await pool().query<TimelinePoint>(
    `SELECT $3::timestamptz + CASE WHEN hours < ${HOURS} THEN hours * interval '1 hour' ELSE hours / 24 * interval '1 day' END AS at,
            sum(n) FILTER (WHERE what = 'delivered')::int AS delivered, sum(n) FILTER (WHERE what = 'bounce')::int AS bounced,
            sum(n) FILTER (WHERE what = 'spamreport')::int AS spam, sum(n) FILTER (WHERE what = 'out')::int AS "optOuts"
     FROM (
       SELECT event AS what, greatest(0, floor(extract(epoch FROM at - $3) / 3600))::int AS hours, count(DISTINCT recipient_seq) AS n FROM mail_event
       WHERE shop_id = $1 AND campaign_id = $2 AND event IN ('delivered', 'bounce', 'spamreport') AND at < $3::timestamptz + interval '${DAYS} days' GROUP BY 1, 2
       UNION ALL
       SELECT 'out', greatest(0, floor(extract(epoch FROM at - $3) / 3600))::int, count(DISTINCT recipient_seq) FROM exclusion_event e
       WHERE shop_id = $1 AND campaign_id = $2 AND ${isOptOut("e")} AND at < $3::timestamptz + interval '${DAYS} days' GROUP BY 1, 2
     ) told GROUP BY 1 ORDER BY 1`,
    [shopId, campaignId, startedAt],
  );
  return rows.map(({ at, ...counts }) => ({
    at,
    delivered: counts.delivered ?? 0,
    bounced: counts.bounced ?? 0,
    spam: counts.spam ?? 0,
    optOuts: counts.optOuts ?? 0,
  }));
}
