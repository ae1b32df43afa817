import { describe, expect, it } from "vitest";
import { CHAIN_START, headMac, linkHash, sameHash, type ChainKey } from "~/lib/chain";

const KEY: ChainKey = { link: Buffer.alloc(32, 1), head: Buffer.alloc(32, 2) };
/** Made by another implementation of HMAC-SHA256. */
const FIRST = "36382ebc5007bef6acce8a990349510496bc99520e901bb674ebaeafdcba322e";
const HEAD = "d84702286b2499a9e087a61ea8607c9ae63fcce0c76596d6a08b370164aa9fc1";
const entry = (text: string) => Buffer.from(text);

describe("a chain", () => {
  it("has these very hashes for ever", () => {
    const first = linkHash(CHAIN_START.hash, entry("first"), KEY);
    expect(first.toString("hex")).toBe(FIRST);
    expect(headMac({ position: 1, hash: first }, KEY).toString("hex")).toBe(HEAD);
  });

  it.each<[string, () => Buffer]>([
    ["what is sealed", () => linkHash(CHAIN_START.hash, entry("second"), KEY)],
    ["the hash before", () => linkHash(Buffer.alloc(32, 9), entry("first"), KEY)],
    ["the key", () => linkHash(CHAIN_START.hash, entry("first"), { ...KEY, link: Buffer.alloc(32, 3) })],
  ])("has another hash with another of %s", (_what, other) => {
    expect(sameHash(linkHash(CHAIN_START.hash, entry("first"), KEY), other())).toBe(false);
  });

  it.each<[string, () => Buffer]>([
    ["position", () => headMac({ position: 2, hash: Buffer.alloc(32, 7) }, KEY)],
    ["hash", () => headMac({ position: 1, hash: Buffer.alloc(32, 8) }, KEY)],
    ["key", () => headMac({ position: 1, hash: Buffer.alloc(32, 7) }, { link: KEY.head, head: KEY.link })],
  ])("vouches for its end only with the same %s", (_what, other) => {
    expect(sameHash(headMac({ position: 1, hash: Buffer.alloc(32, 7) }, KEY), other())).toBe(false);
  });

  it("takes hashes of another length for other hashes", () => {
    expect(sameHash(Buffer.alloc(32), Buffer.alloc(16))).toBe(false);
  });
});
