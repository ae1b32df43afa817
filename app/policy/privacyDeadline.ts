/** A day of the calendar; months are counted from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Shopify gives so many days for the requests that it passes on. */
const SHOPIFY_DAYS = 30;

/**
 * The day by which a request under data-protection law must have been answered: one month from its receipt (UK GDPR Art 12(3)), the last day of the next month where that has no such day; of one that Shopify passed on the 30 days it
 * gives, if they end earlier. The two further months of Art 12(3) are never taken.
 */
export function answerDueOn(received: CalendarDay, fromShopify: boolean): CalendarDay {
  const month = oneMonthLater(received);
  if (!fromShopify) return month;
  const days = daysLater(received, SHOPIFY_DAYS);
  return isBefore(days, month) ? days : month;
}

function oneMonthLater({ year, month, day }: CalendarDay): CalendarDay {
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
  return { ...next, day: Math.min(day, daysIn(next.year, next.month)) };
}

function daysLater(from: CalendarDay, days: number): CalendarDay {
  let { year, month } = from;
  let day = from.day + days;
  while (day > daysIn(year, month)) {
    day -= daysIn(year, month);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return { year, month, day };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isBefore(one: CalendarDay, other: CalendarDay): boolean {
  return one.year - other.year < 0 || (one.year === other.year && inYear(one) < inYear(other));
}

const inYear = ({ month, day }: CalendarDay) => month * 100 + day;
