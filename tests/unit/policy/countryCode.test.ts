import { describe, expect, it } from "vitest";
import { countryCode, isCountry } from "~/policy/countryCode";

describe("a country's code", () => {
  it.each([
    ["GB", true],
    ["IE", true],
    ["XK", true],
    ["UK", false],
    ["EN", false],
    ["DD", false],
    ["SU", false],
    ["EU", false],
    ["ZZ", false],
    ["gb", false],
    ["GBR", false],
    ["", false],
  ])("is one or not: %s", (code, is) => expect(isCountry(code)).toBe(is));

  it("is GB where UK is written", () => {
    expect(["UK", "IE"].map(countryCode)).toEqual(["GB", "IE"]);
  });
});
