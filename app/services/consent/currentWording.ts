import { pool } from "~/db/client";
import { localeOf } from "~/policy/locale";

/** Published words in one language. */
export interface CurrentWording {
  readonly version: number;
  readonly locale: string;
  readonly text: string;
}

/** The current wording of each language in which one was published: its newest version. The default comes first. */
export async function currentWordings(shopId: number): Promise<CurrentWording[]> {
  const { rows } = await pool().query<CurrentWording>(
    `SELECT version, locale, text FROM (
       SELECT DISTINCT ON (locale) version, locale, text FROM consent_wording WHERE shop_id = $1 ORDER BY locale, version DESC
     ) newest ORDER BY locale <> 'en', version DESC`,
    [shopId],
  );
  return rows;
}

/** The words for somebody who reads this language, the default where there are none in it; `undefined` in a shop that has published none. */
export async function pickWording(shopId: number, locale: string): Promise<CurrentWording | undefined> {
  const wordings = await currentWordings(shopId);
  const wanted = localeOf(locale);
  return wordings.find((wording) => wording.locale === wanted) ?? wordings[0];
}
