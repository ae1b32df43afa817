import { LANGUAGE_TAGS, type Locale } from "~/policy/locale";

const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
const MINUTE: Intl.DateTimeFormatOptions = {
  ...DAY,
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
  timeZoneName: "short",
};

/** A day in British English, `3 March 2026`, in the IANA time zone of the shop. */
export function writtenDay(at: Date, timezone: string): string {
  const hour = Math.floor(at.getTime() / HOUR_MS);
  const days = daysOf(timezone);
  let known = days.get(hour);
  if (known === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    known = dayOfHour(hour, timezone);
    days.set(hour, known);
  }
  return known ?? format(at, timezone, "en", DAY);
}

const HOUR_MS = 3_600_000;
const MOST_DAYS = 20_000;

/** The days of whole hours as written before, by zone; null for an hour in which a day ends somewhere. A campaign writes the same days over and over, and writing one takes 2 us. */
const zones = new Map<string, Map<number, string | null>>();

function daysOf(timezone: string): Map<number, string | null> {
  const days = zones.get(timezone) ?? new Map<number, string | null>();
  zones.set(timezone, days);
  return days;
}

function dayOfHour(hour: number, timezone: string): string | null {
  const [first, last] = [hour * HOUR_MS, (hour + 1) * HOUR_MS - 1].map((at) =>
    format(new Date(at), timezone, "en", DAY),
  );
  return first === last ? (first ?? null) : null;
}

/** A moment, in British English `3 March 2026 at 14:05 GMT`, in the IANA time zone of the shop. */
export function writtenMinute(at: Date, timezone: string, locale: Locale): string {
  return format(at, timezone, locale, MINUTE);
}

/** Making one takes longer than all else of a mail: 50 us of 60 when each mail made its own. By language, zone and what it writes, of which there are a handful. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, timezone: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  const name = `${locale} ${options === DAY ? "day" : "minute"} ${timezone}`;
  const known = formatters.get(name) ?? formatterFor(timezone, locale, options);
  formatters.set(name, known);
  return known.format(at);
}

function formatterFor(timezone: string, locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(LANGUAGE_TAGS[locale], { ...options, timeZone: timezone });
  } catch {
    // A zone that this Node does not know yet must not keep a mail from going out; the merchants are in the United Kingdom.
    return new Intl.DateTimeFormat(LANGUAGE_TAGS[locale], { ...options, timeZone: "Europe/London" });
  }
}
