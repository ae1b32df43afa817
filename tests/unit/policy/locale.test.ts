import { describe, expect, it } from "vitest";
import { acceptedLocale, LOCALES, localeOf } from "~/policy/locale";

describe("the language for a tag", () => {
  it.each([
    ["en", "en"],
    ["cy-GB", "cy"],
    ["FR", "fr"],
    ["de_AT", "de"],
    ["it", "en"],
    ["", "en"],
    ["english", "en"],
    ["{{ x }}", "en"],
    [null, "en"],
    [undefined, "en"],
  ])("%s is %s", (tag, expected) => {
    expect(localeOf(tag)).toBe(expected);
  });
});

describe("the language that a browser prefers among ours", () => {
  it.each([
    ["cy", "cy"],
    ["it,fr;q=0.8,de;q=0.9,en;q=0.1", "de"],
    ["fr-CA,fr;q=0.9,en;q=0.8", "fr"],
    ["de;q=0,cy;q=0.1", "cy"],
    ["*", "en"],
    ["it,es", "en"],
    ["", "en"],
    [";;;,,q=,de;q=x", "de"],
    ["x".repeat(10_000), "en"],
    [null, "en"],
  ])("%s is %s", (header, expected) => {
    expect(acceptedLocale(header)).toBe(expected);
    expect(LOCALES).toContain(acceptedLocale(header));
  });
});
