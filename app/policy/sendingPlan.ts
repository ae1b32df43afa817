import { addDays, daysBetween, momentsOf, wallTime, weekdayOf, type CalendarDay } from "./wallClock";

/** When and how fast a campaign may be handed over. */
export interface SendingPlan {
  /** IANA name of the shop's time zone. */
  readonly timezone: string;
  /** Days (1 is Monday) and minutes since midnight, the last one not included; null when any time will do. */
  readonly window: { readonly days: readonly number[]; readonly from: number; readonly until: number } | null;
  /** Mails in any hour. */
  readonly perHour: number | null;
  /** Mails in a calendar day of the shop. */
  readonly perDay: number | null;
  /** Whether the first days of its sender's domain are held to `WARM_UP_A_DAY`, so that receiving servers learn to know it. */
  readonly warmUp: boolean;
}

/** What a campaign has used of its plan, and its sender of the warm-up. */
export interface Spent {
  /** Mails of the past hour, and when the first and the last batch of it were handed over. */
  readonly lastHour: number;
  readonly oldestInHour: Date | null;
  readonly last: Date | null;
  /** Mails since midnight in the shop's time zone. */
  readonly today: number;
  /** Until when SendGrid has told the campaign to wait. */
  readonly holdUntil: Date | null;
  readonly sender: SenderSpent;
}

/** What went out from a sender's domain, whichever campaign it was of: receiving servers get to know the domain. */
export interface SenderSpent {
  /** Days before today on which mails went, on the shop's calendar; counted no further than the warm-up is long. */
  readonly earlierDays: number;
  /** Mails since midnight in the shop's time zone. */
  readonly today: number;
}

/** A campaign's plan, what has been used of it, and what follows. */
export interface PlanState {
  readonly plan: SendingPlan;
  readonly spent: Spent;
  /** Recipients of a batch. */
  readonly batchSize: number;
  readonly gate: Gate;
}

/** Whether a batch may go now; if not, when to ask again: nothing may go before. */
export type Gate = { readonly go: true } | { readonly go: false; readonly next: Date };

/** Mails on the first days of a new sender; from then on there is no limit of the plan's own. The steps double or better, as receiving servers are used to. */
export const WARM_UP_A_DAY = [50, 100, 500, 1000, 5000, 10_000, 20_000, 40_000, 70_000, 100_000, 150_000, 250_000];

const HOUR_MS = 3_600_000;
/** A limit is used in so many parts of an hour, not in one burst. */
const PARTS_OF_HOUR = 12;

/** Recipients in a batch under this plan: at most `most`, and never more than its tightest limit. */
export function batchSizeOf(plan: Pick<SendingPlan, "perHour" | "perDay" | "warmUp">, most: number): number {
  const pace = plan.perHour === null ? most : Math.max(1, Math.floor(plan.perHour / PARTS_OF_HOUR));
  return Math.min(most, pace, plan.perDay ?? most, plan.warmUp ? (WARM_UP_A_DAY[0] ?? most) : most);
}

/** Whether the window is open at a moment, by the clock on the shop's wall. */
export function windowOpen(plan: Pick<SendingPlan, "timezone" | "window">, at: Date): boolean {
  if (!plan.window) return true;
  const { weekday, minute } = wallTime(at, plan.timezone);
  return plan.window.days.includes(weekday) && plan.window.from <= minute && minute < plan.window.until;
}

/** The first moment from `at` on at which the window is open; `undefined` when it is not within two weeks. */
export function nextOpening(plan: Pick<SendingPlan, "timezone" | "window">, at: Date): Date | undefined {
  if (windowOpen(plan, at) || !plan.window) return at;
  const { window, timezone } = plan;
  const today = wallTime(at, timezone);
  for (let ahead = 0; ahead <= 14; ahead++) {
    const day = addDays(today, ahead);
    if (!window.days.includes(weekdayOf(day))) continue;
    const opening = momentsOf(day, window.from, timezone).find((moment) => moment > at && windowOpen(plan, moment));
    if (opening) return opening;
  }
  return undefined;
}

