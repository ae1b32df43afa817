import { pool } from "~/db/client";

/** The words that a person is shown now, in one language. */
export interface CurrentWording {
  readonly version: number;
  /** Language of the text, as it was published (BCP 47). */
  readonly locale: string;
  readonly text: string;
}

/** The current words of a shop, one for each language they were published in: the highest version of each. English, which stands in for every other, comes first. None before the shop is set up. */
export async function currentWordings(shopId: number): Promise<CurrentWording[]> {
  const { rows } = await pool().query<CurrentWording>(
    `SELECT version, locale, text FROM (
       SELECT DISTINCT ON (locale) version, locale, text FROM consent_wording WHERE shop_id = $1 ORDER BY locale, version DESC
     ) newest ORDER BY locale <> 'en', version DESC`,
    [shopId],
  );
  return rows;
}

/** The words for a language such as `cy` or `fr-CA`: those of the very language, else of the language without its region, else the first; `undefined` where there are none. */
export function pickWording(wordings: readonly CurrentWording[], locale: string): CurrentWording | undefined {
  const wanted = locale.trim().toLowerCase();
  const find = (tag: string) => wordings.find((wording) => wording.locale.toLowerCase() === tag);
  return find(wanted) ?? find(wanted.split(/[-_]/)[0] ?? "") ?? wordings[0];
}
