import { createHmac, timingSafeEqual } from "node:crypto";
import type { LinkKey } from "./linkToken";

/**
 * Local parts of the addresses by which incoming mail finds what it is about. Hexadecimal, since a mail server may change the case of letters, and at most 64 characters (RFC 5321 4.5.3.1.1). A link's token (app/lib/linkToken.ts)
 * tells recipient or campaign; a case has a tag of its own.
 */
export type MailTag =
  /** `stop`: the address of the List-Unsubscribe header, which only asks for one thing. `answer`: the reply address of a campaign. */
  | { readonly kind: "stop" | "answer"; readonly token: string }
  | { readonly kind: "case"; readonly caseId: number; readonly keyId: number; readonly mac: Buffer };

const LETTERS = { stop: "u", answer: "r" } as const;
const MAC_BYTES = 12;

/** The local part that stands for a link's token. */
export function tagOfToken(kind: keyof typeof LETTERS, token: string): string {
  return LETTERS[kind] + Buffer.from(token, "base64url").toString("hex");
}

/** The local part to which answers about a case are written. */
export function makeCaseTag(shopId: number, caseId: number, key: LinkKey): string {
  return `c${caseId}-${key.id}-${caseMac(shopId, caseId, key).toString("hex")}`;
}

/** Reads a local part; `undefined` when it is no tag of ours by its form. Whether it is genuine, the token's reader and `isCaseTag` say. */
export function readTag(localPart: string): MailTag | undefined {
  const local = localPart.toLowerCase();
  const [, letter, hex] = /^([ur])([0-9a-f]{62})$/.exec(local) ?? [];
  if (letter && hex)
    return { kind: letter === "u" ? "stop" : "answer", token: Buffer.from(hex, "hex").toString("base64url") };
  const [, caseId, keyId, mac] = /^c(\d{1,9})-(\d{1,5})-([0-9a-f]{24})$/.exec(local) ?? [];
  if (!caseId || !keyId || !mac) return undefined;
  return { kind: "case", caseId: Number(caseId), keyId: Number(keyId), mac: Buffer.from(mac, "hex") };
}

/** Whether a case's tag was made with this key for this shop. */
export function isCaseTag(shopId: number, tag: Extract<MailTag, { kind: "case" }>, key: LinkKey): boolean {
  return tag.keyId === key.id && timingSafeEqual(tag.mac, caseMac(shopId, tag.caseId, key));
}

function caseMac(shopId: number, caseId: number, key: LinkKey): Buffer {
  return createHmac("sha256", key.secret.subarray(0, 32))
    .update(`case:${shopId}:${caseId}`)
    .digest()
    .subarray(0, MAC_BYTES);
}
