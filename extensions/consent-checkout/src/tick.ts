import type { MetafieldChange } from "@shopify/ui-extensions/checkout";
import { appMetafield, filled, parseRecord, type MetafieldEntry, type Wording } from "./wording";

/** What a tick says: the exact words that stood beside the box, and what the person says to buy as, if they say it. */
export interface Tick {
  wordingVersion: string;
  wording: string;
  locale: string;
  statedForm?: string;
}

const NAMESPACE = "$app";
const TICK_KEY = "marketing_consent";

/** The tick that agreeing to this wording makes. */
export function tickFor(wording: Wording): Tick {
  return { wordingVersion: wording.version, wording: wording.text, locale: wording.locale };
}

/** The same tick with what the person says to buy as; without, for an empty answer. */
export function withForm({ wordingVersion, wording, locale }: Tick, statedForm: string): Tick {
  return { wordingVersion, wording, locale, ...(statedForm ? { statedForm } : {}) };
}

/**
 * Reads the tick that the cart already holds (after a reload, or on the thank-you page), or the order it became; null when there is none.
 * A value that does not say which words were agreed to is no tick.
 */
export function storedTick(entries: readonly MetafieldEntry[], owner: "cart" | "order" = "cart"): Tick | null {
  const fields = parseRecord(appMetafield(entries, owner, TICK_KEY));
  const wordingVersion = filled(fields?.wordingVersion);
  const wording = filled(fields?.wording);
  const locale = filled(fields?.locale);
  if (wordingVersion === null || wording === null || locale === null) return null;
  return withForm({ wordingVersion, wording, locale }, filled(fields?.statedForm) ?? "");
}

/** The change to the cart that stores a tick, or takes it back when `tick` is null. */
export function tickChange(tick: Tick | null): MetafieldChange {
  return tick === null
    ? { type: "removeCartMetafield", namespace: NAMESPACE, key: TICK_KEY }
    : {
        type: "updateCartMetafield",
        metafield: { namespace: NAMESPACE, key: TICK_KEY, type: "json", value: JSON.stringify(tick) },
      };
}
