const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Nobody has researched a prospect's e-mail address before. */
const OLDEST_YEAR = 1990;

/**
 * The day a cell names, at midnight UTC, or `undefined`: `2026-03-02`, `2/3/2026` (the day first, as in the United Kingdom), `2.3.26`, `2 March 2026`, `March 2, 2026`; a time after it is passed over. A day that has not come
 * yet at `today`, or was not possible, is none.
 */
export function dayOf(cell: string, today: Date): Date | undefined {
  const text = cell.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s].*)?$/.exec(text);
  if (iso) return validDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), today);
  const british = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[\s,].*)?$/.exec(text);
  if (british) return validDay(fullYear(british[3] ?? ""), Number(british[2]), Number(british[1]), today);
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?:[\s,].*)?$/i.exec(text);
  if (dayFirst) return validDay(fullYear(dayFirst[3] ?? ""), monthOf(dayFirst[2] ?? ""), Number(dayFirst[1]), today);
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,].*)?$/i.exec(text);
  if (monthFirst) return validDay(Number(monthFirst[3]), monthOf(monthFirst[1] ?? ""), Number(monthFirst[2]), today);
  return undefined;
}

const fullYear = (year: string) => (year.length === 2 ? 2000 + Number(year) : Number(year));
const monthOf = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function validDay(year: number, month: number, day: number, today: Date): Date | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= OLDEST_YEAR && date <= today ? date : undefined;
}

/** ISO 3166's own code for a country that is not known: no shop is there, so it counts as abroad. */
const UNKNOWN_COUNTRY = "ZZ";
const UNITED_KINGDOM = new Set(
  "uk,gb,gbr,unitedkingdom,theunitedkingdom,greatbritain,britain,england,scotland,wales,cymru,northernireland,englandandwales".split(","),
); // prettier-ignore

/**
 * The ISO 3166 code of the country a cell names, by code or English name; `null` for an empty cell. What is not recognised is `ZZ`, abroad: a country that somebody wrote must not be taken for the shop's own.
 */
export function countryOf(cell: string): string | null {
  const word = letters(cell);
  if (word === "") return cell.trim() === "" ? null : UNKNOWN_COUNTRY;
  if (UNITED_KINGDOM.has(word)) return "GB";
  return countryNames().get(word) ?? UNKNOWN_COUNTRY;
}

const letters = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/[^\p{L}]/gu, "")
    .toLowerCase();

let names: Map<string, string> | undefined;

/** Codes and English names of all countries, as this Node knows them. */
function countryNames(): Map<string, string> {
  if (names) return names;
  names = new Map();
  const english = new Intl.DisplayNames("en-GB", { type: "region", fallback: "none" });
  const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const code of alphabet.flatMap((first) => alphabet.map((second) => first + second))) {
    const name = english.of(code);
    if (!name || code === UNKNOWN_COUNTRY || code === "UK") continue;
    names.set(code.toLowerCase(), code);
    if (!names.has(letters(name))) names.set(letters(name), code);
  }
  return names;
}

/** A cell on one line, cut to so many characters. */
export function clipCell(cell: string, longest: number): string {
  // A character cut in half could not be stored.
  return cell
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longest)
    .replace(/\p{Surrogate}$/u, "");
}
