/** A metafield as checkout hands it to an extension: whose it is, and its value as a string. */
export interface MetafieldEntry {
  target: { type: string };
  metafield: { namespace: string; key: string; value: string };
}

/** The consent wording the merchant's app keeps on the shop. Without one nobody is asked (P4). */
export interface Wording {
  version: string;
  /** Language of `text`, as a BCP 47 tag. */
  locale: string;
  text: string;
  /** Where the thank-you block posts to; null when absent or not safe to post to. */
  endpoint: string | null;
}

const NAMESPACE = "$app";
const WORDING_KEY = "consent_wording";

/**
 * Finds the value of one of the app's own metafields on a resource, null when there is none.
 */
export function appMetafield(entries: readonly MetafieldEntry[], owner: "shop" | "cart", key: string): string | null {
  const entry = entries.find(
    ({ target, metafield }) => target.type === owner && metafield.namespace === NAMESPACE && metafield.key === key,
  );
  return entry?.metafield.value ?? null;
}

/**
 * Reads the wording the shop holds in the metafield `$app.consent_wording`.
 * Null when it is missing, not JSON or lacks a version, a locale or a text: then nothing may be shown,
 * because a consent without known words is no consent (P4).
 */
export function readWording(entries: readonly MetafieldEntry[]): Wording | null {
  const fields = parseRecord(appMetafield(entries, "shop", WORDING_KEY));
  const version = filled(fields?.version);
  const locale = filled(fields?.locale);
  const text = filled(fields?.text);
  if (version === null || locale === null || text === null) return null;
  return { version, locale, text, endpoint: safeEndpoint(fields?.endpoint) };
}

/** Parses a JSON object, null for anything else. */
export function parseRecord(json: string | null): Record<string, unknown> | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
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
