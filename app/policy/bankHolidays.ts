/**
 * Bank holidays of England and Wales as a Date of UTC midnight each. By the rules behind the list on gov.uk/bank-holidays (Banking and Financial Dealings Act 1971, Schedule 1, and the yearly proclamation of New Year's Day and the first Monday in May);
 * holidays proclaimed for one occasion are added to `ONCE` when they are.
 */
export function bankHolidays(year: number): Date[] {
  const easter = easterSunday(year);
  const christmas = inLieu(day(year, 12, 25), []);
  const taken = [christmas];
  return [
    inLieu(day(year, 1, 1), []),
    shift(easter, -2),
    shift(easter, 1),
    firstMonday(year, 5),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...taken,
    inLieu(day(year, 12, 26), taken),
    ...ONCE.filter((date) => date.startsWith(`${year}-`)).map((date) => new Date(`${date}T00:00:00Z`)),
  ].sort((a, b) => a.getTime() - b.getTime());
}

/** Days proclaimed for one occasion, as gov.uk lists them. */
const ONCE: readonly string[] = ["2023-05-08"];

const DAY_MS = 86_400_000;
const day = (year: number, month: number, date: number) => new Date(Date.UTC(year, month - 1, date));
const shift = (date: Date, days: number) => new Date(date.getTime() + days * DAY_MS);

/** A holiday at a weekend is kept on the next weekday that is none already. */
function inLieu(holiday: Date, taken: readonly Date[]): Date {
  const free = (date: Date) => date.getUTCDay() % 6 !== 0 && !taken.some((other) => other.getTime() === date.getTime());
  return free(holiday) ? holiday : inLieu(shift(holiday, 1), taken);
}

function firstMonday(year: number, month: number): Date {
  const first = day(year, month, 1);
  return shift(first, (8 - first.getUTCDay()) % 7);
}

function lastMonday(year: number, month: number): Date {
  const last = day(year, month + 1, 0);
  return shift(last, -((last.getUTCDay() + 6) % 7));
}

/** Easter of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(year: number): Date {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moon =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * moon + 22 * weekday) / 451);
  const sum = moon + weekday - 7 * correction + 114;
  return day(year, Math.floor(sum / 31), (sum % 31) + 1);
}
