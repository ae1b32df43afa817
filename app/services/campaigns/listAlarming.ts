import { pool } from "~/db/client";
import { alarmsOf, type AlarmKind } from "~/policy/alarms";

/** A campaign of late whose spam reports or bounces have passed a threshold, whether it is still sending or not. */
export interface AlarmingCampaign {
  readonly id: number;
  readonly name: string;
  readonly alarms: readonly { readonly kind: AlarmKind; readonly rate: number }[];
}

/** Reports come within days; what is older staff have had before their eyes. */
const DAYS = 14;
const MOST = 20;

/**
 * The campaigns started within the last fourteen days that have an alarm, newest first, twenty looked at. Most are over before SendGrid has reported: there is nothing left to pause then, and staff must know before the next. What they knew of when they
 * resumed one after an alarm counts no more.
 */
export async function listAlarming(shopId: number, at: Date): Promise<AlarmingCampaign[]> {
  const { rows } = await pool().query<{ id: number; name: string; delivered: number; bounced: number; spam: number }>(
    `SELECT k.id, k.name, greatest(b.delivered - k.alarm_delivered, 0)::int AS delivered, greatest(b.bounced - k.alarm_bounced, 0)::int AS bounced,
            greatest((SELECT count(DISTINCT e.recipient_seq) FROM mail_event e WHERE e.shop_id = $1 AND e.campaign_id = k.id AND e.event = 'spamreport') - k.alarm_spam, 0)::int AS spam
     FROM (
       SELECT id, name, alarm_delivered, alarm_bounced, alarm_spam FROM campaign
       WHERE shop_id = $1 AND started_at > $2::timestamptz - make_interval(days => ${DAYS}) ORDER BY id DESC LIMIT ${MOST}
     ) k CROSS JOIN LATERAL (
       SELECT coalesce(sum(delivered), 0) AS delivered, coalesce(sum(bounced), 0) AS bounced FROM batch WHERE shop_id = $1 AND campaign_id = k.id
     ) b ORDER BY k.id DESC`,
    [shopId, at],
  );
  return rows
    .map(({ id, name, ...reported }) => ({ id, name, alarms: alarmsOf(reported) }))
    .filter(({ alarms }) => alarms.length > 0);
}
