import { pool } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { alarmsOf, type Alarm, type AlarmKind, type Reported } from "~/policy/alarms";
import type { PauseReason } from "~/policy/campaignStates";
import { pauseCampaign } from "./pauseCampaign";

const PAUSED_FOR = { spam: "spam_alarm", bounce: "bounce_alarm" } as const satisfies Record<AlarmKind, PauseReason>;

/**
 * Pauses those of these campaigns that are sending and whose spam reports or bounces have passed a threshold since staff last resumed them after an alarm. Called whenever SendGrid reports either. In a transaction of its own: what was
 * reported is kept whatever comes of it here.
 */
export async function heedAlarms(shopId: number, campaignIds: readonly number[], at: Date): Promise<void> {
  for (const campaignId of campaignIds) {
    const [alarm] = await readAlarms(pool(), shopId, campaignId);
    if (alarm?.level === "pauses")
      await transaction((tx) => pauseCampaign(tx, shopId, campaignId, PAUSED_FOR[alarm.kind], at));
  }
}

/** The alarms of a campaign as it stands, the gravest first: over what was reported since staff last resumed it after one. */
export async function readAlarms(sql: Sql, shopId: number, campaignId: number): Promise<Alarm[]> {
  const { rows } = await sql.query<{ delivered: number; bounced: number; spam: number }>(
    "SELECT alarm_delivered AS delivered, alarm_bounced AS bounced, alarm_spam AS spam FROM campaign WHERE shop_id = $1 AND id = $2",
    [shopId, campaignId],
  );
  const [before] = rows;
  if (!before) return [];
  const now = await readReported(sql, shopId, campaignId);
  return alarmsOf({
    delivered: Math.max(0, now.delivered - before.delivered),
    bounced: Math.max(0, now.bounced - before.bounced),
    spam: Math.max(0, now.spam - before.spam),
  });
}

/** Notes that staff resume a campaign knowing of what was reported until now, in the caller's transaction. */
export async function acknowledgeAlarms(tx: Sql, shopId: number, campaignId: number): Promise<void> {
  const { delivered, bounced, spam } = await readReported(tx, shopId, campaignId);
  await tx.query(
    "UPDATE campaign SET alarm_delivered = $3, alarm_bounced = $4, alarm_spam = $5 WHERE shop_id = $1 AND id = $2 AND pause_reason = ANY($6)",
    [shopId, campaignId, delivered, bounced, spam, Object.values(PAUSED_FOR)],
  );
}

/** From the counts of the batches, and of the few reports of spam: costs the same for a thousand recipients and for a million. */
async function readReported(sql: Sql, shopId: number, campaignId: number): Promise<Reported> {
  const { rows } = await sql.query<Reported>(
    `SELECT coalesce(sum(b.delivered), 0)::int AS delivered, coalesce(sum(b.bounced), 0)::int AS bounced,
            (SELECT count(DISTINCT e.recipient_seq)::int FROM mail_event e WHERE e.shop_id = $1 AND e.campaign_id = $2 AND e.event = 'spamreport') AS spam
     FROM batch b WHERE b.shop_id = $1 AND b.campaign_id = $2`,
    [shopId, campaignId],
  );
  return rows[0] ?? { delivered: 0, bounced: 0, spam: 0 };
}
