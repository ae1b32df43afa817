import type { MetafieldChange } from "@shopify/ui-extensions/checkout";
import { appMetafield, filled, parseRecord, type MetafieldEntry, type Wording } from "./wording";

/** What a tick at the checkout says: the exact words that stood beside the box. */
export interface Tick {
  wordingVersion: string;
  wording: string;
  locale: string;
}

const NAMESPACE = "$app";
const TICK_KEY = "marketing_consent";

/** The tick that agreeing to this wording makes. */
export function tickFor(wording: Wording): Tick {
  return { wordingVersion: wording.version, wording: wording.text, locale: wording.locale };
}

/**
 * Reads the tick this cart already holds (after a reload, or on the thank-you page), null when there is none.
 * A value that does not say which words were agreed to is no tick.
 */
export function storedTick(entries: readonly MetafieldEntry[]): Tick | null {
  const fields = parseRecord(appMetafield(entries, "cart", TICK_KEY));
  const wordingVersion = filled(fields?.wordingVersion);
  const wording = filled(fields?.wording);
  const locale = filled(fields?.locale);
  if (wordingVersion === null || wording === null || locale === null) return null;
  return { wordingVersion, wording, locale };
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
