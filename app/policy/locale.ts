/** Languages in which the app speaks to people outside the shop. English comes first and stands in for every other. */
export const LOCALES = ["en", "cy", "fr", "de"] as const;
export type Locale = (typeof LOCALES)[number];

/** The languages as HTML and dates name them (BCP 47). */
export const LANGUAGE_TAGS: Readonly<Record<Locale, string>> = { en: "en-GB", cy: "cy", fr: "fr", de: "de" };

/** The language for a tag such as `cy-GB`; English for any other, and for none. */
export function localeOf(tag: string | null | undefined): Locale {
  return known(tag) ?? "en";
}

/** The language that an `Accept-Language` header prefers among ours; English when it names none of them. */
export function acceptedLocale(header: string | null | undefined): Locale {
  const wanted = (header ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = /^\s*q=([\d.]+)\s*$/.exec(parameters.join(";"))?.[1];
      return { locale: known(tag), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0);
  // Sorting keeps the order of equals.
  return wanted.sort((a, b) => b.quality - a.quality).find(({ locale }) => locale !== undefined)?.locale ?? "en";
}

function known(tag: string | null | undefined): Locale | undefined {
  const language = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language);
}
