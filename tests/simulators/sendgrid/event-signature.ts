import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

export const SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature";
export const TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp";

/** Signs as SendGrid does: ECDSA P-256 with SHA-256 over timestamp + raw bytes, DER, base64. */
export function signEvents(privateKey: KeyObject, timestamp: string, body: Buffer): string {
  return sign("sha256", Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString("base64");
}

/** Reads a PEM (or passes on a key), refusing every curve but P-256. */
export function readPrivateKey(key: string | KeyObject): KeyObject {
  const read = typeof key === "string" ? createPrivateKey(key) : key;
  if (read.asymmetricKeyType !== "ec" || read.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new Error("SendGrid signs its events with an ECDSA P-256 key");
  return read;
}

/** The public half as SendGrid shows it: base64 of the SubjectPublicKeyInfo, without PEM armour. */
export function publicKeyText(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
}
