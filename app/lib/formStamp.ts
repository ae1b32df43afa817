import { createHmac, timingSafeEqual } from "node:crypto";
import type { LinkKey } from "./linkToken";

/** A mark that a form carries of when it was shown, which nobody can make but the app: a form that comes back too soon was not filled in by a person. */
export function makeStamp(shopId: number, at: Date, key: LinkKey): string {
  const seconds = Math.floor(at.getTime() / 1000).toString(36);
  return `${seconds}.${key.id}.${mac(shopId, seconds, key).toString("base64url")}`;
}

/** The id of the key a stamp names; `undefined` when it is none. */
export function stampKeyId(stamp: string): number | undefined {
  const id = /^[0-9a-z]{1,10}\.(\d{1,5})\.[\w-]{22}$/.exec(stamp)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** How many seconds ago a form was shown, or `undefined` when its stamp was not made with this key for this shop. */
export function stampAge(shopId: number, stamp: string, key: LinkKey, now: Date): number | undefined {
  const [seconds = "", id, given = ""] = stamp.split(".");
  if (Number(id) !== key.id) return undefined;
  const bytes = Buffer.from(given, "base64url");
  const expected = mac(shopId, seconds, key);
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return undefined;
  return now.getTime() / 1000 - parseInt(seconds, 36);
}

function mac(shopId: number, seconds: string, key: LinkKey): Buffer {
  return createHmac("sha256", key.secret.subarray(0, 32)).update(`form:${shopId}:${seconds}`).digest().subarray(0, 16);
}
