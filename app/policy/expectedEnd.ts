import { nextMidnight, nextOpening, onLaterDay, roomOfDay, sameDay, type PlanState, type SendingPlan, type UsedOfDay } from "./sendingPlan"; // prettier-ignore
import { momentsOf, wallTime } from "./wallClock";

/** Days on which mails go, further than which nothing is foretold. */
const DAYS_AHEAD = 400;
const HOUR_MS = 3_600_000;

/**
 * When the last of a campaign's mails will have been handed over if all goes on as it does: at the pace of its plan and of SendGrid, in the hours of its window, as far as the limits of each day reach, and with nothing else sent by a sender
 * that is warmed up. `perSecond` is what was measured, null before the first batch. `undefined` where that cannot be told: before any pace is known, or further ahead than some 400 days of sending.
 */
export function expectedEnd(
  { plan, spent, batchSize, gate }: PlanState,
  at: Date,
  remaining: number,
  perSecond: number | null,
): Date | undefined {
  if (perSecond === null && plan.perHour === null) return undefined;
  const requestMs = (mails: number) => (perSecond === null ? 0 : (mails / perSecond) * 1000);
  const paceMs = plan.perHour === null ? 0 : HOUR_MS / Math.max(1, Math.floor(plan.perHour / batchSize));
  const stepMs = Math.max(requestMs(batchSize), paceMs);
  const batches = Math.ceil(remaining / batchSize);
  const lastMs = requestMs(remaining - (batches - 1) * batchSize);

  let now = gate.go ? at : gate.next;
  let used: UsedOfDay = sameDay(plan.timezone, at, now) ? spent : onLaterDay(spent);
  for (let left = batches, day = 0; day < DAYS_AHEAD; day++) {
    const midnight = nextMidnight(plan.timezone, now);
    const open = (closingOf(plan, now, midnight).getTime() - now.getTime()) / stepMs;
    const room = Math.floor(Math.max(0, roomOfDay(plan, used)) / batchSize);
    const going = Math.min(left, room, stepMs === 0 ? left : Math.ceil(open));
    if (going === left) return new Date(now.getTime() + (going - 1) * stepMs + lastMs);
    left -= going;
    const mails = going * batchSize;
    used = onLaterDay({ today: mails, sender: { ...used.sender, today: used.sender.today + mails } });
    const free = new Date(now.getTime() + going * stepMs);
    const next = nextOpening(plan, free > midnight ? free : midnight);
    if (!next) return undefined;
    now = next;
  }
  return undefined;
}

/** When the window that is open at a moment closes: at midnight at the latest. */
function closingOf({ window, timezone }: SendingPlan, at: Date, midnight: Date): Date {
  if (!window) return midnight;
  return momentsOf(wallTime(at, timezone), window.until, timezone).at(-1) ?? midnight;
}
