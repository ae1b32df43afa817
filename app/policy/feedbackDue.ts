import { bankHolidays } from "./bankHolidays";
import type { FeedbackKind } from "./feedback";
import { addDays, momentsOf, oneMonthLater, wallTime, weekdayOf, type CalendarDay } from "./wallClock";

/** By when a case must be dealt with. Each moment is the end of a day in the shop's time zone. */
export interface DueDates {
  /** House rule for all: two working days after it came. */
  readonly acknowledge: Date;
  /** By law: a complaint, and an objection, which is one when it is not heeded, within 30 days; null where no law says. */
  readonly acknowledgeByLaw: Date | null;
  /** A rights request within one month by law; everything else within 30 days by the house rule. */
  readonly answer: Date;
}

const WORKING_DAYS = 2;
const DAYS = 30;

/**
 * Due dates of a case (P14). Complaints: Data Protection Act 2018 s. 164A, put in by the Data (Use and Access) Act 2025 s. 103: acknowledged within 30 days. Rights requests: UK GDPR Art 12(3), one month, counted as the ICO does:
 * the same date of the next month, or its last day. Of two ways to count, the stricter: the day it came is the first of the 30, and no date moves to a later working day.
 */
export function dueDates(kind: FeedbackKind, receivedAt: Date, timezone: string): DueDates {
  const received = wallTime(receivedAt, timezone);
  const end = (day: CalendarDay) => endOfDay(day, timezone);
  const thirtieth = addDays(received, DAYS - 1);
  return {
    acknowledge: end(addWorkingDays(received, WORKING_DAYS)),
    acknowledgeByLaw: kind === "complaint" || kind === "objection" ? end(thirtieth) : null,
    answer: end(kind === "rights_request" ? oneMonthLater(received) : thirtieth),
  };
}

/** By when the next thing must be done: the acknowledgement, then the answer; nothing while it is for the person to write, or once it is closed. */
export function nextDue(
  state: { kind: FeedbackKind; state: "open" | "waiting" | "closed"; receivedAt: Date; acknowledgedAt: Date | null },
  timezone: string,
): Date | null {
  const { acknowledge, acknowledgeByLaw, answer } = dueDates(state.kind, state.receivedAt, timezone);
  // An acknowledgement is no fulfilment: a rights request stays due until it is closed.
  if (state.state === "closed" || (state.state === "waiting" && state.kind !== "rights_request")) return null;
  if (state.acknowledgedAt) return answer;
  return acknowledgeByLaw && acknowledgeByLaw < acknowledge ? acknowledgeByLaw : acknowledge;
}

function isWorkingDay(day: CalendarDay): boolean {
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  return weekdayOf(day) <= 5 && !bankHolidays(day.year).some((holiday) => holiday.getTime() === midnight);
}

function addWorkingDays(day: CalendarDay, days: number): CalendarDay {
  if (days === 0) return day;
  const next = addDays(day, 1);
  return addWorkingDays(next, isWorkingDay(next) ? days - 1 : days);
}

/** The last second of a calendar day there. */
function endOfDay(day: CalendarDay, timezone: string): Date {
  const [midnight] = momentsOf(addDays(day, 1), 0, timezone);
  if (!midnight) throw new RangeError("every day begins");
  return new Date(midnight.getTime() - 1000);
}
