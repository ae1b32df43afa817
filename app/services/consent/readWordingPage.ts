import { pool } from "~/db/client";
import { wordingFaults, type WordingFault } from "~/policy/consentWording";
import { LOCALES, type Locale } from "~/policy/locale";
import { loadShopState } from "~/services/shops/setUp";

/** A published version, with who published it when. */
export interface PublishedWording {
  readonly version: number;
  readonly locale: string;
  readonly text: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
}

/** Whether Shopify shows what is published: `told` once it has been given the newest version; `waiting` until then; `failing` while it could not be told, and is being tried again. */
export type ShopifyWordings =
  { readonly state: "told" } | { readonly state: "waiting" } | { readonly state: "failing"; readonly code: string };

/** What the page of the wordings shows in one language. */
export interface WordingPage {
  readonly locale: Locale;
  /** Every language with its current version, null where none was published. */
  readonly languages: readonly { readonly locale: Locale; readonly version: number | null }[];
  /** Every version of the language, newest first: the first is the current one. */
  readonly versions: readonly PublishedWording[];
  readonly draft: { readonly text: string; readonly savedAt: Date; readonly savedBy: string } | null;
  /** The name that the words must name. */
  readonly sender: string;
  /** What is wrong with the current version as things are now: the sender's name may have changed since. */
  readonly faults: readonly WordingFault[];
  readonly shopify: ShopifyWordings;
}

/** Reads the page of the wordings in a language; of the default for one that is not known. */
export async function readWordingPage(shopId: number, language: string, at: Date): Promise<WordingPage> {
  const locale = LOCALES.find((each) => each === language) ?? LOCALES[0];
  const [{ shop, settings }, published, drafts] = await Promise.all([
    loadShopState(shopId, at),
    pool().query<PublishedWording>(
      `SELECT version, locale, text, published_at AS "publishedAt", published_by AS "publishedBy"
       FROM consent_wording WHERE shop_id = $1 ORDER BY version DESC`,
      [shopId],
    ),
    pool().query<NonNullable<WordingPage["draft"]>>(
      `SELECT text, saved_at AS "savedAt", saved_by AS "savedBy" FROM consent_wording_draft WHERE shop_id = $1 AND locale = $2`,
      [shopId, locale],
    ),
  ]);
  const versionsIn = (each: Locale) => published.rows.filter((wording) => wording.locale === each);
  const versions = versionsIn(locale);
  const sender = settings?.tradingName || shop.name;
  const [current] = versions;
  return {
    locale,
    languages: LOCALES.map((each) => ({ locale: each, version: versionsIn(each)[0]?.version ?? null })),
    versions,
    draft: drafts.rows[0] ?? null,
    sender,
    faults: current ? wordingFaults(current.text, locale, sender) : [],
    shopify: shopifyState(published.rows[0]?.version ?? 0, shop),
  };
}

function shopifyState(
  newest: number,
  shop: { readonly wordingSentVersion: number | null; readonly wordingFailure: string | null },
): ShopifyWordings {
  if (newest <= (shop.wordingSentVersion ?? 0)) return { state: "told" };
  return shop.wordingFailure ? { state: "failing", code: shop.wordingFailure } : { state: "waiting" };
}
