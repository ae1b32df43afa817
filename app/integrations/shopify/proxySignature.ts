import { createHmac, timingSafeEqual } from "node:crypto";

/** How far the clocks of Shopify and the app may differ, in seconds. */
const TOLERANCE_SECONDS = 90;

/** Parameters that come once, or not from Shopify. */
const ONCE = ["hmac", "shop", "signature", "timestamp"];

/**
 * Whether Shopify's app proxy signed this query (HMAC-SHA256 of all its parameters in the order of their names) with the app's secret, within ninety seconds of now. The same answer as Shopify's own library gives, which hands each HMAC to another
 * thread: on the way of an opt-out that took as long as all else the app does for it. Never throws.
 */
export function isSignedByProxy(query: URLSearchParams, secret: string, now: Date): boolean {
  if (ONCE.some((name) => query.getAll(name).length > 1)) return false;
  const [signature, timestamp] = [query.get("signature"), query.get("timestamp")];
  if (!signature || timestamp === null || !isRecent(Number(timestamp), now)) return false;
  const names = [...new Set(query.keys())].filter((name) => name !== "signature" && name !== "hmac");
  const signed = names
    .sort((one, other) => one.localeCompare(other))
    .map((name) => `${name}=${query.getAll(name).join(",")}`);
  const expected = Buffer.from(createHmac("sha256", secret).update(signed.join("")).digest("hex"));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isRecent(seconds: number, now: Date): boolean {
  return Number.isInteger(seconds) && Math.abs(Math.trunc(now.getTime() / 1000) - seconds) <= TOLERANCE_SECONDS;
}
