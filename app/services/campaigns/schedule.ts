import { z } from "zod";
import { enqueue } from "~/db/queue";
import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { SCHEDULE_FAILURES, type ScheduleFailure } from "~/policy/campaignStates";
import { mayPass } from "~/policy/preflight";
import { momentsOf } from "~/policy/wallClock";
import { record } from "~/services/audit/record";
import { moveCampaign } from "./moveCampaign";
import { requireUnchanged } from "./sendingMark";
import { requireReady, startCampaign, type Seen } from "./startCampaign";

const limit = z.number().int().min(1).max(10_000_000).nullable();

/** When and how fast a campaign goes, as a form gives it. */
const planInput = z.object({
  /** 1 is Monday. Empty, with `windowFrom` null: at any time. */
  windowDays: z.array(z.number().int().min(1).max(7)).max(7),
  /** Minutes since midnight in the shop's time zone. */
  windowFrom: z.number().int().min(0).max(1439).nullable(),
  windowUntil: z.number().int().min(1).max(1440).nullable(),
  perHour: limit,
  perDay: limit,
  warmUp: z.boolean(),
});
export type PlanInput = z.input<typeof planInput>;

/** Saves when and how fast a draft may go. Throws `Problem` with `input_invalid` naming the fields, `wrong_state` for what is not a draft, or `not_found`. */
export async function savePlan(shopId: number, id: number, input: PlanInput, actor: string, at: Date): Promise<void> {
  const plan = parsePlan(input);
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ state: string }>(
      "SELECT state FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE",
      [shopId, id],
    );
    if (!rows[0]) throw new Problem("not_found");
    if (rows[0].state !== "draft") throw new Problem("wrong_state");
    await tx.query(
      "UPDATE campaign SET window_days = $3, window_from = $4, window_until = $5, per_hour = $6, per_day = $7, warm_up = $8 WHERE shop_id = $1 AND id = $2",
      [shopId, id, plan.windowDays, plan.windowFrom, plan.windowUntil, plan.perHour, plan.perDay, plan.warmUp],
    );
    await record(tx, shopId, {
      act: "campaign_planned",
      actor,
      at,
      subject: { kind: "campaign", id },
      after: { ...plan, windowDays: plan.windowDays.map(String) },
    });
  });
}

function parsePlan(input: PlanInput): z.output<typeof planInput> {
  const result = planInput.safeParse(input);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map(({ path }) => String(path[0])))]);
  const { windowDays, windowFrom, windowUntil } = result.data;
  if (windowFrom === null && windowUntil === null) return { ...result.data, windowDays: [] };
  if (windowDays.length === 0) throw new Problem("input_invalid", ["windowDays"]);
  if (windowFrom === null || windowUntil === null || windowFrom >= windowUntil)
    throw new Problem("input_invalid", ["windowFrom", "windowUntil"]);
  return { ...result.data, windowDays: [...new Set(windowDays)].sort() };
}

/** A time as a form gives it, on the shop's clock: `2026-03-29` and `01:30`. */
export interface ScheduleInput extends Seen {
  readonly date: string;
  readonly time: string;
}

/**
 * Schedules a draft. Its audience is decided when it starts, not now. A time that the clock shows twice is the first one, and one that it leaves out is when it jumps over it. Throws `Problem` as `requireReady` does, or `input_invalid` for
 * what is not a time to come.
 */
export async function scheduleCampaign(
  shopId: number,
  id: number,
  input: ScheduleInput,
  actor: string,
  at: Date,
): Promise<void> {
  const { campaign, state } = await requireReady(shopId, id, at, input);
  const due = readTime(input, state.shop.timezone);
  if (!due || due <= at) throw new Problem("input_invalid", ["date", "time"]);
  await transaction(async (tx) => {
    await moveCampaign(tx, shopId, id, { act: "schedule", actor, at, note: { for: due.toISOString() } });
    await requireUnchanged(tx, shopId, campaign);
    await tx.query("UPDATE campaign SET scheduled_for = $3 WHERE shop_id = $1 AND id = $2", [shopId, id, due]);
    await enqueue(tx, "campaign-start", { shopId, campaignId: id }, { startAfter: due });
  });
}

function readTime({ date, time }: ScheduleInput, timezone: string): Date | undefined {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)?.slice(1).map(Number);
  const clock = /^(\d\d):(\d\d)$/.exec(time)?.slice(1).map(Number);
  if (!day || !clock) return undefined;
  const [year = 0, month = 0, dayOfMonth = 0] = day;
  const [hour = 0, minute = 0] = clock;
  const given = new Date(Date.UTC(year, month - 1, dayOfMonth));
  if (given.getUTCMonth() !== month - 1 || given.getUTCDate() !== dayOfMonth || hour > 23 || minute > 59)
    return undefined;
  return momentsOf({ year, month, day: dayOfMonth }, hour * 60 + minute, timezone)[0];
}

/** Makes a scheduled campaign a draft again. Throws `Problem` with `wrong_state` or `not_found`. */
export async function unscheduleCampaign(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await moveCampaign(tx, shopId, id, { act: "unschedule", actor, at });
  });
}

const PATIENCE_MS = 3_600_000;

/**
 * Starts a campaign whose time has come. Where something is missing by then it becomes a draft again, with the reason, for staff to see; where only a server elsewhere did not answer, that is thrown for an hour, for the queue to try again.
 * Safe to run again, also for a time that has been taken back since.
 */
export async function startScheduled(shopId: number, id: number, at: Date): Promise<void> {
  const campaign = await prisma().campaign.findUnique({ where: { shopId_id: { shopId, id } } });
  if (campaign?.state !== "scheduled" || !campaign.scheduledFor || campaign.scheduledFor > at) return;
  try {
    await startCampaign(shopId, id, THE_APP, at, { note: { scheduledFor: campaign.scheduledFor.toISOString() } });
  } catch (error) {
    const reason = error instanceof Problem ? failureOf(error.code) : undefined;
    if (!reason) throw error;
    const late = at.getTime() - campaign.scheduledFor.getTime();
    if (error instanceof Problem && reason === "preflight_failed" && mayPass(error.fields) && late < PATIENCE_MS)
      throw error;
    await transaction(async (tx) => {
      await moveCampaign(tx, shopId, id, { act: "unschedule", actor: THE_APP, at, reason });
    });
  }
}

const failureOf = (code: string): ScheduleFailure | undefined => SCHEDULE_FAILURES.find((failure) => failure === code);
