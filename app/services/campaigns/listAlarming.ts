import { pool } from "~/db/client";
import type { Alarm } from "~/policy/alarms";
import { readAlarms } from "./heedAlarms";

/** A campaign of late whose spam reports or bounces have passed a threshold, whether it is still sending or not. */
export interface AlarmingCampaign {
  readonly id: number;
  readonly name: string;
  readonly alarms: readonly Alarm[];
}

/** Reports come within days; what is older staff have had before their eyes. */
const DAYS = 14;
const MOST = 20;

/**
 * The campaigns started within the last fourteen days that have an alarm, newest first, twenty looked at. Most are over before SendGrid has reported: there is nothing left to pause then, and staff must know before the next. What they knew of when they
 * resumed one after an alarm counts no more.
 */
export async function listAlarming(shopId: number, at: Date): Promise<AlarmingCampaign[]> {
  const { rows } = await pool().query<{ id: number; name: string }>(
    "SELECT id, name FROM campaign WHERE shop_id = $1 AND started_at > $2::timestamptz - make_interval(days => $3) ORDER BY id DESC LIMIT $4",
    [shopId, at, DAYS, MOST],
  );
  const alarming: AlarmingCampaign[] = [];
  for (const campaign of rows) {
    const alarms = await readAlarms(pool(), shopId, campaign.id);
    if (alarms.length > 0) alarming.push({ ...campaign, alarms });
  }
  return alarming;
}
