import { bankHolidays } from "./bankHolidays";
import type { FeedbackKind } from "./feedback";

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
  const received = localDay(receivedAt, timezone);
  const end = (date: Date) => endOfDay(date, timezone);
  const thirtieth = shift(received, DAYS - 1);
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

const DAY_MS = 86_400_000;
const shift = (date: Date, days: number) => new Date(date.getTime() + days * DAY_MS);

function isWorkingDay(date: Date): boolean {
  if (date.getUTCDay() % 6 === 0) return false;
  return !bankHolidays(date.getUTCFullYear()).some((holiday) => holiday.getTime() === date.getTime());
}

function addWorkingDays(date: Date, days: number): Date {
  if (days === 0) return date;
  const next = shift(date, 1);
  return addWorkingDays(next, isWorkingDay(next) ? days - 1 : days);
}

function oneMonthLater(date: Date): Date {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)));
}

/** The calendar day of a moment, as UTC midnight. */
function localDay(at: Date, timezone: string): Date {
  return new Date(`${new Intl.DateTimeFormat("sv-SE", { timeZone: timezone }).format(at)}T00:00:00Z`);
}

/** The last second of a calendar day there. */
function endOfDay(day: Date, timezone: string): Date {
  const wanted = shift(day, 1).getTime() - 1000;
  const offset = (at: number) => {
    const text = new Intl.DateTimeFormat("sv-SE", {
      timeZone: timezone,
      dateStyle: "short",
      timeStyle: "medium",
    }).format(new Date(at));
    return new Date(`${text.replace(" ", "T")}Z`).getTime() - at;
  };
  // Twice, for the zone's offset may change between the guess and the moment.
  const guess = wanted - offset(wanted);
  return new Date(wanted - offset(guess));
}