/**
 * Says whether a batch of so many mails may be handed over at this moment: SendGrid's own wait, the window, the limit of an hour, evenly used, and that of the day. Asked before each claim, with the campaign's row locked. A batch never
 * breaks a limit: it waits until it fits as a whole.
 */
export function mayGo(plan: SendingPlan, spent: Spent, at: Date, mails: number): Gate {
  let moment = at;
  // Each rule can only put it off; putting it off can bring another rule into force.
  for (let round = 0; round < 20; round++) {
    const later = [held, paced, withinHour, withinDay, withinWindow].reduce(
      (from, rule) => rule(plan, spent, from, mails, at),
      moment,
    );
    if (later.getTime() === moment.getTime()) break;
    moment = later;
  }
  return moment.getTime() === at.getTime() ? { go: true } : { go: false, next: moment };
}

/** `asked` is the moment that `spent` is of. */
type Rule = (plan: SendingPlan, spent: Spent, at: Date, mails: number, asked: Date) => Date;

const latest = (a: Date, b: Date) => (a > b ? a : b);

const held: Rule = (_plan, { holdUntil }, at) => (holdUntil ? latest(at, holdUntil) : at);

const paced: Rule = ({ perHour }, { last }, at, mails) => {
  if (perHour === null || !last) return at;
  const batchesAnHour = Math.max(1, Math.floor(perHour / mails));
  return latest(at, new Date(last.getTime() + Math.ceil(HOUR_MS / batchesAnHour)));
};

const withinHour: Rule = ({ perHour }, { lastHour, oldestInHour }, at, mails) =>
  perHour === null || !oldestInHour || lastHour + mails <= perHour
    ? at
    : latest(at, new Date(oldestInHour.getTime() + HOUR_MS));

const withinDay: Rule = (plan, spent, at, mails, asked) => {
  const used = sameDay(plan.timezone, asked, at) ? spent : onLaterDay(spent);
  return roomOfDay(plan, used) >= mails ? at : nextMidnight(plan.timezone, at);
};

const withinWindow: Rule = (plan, _spent, at) => nextOpening(plan, at) ?? at;

/** What has been used of a day's limits. */
export type UsedOfDay = Pick<Spent, "today" | "sender">;

/** The same on a later day, on which none have gone yet: if mails have gone today, today is one more of the earlier days. */
export function onLaterDay({ sender }: UsedOfDay): UsedOfDay {
  return { today: 0, sender: { earlierDays: sender.earlierDays + (sender.today > 0 ? 1 : 0), today: 0 } };
}

/** Mails that the limits of the day leave room for; `Infinity` without limits. */
export function roomOfDay(plan: Pick<SendingPlan, "perDay" | "warmUp">, { today, sender }: UsedOfDay): number {
  const own = (plan.perDay ?? Infinity) - today;
  return plan.warmUp ? Math.min(own, warmUpOfDay(sender.earlierDays) - sender.today) : own;
}

/** Mails that a sender may let go on a day after so many on which mails went: a day without does not warm anything up. `Infinity` when it is warm. */
export const warmUpOfDay = (earlierDays: number): number => WARM_UP_A_DAY[earlierDays] ?? Infinity;

/** Whether two moments are of one day on the shop's calendar. */
export const sameDay = (timezone: string, a: Date, b: Date): boolean =>
  daysBetween(wallTime(a, timezone), wallTime(b, timezone)) === 0;

/** The first moment of the next day of the shop's calendar. */
export function nextMidnight(timezone: string, at: Date): Date {
  return momentsOf(addDays(wallTime(at, timezone), 1), 0, timezone)[0] ?? at;
}

/** Midnight of the shop's day that a moment is in. */
export function startOfDay(at: Date, timezone: string): Date {
  const today: CalendarDay = wallTime(at, timezone);
  return momentsOf(today, 0, timezone)[0] ?? at;
}
