import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { MAX_WORDING, tidyWording, wordingFaults } from "~/policy/consentWording";
import { LOCALES, type Locale } from "~/policy/locale";
import { record } from "~/services/audit/record";
import { loadShopState } from "~/services/shops/setUp";

/** A wording as staff wrote it. */
export interface WordingInput {
  readonly locale: string;
  readonly text: string;
}

/** Longest draft: longer than what can be published, so that nothing that is being written is lost. */
const MAX_DRAFT = 4 * MAX_WORDING;

/** Keeps a wording as it is being written. It counts for nothing until it is published. Throws `Problem("input_invalid")` for an unknown language, or a text far too long. */
export async function saveWordingDraft(shopId: number, input: WordingInput, actor: string, at: Date): Promise<void> {
  const locale = knownLocale(input.locale);
  if (input.text.length > MAX_DRAFT) throw new Problem("input_invalid", ["wording_too_long"]);
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO consent_wording_draft (shop_id, locale, text, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (shop_id, locale) DO UPDATE SET text = $3, saved_at = $4, saved_by = $5`,
      [shopId, locale, input.text, at, actor],
    );
    await record(tx, shopId, { act: "wording_drafted", actor, at, after: { locale } });
  });
}

/** Forgets what was being written in a language. */
export async function discardWordingDraft(shopId: number, locale: string, actor: string, at: Date): Promise<void> {
  const known = knownLocale(locale);
  await transaction(async (tx) => {
    const { rowCount } = await tx.query("DELETE FROM consent_wording_draft WHERE shop_id = $1 AND locale = $2", [
      shopId,
      known,
    ]);
    if (rowCount) await record(tx, shopId, { act: "wording_discarded", actor, at, after: { locale: known } });
  });
}

/**
 * Publishes a wording as the next version, ends its draft, and queues telling Shopify. Versions are numbered over all languages of the shop and never change: whoever has ticked keeps the words they saw (P13; UK GDPR Art 7(1)). Gives the version.
 * Throws `Problem("input_invalid")` with what is wrong with the text as `WORDING_FAULTS` names it, or with `wording_unchanged` when it says what the current version says.
 */
export async function publishWording(shopId: number, input: WordingInput, actor: string, at: Date): Promise<number> {
  const locale = knownLocale(input.locale);
  const text = tidyWording(input.text);
  const { shop, settings } = await loadShopState(shopId, at);
  const faults = wordingFaults(text, locale, settings?.tradingName || shop.name);
  if (faults.length > 0) throw new Problem("input_invalid", faults);
  return transaction(async (tx) => {
    // The shop's row orders those who publish at once: each publishes a version of its own.
    await lockShop(tx, shopId);
    const { rows: current } = await tx.query<{ text: string }>(
      "SELECT text FROM consent_wording WHERE shop_id = $1 AND locale = $2 ORDER BY version DESC LIMIT 1",
      [shopId, locale],
    );
    if (current[0]?.text === text) throw new Problem("input_invalid", ["wording_unchanged"]);
    const { rows } = await tx.query<{ version: number }>(
      `INSERT INTO consent_wording (shop_id, version, locale, text, published_at, published_by)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM consent_wording WHERE shop_id = $1 RETURNING version`,
      [shopId, locale, text, at, actor],
    );
    await tx.query("DELETE FROM consent_wording_draft WHERE shop_id = $1 AND locale = $2", [shopId, locale]);
    await enqueue(tx, "wording-send", { shopId });
    const version = rows[0]?.version as number;
    const subject = { kind: "wording", id: version } as const;
    await record(tx, shopId, { act: "wording_published", actor, at, subject, after: { locale } });
    return version;
  });
}

function knownLocale(text: string): Locale {
  const locale = LOCALES.find((each) => each === text);
  if (!locale) throw new Problem("input_invalid", ["locale"]);
  return locale;
}
