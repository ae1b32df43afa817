/** Month of a moment as the database counts it (related_month()): months since the year 0, in UTC. */
export function monthOf(at: Date): number {
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}

/** First moment of a month, in UTC. */
export function firstDayOf(month: number): Date {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
}

/** The oldest month that is within a retention time of so many months. Time is counted in whole months, so that contacts can be counted by month. */
export function oldestMonthWithin(at: Date, months: number): number {
  return monthOf(at) - months;
}
