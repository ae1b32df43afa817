import type { Sql } from "~/db/transaction";
import { lockWarmUp } from "~/db/locks";
import { mayGo, startOfDay, WARM_UP_A_DAY, type Gate, type PlanState, type SenderSpent, type SendingPlan, type Spent } from "~/policy/sendingPlan"; // prettier-ignore
import { SENDER_DOMAIN } from "./senderDomain";

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
  const [row] = rows;
  if (!row) return undefined;
  // The sender's other campaigns have rows of their own.
  if (row.warm_up) await lockWarmUp(tx, shopId);
  return (await askPlan(tx, shopId, campaignId, row, at)).gate;
}

/** As `readGate`, for whoever only looks: nothing is locked. */
export async function peekPlan(sql: Sql, shopId: number, campaignId: number, at: Date): Promise<PlanState | undefined> {
  const { rows } = await sql.query<PlanRow>(PLAN, [shopId, campaignId]);
  return rows[0] && askPlan(sql, shopId, campaignId, rows[0], at);
}

const PLAN = `SELECT s.timezone, k.window_days, k.window_from, k.window_until, k.per_hour, k.per_day, k.warm_up, k.batch_size, k.hold_until
  FROM campaign k JOIN shop s ON s.id = k.shop_id WHERE k.shop_id = $1 AND k.id = $2 AND k.state = 'sending' AND k.audience_built_at IS NOT NULL`;

async function askPlan(sql: Sql, shopId: number, campaignId: number, row: PlanRow, at: Date): Promise<PlanState> {
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
  const limited = plan.perHour !== null || plan.perDay !== null;
  const own = limited ? await readSpent(sql, shopId, campaignId, plan.timezone, at) : NOTHING;
  const sender = plan.warmUp ? await readSender(sql, shopId, plan.timezone, at) : NO_SENDER;
  const spent = { ...own, holdUntil: row.hold_until, sender };
  return { plan, spent, batchSize: row.batch_size, gate: mayGo(plan, spent, at, row.batch_size) };
}

type Used = Omit<Spent, "holdUntil" | "sender">;
const NOTHING: Used = { lastHour: 0, oldestInHour: null, last: null, today: 0 };
const NO_SENDER: SenderSpent = { earlierDays: 0, today: 0 };

/** What went, or may have gone, and what other workers hold at this moment; a batch that was put back has used nothing. A limited campaign has few batches in a day. */
async function readSpent(sql: Sql, shopId: number, campaignId: number, timezone: string, at: Date): Promise<Used> {
  const { rows } = await sql.query<Used>(
    `SELECT coalesce(sum(mails) FILTER (WHERE used_at > $3::timestamptz - interval '1 hour'), 0)::int AS "lastHour",
            min(used_at) FILTER (WHERE used_at > $3::timestamptz - interval '1 hour') AS "oldestInHour", max(used_at) AS last,
            coalesce(sum(mails) FILTER (WHERE used_at >= $4), 0)::int AS today
     FROM (SELECT last_seq - first_seq + 1 AS mails, CASE WHEN state = 'claimed' THEN $3::timestamptz ELSE attempted_at END AS used_at
           FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND (state <> 'claimed' OR lease_until > $3)) b`,
    [shopId, campaignId, at, startOfDay(at, timezone)],
  );
  return rows[0] ?? NOTHING;
}

/** The same of all campaigns that the shop has sent from its sender's domain. Days are looked for one after the other, each by its first batch, and no more of them than the warm-up is long: a sender of years is asked as quickly as a new one. */
async function readSender(sql: Sql, shopId: number, timezone: string, at: Date): Promise<SenderSpent> {
  const { rows } = await sql.query<SenderSpent>(
    `WITH RECURSIVE sender AS MATERIALIZED (SELECT ${SENDER_DOMAIN} AS domain), day (day, number) AS (
       SELECT * FROM (SELECT (b.attempted_at AT TIME ZONE $4)::date, 1 FROM batch b
         WHERE b.shop_id = $1 AND b.sender_domain = (SELECT domain FROM sender) AND b.state <> 'claimed' AND b.attempted_at < $3 ORDER BY b.attempted_at LIMIT 1) first
       UNION ALL
       SELECT next.day, day.number + 1 FROM day CROSS JOIN LATERAL (SELECT (b.attempted_at AT TIME ZONE $4)::date AS day FROM batch b
         WHERE b.shop_id = $1 AND b.sender_domain = (SELECT domain FROM sender) AND b.state <> 'claimed' AND b.attempted_at < $3
           AND b.attempted_at >= (day.day + 1)::timestamp AT TIME ZONE $4 ORDER BY b.attempted_at LIMIT 1) next
       WHERE day.number < ${WARM_UP_A_DAY.length}
     )
     SELECT (SELECT count(*) FROM day)::int AS "earlierDays",
            (SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM batch
             WHERE shop_id = $1 AND sender_domain = (SELECT domain FROM sender) AND state <> 'claimed' AND attempted_at >= $3)::int
            + (SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM batch
             WHERE shop_id = $1 AND sender_domain = (SELECT domain FROM sender) AND state = 'claimed' AND lease_until > $2)::int AS today`,
    [shopId, at, startOfDay(at, timezone), timezone],
  );
  return rows[0] ?? NO_SENDER;
}
