import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeLinkToken } from "~/lib/linkToken";
import { isCaseTag, makeCaseTag, readTag, tagOfToken } from "~/lib/mailTag";

const KEY = { id: 3, secret: randomBytes(64) };
const OTHER = { id: 3, secret: randomBytes(64) };
const token = makeLinkToken({ shopId: 1, campaignId: 2, recipientSeq: 3 }, KEY);

describe("the local part of an address", () => {
  it.each(["stop", "answer"] as const)(
    "for %s carries a link's token, in any case of letters, in 64 characters",
    (kind) => {
      const local = tagOfToken(kind, token);
      expect(local).toMatch(/^[a-z0-9]{1,64}$/);
      for (const spelling of [local, local.toUpperCase()]) expect(readTag(spelling)).toEqual({ kind, token });
    },
  );

  it("of a case is genuine only with its own key, shop and number", () => {
    const local = makeCaseTag(7, 123_456_789, KEY);
    expect(local.length).toBeLessThanOrEqual(64);
    const tag = readTag(local.toUpperCase());
    if (tag?.kind !== "case") throw new Error("no case");
    expect(tag.caseId).toBe(123_456_789);
    expect(isCaseTag(7, tag, KEY)).toBe(true);
    expect(isCaseTag(8, tag, KEY)).toBe(false);
    expect(isCaseTag(7, tag, OTHER)).toBe(false);
    expect(isCaseTag(7, { ...tag, caseId: 5 }, KEY)).toBe(false);
    expect(isCaseTag(7, tag, { ...KEY, id: 4 })).toBe(false);
  });

  it("that is anything else is no tag", () => {
    for (const local of ["", "hello", "u", `u${"0".repeat(61)}`, `x${"0".repeat(62)}`, "c1", "c1-1-xyz"])
      expect(readTag(local)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => readTag(text)?.kind !== "case"),
      { seed: 2 },
    );
  }, 30_000);
});
