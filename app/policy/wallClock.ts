/** A day of a calendar, without a time zone. */
export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** What the clock on the wall shows. */
export interface WallTime extends CalendarDay {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Since midnight, whole ones. */
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const writers = new Map<string, Intl.DateTimeFormat>();

function writerOf(timezone: string): Intl.DateTimeFormat {
  const known = writers.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  writers.set(timezone, made);
  return made;
}

/** What the clock shows at a moment in a time zone (IANA name). */
export function wallTime(at: Date, timezone: string): WallTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of writerOf(timezone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, weekday: weekdayOf({ year, month, day }), minute: hour * 60 + minute };
}

/** The day so many days later. */
export function addDays({ year, month, day }: CalendarDay, days: number): CalendarDay {
  const at = new Date(Date.UTC(year, month - 1, day + days));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** The same day of the next month, or its last one where it has no such day: one month as UK GDPR Art 12(3) is counted. */
export function oneMonthLater({ year, month, day }: CalendarDay): CalendarDay {
  const lastOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return addDays({ year, month: month + 1, day: 1 }, Math.min(day, lastOfNext) - 1);
}

/** Days from one to the other; negative when the other comes first. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  const serial = ({ year, month, day }: CalendarDay) => Date.UTC(year, month - 1, day);
  return Math.round((serial(to) - serial(from)) / (DAY_MINUTES * MINUTE_MS));
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
}

/**
 * The moments at which the clock shows this minute of this day, earliest first: two in the hour that comes twice in autumn. For a minute that the clock leaves out in spring, the moment at which it jumps over it.
 */
export function momentsOf(day: CalendarDay, minute: number, timezone: string): Date[] {
  const asIfUtc = Date.UTC(day.year, day.month - 1, day.day) + minute * MINUTE_MS;
  // The offsets in force a day before and a day after are all that can be in force here.
  const guesses = [-DAY_MINUTES, DAY_MINUTES].map((minutes) => {
    const near = asIfUtc + minutes * MINUTE_MS;
    return asIfUtc - (shownAsUtc(near, timezone) - near);
  });
  const exact = [...new Set(guesses)].filter((moment) => shownAsUtc(moment, timezone) === asIfUtc);
  if (exact.length > 0) return exact.sort((a, b) => a - b).map((moment) => new Date(moment));
  let moment = Math.min(...guesses);
  while (shownAsUtc(moment, timezone) < asIfUtc) moment += MINUTE_MS;
  return [new Date(moment)];
}

/** What the clock shows, counted as if the place were at UTC. */
function shownAsUtc(moment: number, timezone: string): number {
  const { year, month, day, minute } = wallTime(new Date(moment), timezone);
  return Date.UTC(year, month - 1, day) + minute * MINUTE_MS;
}
