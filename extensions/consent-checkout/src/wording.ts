/** A metafield as a page hands it to an extension: whose it is, and its value as a string. */
export interface MetafieldEntry {
  target: { type: string };
  metafield: { namespace: string; key: string; value: string | number | boolean };
}

/** The exact words beside a box. */
export interface Wording {
  version: string;
  /** Language of `text`, as a BCP 47 tag. */
  locale: string;
  text: string;
}

/** What the merchant's app keeps on the shop for asking. Without words nobody is asked (P4). */
export interface Published {
  /** The words for this buyer. */
  wording: Wording;
  /** Where order pages post to; null when absent or not safe to post to. */
  endpoint: string | null;
  /** Where the profile page of the customer account asks and posts to; null as above. */
  accountEndpoint: string | null;
  /** What the app lets people say to buy as; empty for an app that does not ask. */
  statedForms: readonly string[];
}

const NAMESPACE = "$app";
const WORDING_KEY = "consent_wording";

/** Finds the value of one of the app's own metafields on a resource, null when there is none. */
export function appMetafield(
  entries: readonly MetafieldEntry[],
  owner: "shop" | "cart" | "order",
  key: string,
): string | null {
  const entry = entries.find(
    ({ target, metafield }) => target.type === owner && metafield.namespace === NAMESPACE && metafield.key === key,
  );
  return typeof entry?.metafield.value === "string" ? entry.metafield.value : null;
}

/** Reads what the shop holds in the metafield `$app.consent_wording` for a buyer of this language, as `readPublished`. */
export function publishedIn(entries: readonly MetafieldEntry[], language: string): Published | null {
  return readPublished(appMetafield(entries, "shop", WORDING_KEY), language);
}

/**
 * Reads the metafield's value: the words in the buyer's language, the shop's default where there are none in it. Null when it is missing, not JSON, or has no default with a version, a locale and a text:
 * then nothing may be shown, because a consent without known words is no consent (P4).
 */
export function readPublished(json: string | null, language: string): Published | null {
  const fields = parseRecord(json);
  const standard = wordingIn(fields);
  if (fields === null || standard === null) return null;
  const others = Array.isArray(fields.wordings) ? fields.wordings.map((each) => wordingIn(recordIn(each))) : [];
  const own = others.find((each) => each !== null && baseOf(each.locale) === baseOf(language));
  return {
    wording: own ?? standard,
    endpoint: safeEndpoint(fields.endpoint),
    accountEndpoint: safeEndpoint(fields.accountEndpoint),
    statedForms: Array.isArray(fields.statedForms) ? fields.statedForms.filter((form) => typeof form === "string") : [],
  };
}

function wordingIn(fields: Record<string, unknown> | null): Wording | null {
  const version = filled(fields?.version);
  const locale = filled(fields?.locale);
  const text = filled(fields?.text);
  return version === null || locale === null || text === null ? null : { version, locale, text };
}

/** The language of a tag without its region: `cy` of `cy-GB`. */
export const baseOf = (tag: string) => tag.toLowerCase().split("-")[0];

/** Parses a JSON object, null for anything else. */
export function parseRecord(json: string | null): Record<string, unknown> | null {
  if (json === null) return null;
  try {
    return recordIn(JSON.parse(json));
  } catch {
    return null;
  }
}

function recordIn(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** A string with something in it, exactly as it came; null otherwise. */
export function filled(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The session token travels there: only over https, or to this computer itself during development. */
function safeEndpoint(value: unknown): string | null {
  const text = filled(value);
  if (text === null) return null;
  try {
    const url = new URL(text);
    const safe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
    return safe && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}
