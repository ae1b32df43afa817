import { createHmac, timingSafeEqual } from "node:crypto";

/** The two keys of one chain: one makes its links, the other vouches for where it ends. */
export interface ChainKey {
  readonly link: Buffer;
  readonly head: Buffer;
}

/** Where a chain ends: how many links it has, and the hash of the last. */
export interface ChainHead {
  readonly position: number;
  readonly hash: Buffer;
}

/** What stands before the first link. */
export const CHAIN_START: ChainHead = { position: 0, hash: Buffer.alloc(32) };

/** The hash of the next link: HMAC-SHA256 over the one before it and what it seals. Whoever lacks the key can neither make nor mend one. */
export function linkHash(previous: Buffer, sealed: Uint8Array, key: ChainKey): Buffer {
  return createHmac("sha256", key.link).update(previous).update(sealed).digest();
}

/** Vouches for the end of a chain: without the key, links cut off at the end cannot be covered up by moving it. */
export function headMac(head: ChainHead, key: ChainKey): Buffer {
  return createHmac("sha256", key.head).update(`${head.position}:`).update(head.hash).digest();
}

/** Whether two hashes are the same. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
