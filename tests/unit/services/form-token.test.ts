import { describe, expect, it } from "vitest";
import { makeFormToken, MAX_HOURS, MIN_SECONDS, readFormToken, type ShownForm } from "~/services/consent/formToken";

const SECRET = "a-root-secret-for-tests-of-more-than-32-characters";
const NEWER = "another-root-secret-for-tests-of-32-characters";
const SHOWN = new Date("2026-03-02T10:00:00Z");
const FORM: ShownForm = { surface: "storefront_page", wordingVersion: 3, shownAt: SHOWN };
const later = (seconds: number) => new Date(SHOWN.getTime() + seconds * 1000);
const token = makeFormToken(7, FORM, [SECRET]);

describe("a form's token", () => {
  it("says what was shown, and when", () => {
    expect(readFormToken(7, token, later(60), [SECRET])).toEqual(FORM);
  });

  it("tells nobody else anything, and is another each time", () => {
    expect(token).toMatch(/^[\w-]+$/);
    expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain("storefront");
    expect(makeFormToken(7, FORM, [SECRET])).not.toBe(token);
  });

  it("is read after the secret was rotated", () => {
    expect(readFormToken(7, token, later(60), [NEWER, SECRET])).toEqual(FORM);
  });

  it.each([
    ["sooner than a person could have filled it in", later(MIN_SECONDS - 0.001), false],
    ["as soon as a person could", later(MIN_SECONDS), true],
    ["as late as a page stays open", later(MAX_HOURS * 3600), true],
    ["later than that", later(MAX_HOURS * 3600 + 0.001), false],
    ["before it was shown: another machine's clock is behind", later(-5), false],
  ])("that comes back %s", (_case, at, counts) => {
    expect(readFormToken(7, token, at, [SECRET]) !== undefined).toBe(counts);
  });

  it.each([
    ["of another shop", 8, token],
    ["with a letter changed", 7, `${token.slice(0, 20)}${token[20] === "A" ? "B" : "A"}${token.slice(21)}`],
    ["cut short", 7, token.slice(0, -4)],
    ["that is missing", 7, ""],
    ["that was made up", 7, "A".repeat(150)],
    ["that is no token", 7, "../../etc/passwd"],
    ["that is far too long", 7, "A".repeat(100_000)],
  ])("%s counts for nothing", (_case, shopId, given) => {
    expect(readFormToken(shopId, given, later(60), [SECRET])).toBeUndefined();
  });

  it("under another secret counts for nothing", () => {
    expect(readFormToken(7, token, later(60), [NEWER])).toBeUndefined();
  });
});
