import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinkKey, linkTokenKeyId, makeLinkToken, makeLinkTokens, readLinkToken } from "~/lib/linkToken";

const keyOf = (id: number, seed: string): LinkKey => ({ id, secret: createHash("sha512").update(seed).digest() });
const KEY = keyOf(1, "first");
const NOBODY = { shopId: 0, campaignId: 0, recipientSeq: 0 };
const TARGET = { shopId: 3, campaignId: 70_000, recipientSeq: 4_000_000_000 };

describe("the token of an opt-out link", () => {
  it("gives back what it was made for", () => {
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    const target = fc.record({ shopId: number, campaignId: number, recipientSeq: number });
    fc.assert(
      fc.property(target, fc.integer({ min: 1, max: 65_535 }), (target, id) => {
        const key = keyOf(id, "any");
        const token = makeLinkToken(target, key);
        expect(token).toMatch(/^[\w-]{42}$/);
        expect(linkTokenKeyId(token)).toBe(id);
        expect(readLinkToken(token, key)).toEqual(target);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  // Both stand in mails: links answer after upgrades, for ever (P9). Those of the second version were made by another implementation of AES-SIV.
  it.each([
    ["AQABvDFOzibNAnDaE03IQCWoyBMddtZz61mB8CVlwQ", TARGET, KEY],
    ["Af__uiQOPbUwSHQqiuRftZuUwCwNOfqFkFSOOpkkMA", NOBODY, keyOf(65_535, "second")],
    ["AgABDftZ7iyBeIs1r2SRRi3wyA2d40mcEXwSzMNf4w", TARGET, KEY],
    ["Av__EI5kZY90b6ZqeLyDcEDYhVfxjTlltCLZBDZ-mg", NOBODY, keyOf(65_535, "second")],
  ])("made by any version is read: %s", (token, target, key) => {
    expect(readLinkToken(token, key)).toEqual(target);
    expect(linkTokenKeyId(token)).toBe(key.id);
  });

  it("is made by the version of now", () => {
    expect(makeLinkToken(TARGET, KEY)).toBe("AgABDftZ7iyBeIs1r2SRRi3wyA2d40mcEXwSzMNf4w");
  });

  it("is the same whether it is made alone or with those of many", () => {
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(number, number, fc.array(number, { maxLength: 40 }), (shopId, campaignId, seqs) => {
        expect(makeLinkTokens({ shopId, campaignId }, seqs, KEY)).toEqual(
          seqs.map((recipientSeq) => makeLinkToken({ shopId, campaignId, recipientSeq }, KEY)),
        );
      }),
      { seed: 7 },
    );
  });

  it("is the same for the same mail, and another for another", () => {
    const token = makeLinkToken(TARGET, KEY);
    expect(makeLinkToken({ ...TARGET }, KEY)).toBe(token);
    const others = [
      makeLinkToken({ ...TARGET, shopId: 4 }, KEY),
      makeLinkToken({ ...TARGET, campaignId: 70_001 }, KEY),
      makeLinkToken({ ...TARGET, recipientSeq: 1 }, KEY),
      makeLinkToken(TARGET, keyOf(1, "second")),
      makeLinkToken(TARGET, { ...KEY, id: 2 }),
    ];
    expect(new Set([token, ...others]).size).toBe(6);
  });

  it("tells nothing: neighbours have no more in common than the version and the key", () => {
    const tokens = Array.from({ length: 200 }, (_, recipientSeq) => makeLinkToken({ ...TARGET, recipientSeq }, KEY));
    expect(new Set(tokens.map((token) => token.slice(0, 4))).size).toBe(1);
    expect(new Set(tokens.map((token) => token.slice(4, 12))).size).toBe(200);
    expect(new Set(tokens.map((token) => token.slice(-8))).size).toBe(200);
  });

  it.each([
    ["the first version", "AQABvDFOzibNAnDaE03IQCWoyBMddtZz61mB8CVlwQ"],
    ["the version of now", makeLinkToken(TARGET, KEY)],
  ])("of %s is refused when a bit of any of its bytes is turned", (_version, token) => {
    const bytes = Buffer.from(token, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readLinkToken(changed.toString("base64url"), KEY), `bit ${bit}`).toBeUndefined();
    }
  });

  it("is refused by another key, even of the same generation", () => {
    const token = makeLinkToken(TARGET, KEY);
    expect(readLinkToken(token, keyOf(1, "second"))).toBeUndefined();
    expect(readLinkToken(token, keyOf(2, "first"))).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["a token cut short", makeLinkToken(TARGET, KEY).slice(0, -1)],
    ["a token made longer", `${makeLinkToken(TARGET, KEY)}A`],
    ["a token with a line end", `${makeLinkToken(TARGET, KEY)}\n`],
    ["other characters", "!".repeat(42)],
    ["another version", `B${makeLinkToken(TARGET, KEY).slice(1)}`],
    ["the other version of the same", `AQ${makeLinkToken(TARGET, KEY).slice(2)}`],
    ["letters at random", "A".repeat(42)],
  ])("is not %s", (_what, token) => {
    expect(readLinkToken(token, KEY)).toBeUndefined();
  });
});
