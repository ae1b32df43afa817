import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerDueOn } from "~/policy/privacyDeadline";
import type { CalendarDay } from "~/policy/wallClock";
import { answerDueAt } from "~/services/privacy/deadline";

const day = (text: string): CalendarDay => {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  return { year, month, day: date };
};

describe("a request is due", () => {
  it.each([
    ["on the same day of the next month", "2026-04-15", false, "2026-05-15"],
    ["on the last day of a month that has no such day", "2026-01-31", false, "2026-02-28"],
    ["on 29 February of a leap year", "2028-01-31", false, "2028-02-29"],
    ["in the next year when it comes in December", "2026-12-05", false, "2027-01-05"],
    ["after Shopify's 30 days when Shopify passed it on and they end first", "2026-03-02", true, "2026-04-01"],
    ["after one month when that ends before Shopify's 30 days", "2026-02-01", true, "2026-03-01"],
    ["after Shopify's 30 days over the turn of the year", "2026-12-31", true, "2027-01-30"],
    ["on the same day either way after a month of 30 days", "2026-04-10", true, "2026-05-10"],
    ["in a century that is no leap year", "2100-01-30", false, "2100-02-28"],
  ])("%s", (_name, received, fromShopify, due) => {
    expect(answerDueOn(day(received), fromShopify)).toEqual(day(due));
  });

  it("never later than one month and never before 28 days, and from Shopify never after 30", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2020-01-01"), max: new Date("2120-01-01"), noInvalidDate: true }),
        fc.constantFrom("shopify" as const, "staff" as const, "link" as const),
        (receivedAt, way) => {
          const due = answerDueAt(receivedAt, way);
          const days = (due.getTime() - receivedAt.getTime()) / 86_400_000;
          expect(days).toBeGreaterThanOrEqual(28);
          expect(days).toBeLessThanOrEqual(way === "shopify" ? 30 : 31);
          const later = new Date(receivedAt);
          later.setUTCMonth(later.getUTCMonth() + 1);
          expect(due.getTime()).toBeLessThanOrEqual(later.getTime());
          expect(due.toISOString().slice(11)).toBe(receivedAt.toISOString().slice(11));
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });
});
