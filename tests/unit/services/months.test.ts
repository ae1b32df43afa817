import { describe, expect, it } from "vitest";
import { firstDayOf, monthOf, oldestMonthWithin } from "~/services/register/months";

describe("a month", () => {
  it.each([
    ["2026-01-01T00:00:00Z", 24_312],
    ["2026-12-31T23:59:59.999Z", 24_323],
    ["0001-02-01T00:00:00Z", 13],
  ])("of %s is %d, counted from the year 0", (at, month) => {
    expect(monthOf(new Date(at))).toBe(month);
  });

  it("begins on the first of it, in every year of a century", () => {
    for (let month = 1950 * 12; month < 2050 * 12; month++) {
      const first = firstDayOf(month);
      expect(first.toISOString()).toMatch(/-01T00:00:00.000Z$/);
      expect(monthOf(first)).toBe(month);
      expect(monthOf(new Date(first.getTime() - 1))).toBe(month - 1);
    }
  });

  it.each([
    ["2026-03-01T00:00:00Z", 24, "2024-03-01T00:00:00.000Z"],
    ["2026-03-31T23:59:59Z", 24, "2024-03-01T00:00:00.000Z"],
    ["2026-01-15T00:00:00Z", 6, "2025-07-01T00:00:00.000Z"],
  ])("at %s the oldest within %d months begins on %s", (at, months, first) => {
    expect(firstDayOf(oldestMonthWithin(new Date(at), months)).toISOString()).toBe(first);
  });
});
