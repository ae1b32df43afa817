/** Regions that have a code and a name and are no country where somebody could be. */
const NO_COUNTRY: ReadonlySet<string> = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

let english: Intl.DisplayNames | undefined;

/** The ISO 3166 code that is meant by two letters: people write UK, and the code is GB, as the store has it. */
export const countryCode = (letters: string): string => (letters === "UK" ? "GB" : letters);

/** Whether a country has this code today; those of countries that are no more are none. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRY.has(code)) return false;
  english ??= new Intl.DisplayNames("en-GB", { type: "region", fallback: "none" });
  return english.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
}
