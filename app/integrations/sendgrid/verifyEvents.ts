import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** Oldest signature that is taken: SendGrid retries for 24 hours and signs each attempt anew, so this covers clocks that differ. */
const MAX_AGE_SECONDS = 600;

/** For incoming mail: SendGrid tries for three days and does not say that it signs anew. A mail that is posted again is known by its Message-ID. */
export const INBOUND_MAX_AGE_SECONDS = 4 * 86_400;

/** Reads the public key that SendGrid shows for a signed event webhook (base64 of DER). Throws when it is none. */
export function eventPublicKey(base64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
}

/** On another thread: one check takes as long as all else that the app does for a post of one event. */
const verifyElsewhere = promisify(verify);

/**
 * Checks the signature of an event webhook, or of a mail that came in, which has the same: ECDSA over the timestamp and the raw bytes of the body, and the age of the timestamp. Never rejects: a missing or malformed header is a bad signature.
 */
export async function verifyEvents(
  body: Buffer,
  headers: { signature: string | undefined; timestamp: string | undefined },
  key: KeyObject,
  now: Date,
  maxAgeSeconds = MAX_AGE_SECONDS,
): Promise<boolean> {
  const { signature, timestamp } = headers;
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > maxAgeSeconds) return false;
  try {
    const signed = Buffer.concat([Buffer.from(timestamp), body]);
    return await verifyElsewhere("sha256", signed, key, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}
