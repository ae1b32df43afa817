import type { Sql } from "~/db/transaction";
import { mayGo, startOfDay, type Gate, type SendingPlan, type Spent } from "~/policy/sendingPlan";

interface PlanRow {
  readonly timezone: string;
  readonly window_days: number[];
  readonly window_from: number | null;
  readonly window_until: number | null;
  readonly per_hour: number | null;
  readonly per_day: number | null;
  readonly warm_up: boolean;
  readonly batch_size: number;
  readonly hold_until: Date | null;
}

/** Asks a campaign's plan whether a batch may go now, and locks the campaign's row until commit, so that of several workers each counts what the others took; whoever decides a batch meanwhile does not wait. `undefined` when the campaign is not sending. */
export async function readGate(tx: Sql, shopId: number, campaignId: number, at: Date): Promise<Gate | undefined> {
  const { rows } = await tx.query<PlanRow>(`${PLAN} FOR NO KEY UPDATE OF k`, [shopId, campaignId]);
  return rows[0] && askPlan(tx, shopId, campaignId, rows[0], at);
}

/** As `readGate`, for whoever only looks: nothing is locked. */
export async function peekGate(sql: Sql, shopId: number, campaignId: number, at: Date): Promise<Gate | undefined> {
  const { rows } = await sql.query<PlanRow>(PLAN, [shopId, campaignId]);
  return rows[0] && askPlan(sql, shopId, campaignId, rows[0], at);
}

const PLAN = `SELECT s.timezone, k.window_days, k.window_from, k.window_until, k.per_hour, k.per_day, k.warm_up, k.batch_size, k.hold_until
  FROM campaign k JOIN shop s ON s.id = k.shop_id WHERE k.shop_id = $1 AND k.id = $2 AND k.state = 'sending' AND k.audience_built_at IS NOT NULL`;

async function askPlan(sql: Sql, shopId: number, campaignId: number, row: PlanRow, at: Date): Promise<Gate> {
  const plan: SendingPlan = {
    timezone: row.timezone,
    window:
      row.window_from === null || row.window_until === null
        ? null
        : { days: row.window_days, from: row.window_from, until: row.window_until },
    perHour: row.per_hour,
    perDay: row.per_day,
    warmUp: row.warm_up,
  };
  const limited = plan.perHour !== null || plan.perDay !== null || plan.warmUp;
  const spent = limited ? await readSpent(sql, shopId, campaignId, plan.timezone, at) : NOTHING;
  return mayGo(plan, { ...spent, holdUntil: row.hold_until }, at, row.batch_size);
}

type Used = Omit<Spent, "holdUntil">;
const NOTHING: Used = { lastHour: 0, oldestInHour: null, last: null, today: 0, earlierDays: 0 };

/** What went, or may have gone, and what other workers hold at this moment; a batch that was put back has used nothing. A limited campaign has few batches in a day. */
async function readSpent(sql: Sql, shopId: number, campaignId: number, timezone: string, at: Date): Promise<Used> {
  const { rows } = await sql.query<Used>(
    `SELECT coalesce(sum(mails) FILTER (WHERE used_at > $3::timestamptz - interval '1 hour'), 0)::int AS "lastHour",
            min(used_at) FILTER (WHERE used_at > $3::timestamptz - interval '1 hour') AS "oldestInHour", max(used_at) AS last,
            coalesce(sum(mails) FILTER (WHERE used_at >= $4), 0)::int AS today,
            (count(DISTINCT (used_at AT TIME ZONE $5)::date) FILTER (WHERE used_at < $4))::int AS "earlierDays"
     FROM (SELECT last_seq - first_seq + 1 AS mails, CASE WHEN state = 'claimed' THEN $3::timestamptz ELSE attempted_at END AS used_at
           FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND (state <> 'claimed' OR lease_until > $3)) b`,
    [shopId, campaignId, at, startOfDay(at, timezone), timezone],
  );
  return rows[0] ?? NOTHING;
}
