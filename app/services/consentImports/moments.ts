import type { WrittenMoment } from "~/policy/collectedConsent";
import { dayOf } from "~/services/prospects/cellValues";

const DAY_MS = 86_400_000;
const TIME = /(?:^|[T\s,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?\s*$/i;

/**
 * The moment a cell names, by the same rules for the day as everywhere in files (the day before the month, as in the United Kingdom), with its time where one is written: `2024-03-01 10:15`, `1/3/2024 10:15:30 pm`, `2024-03-01T10:15:30+01:00`. A time
 * without a zone is UTC. `undefined` for what is no moment, or has not come yet at `now`.
 */
export function momentOf(cell: string, now: Date): WrittenMoment | undefined {
  const text = cell.trim();
  // A day may have begun already in the zone that is written.
  const day = dayOf(text, new Date(now.getTime() + DAY_MS));
  if (!day) return undefined;
  const time = TIME.exec(text);
  if (!time) return day <= now ? { at: day.getTime(), timed: false } : undefined;
  const seconds = secondsIn(time);
  if (seconds === undefined) return undefined;
  const at = day.getTime() + seconds * 1000;
  return at <= now.getTime() ? { at, timed: true } : undefined;
}

function secondsIn([, hours = "", minutes = "", seconds = "0", half, zone]: RegExpExecArray): number | undefined {
  const written = Number(hours);
  const [minute, second] = [Number(minutes), Number(seconds)];
  if (minute > 59 || second > 59 || (half ? written < 1 || written > 12 : written > 23)) return undefined;
  const hour = half ? (written % 12) + (half.toLowerCase() === "pm" ? 12 : 0) : written;
  return hour * 3600 + minute * 60 + second - offsetIn(zone);
}

function offsetIn(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (!parts) return 0;
  const seconds = Number(parts[2]) * 3600 + Number(parts[3]) * 60;
  return parts[1] === "-" ? -seconds : seconds;
}
