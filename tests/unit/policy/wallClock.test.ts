import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween, momentsOf, wallTime, weekdayOf } from "~/policy/wallClock";

const at = (text: string) => new Date(text);
/** Zones with an hour, half an hour, none, and other days of change; one that has left a day out. */
const ZONES = [
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Apia",
  "America/Santiago",
];

describe("the clock on the shop's wall", () => {
  it.each([
    ["in winter", "2026-01-05T09:30:00Z", { year: 2026, month: 1, day: 5, weekday: 1, minute: 570 }],
    ["in summer, an hour ahead", "2026-07-05T23:30:00Z", { year: 2026, month: 7, day: 6, weekday: 1, minute: 30 }],
    ["at midnight", "2026-01-04T00:00:00Z", { year: 2026, month: 1, day: 4, weekday: 7, minute: 0 }],
  ])("%s", (_when, moment, shown) => {
    expect(wallTime(at(moment), "Europe/London")).toEqual(shown);
  });

  it.each([
    ["a minute in winter is once", [2026, 1, 5, 570], ["2026-01-05T09:30:00Z"]],
    [
      "a minute of the hour that comes twice is twice",
      [2026, 10, 25, 90],
      ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
    ],
    ["a minute that is left out is when the clock jumps", [2026, 3, 29, 90], ["2026-03-29T01:00:00Z"]],
  ] as const)("%s", (_what, [year, month, day, minute], moments) => {
    expect(momentsOf({ year, month, day }, minute, "Europe/London")).toEqual(moments.map(at));
  });

  it("for a day that a place has left out, the moment is its next day's first", () => {
    expect(momentsOf({ year: 2011, month: 12, day: 30 }, 540, "Pacific/Apia")).toEqual([at("2011-12-30T10:00:00Z")]);
  });

  it("shows each of a minute's moments as that minute, or as the first one after those it leaves out", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 365 * 3 }),
        fc.integer({ min: 0, max: 1439 }),
        (zone, days, minute) => {
          const day = addDays({ year: 2025, month: 1, day: 1 }, days);
          const moments = momentsOf(day, minute, zone);
          expect(moments.length).toBeGreaterThan(0);
          for (const moment of moments) {
            const shown = wallTime(moment, zone);
            const before = wallTime(new Date(moment.getTime() - 60_000), zone);
            const exact = daysBetween(day, shown) === 0 && shown.minute === minute;
            const jumped = daysBetween(before, day) * 1440 + minute - before.minute > 0;
            expect(exact || jumped).toBe(true);
          }
        },
      ),
      { seed: 20261126, numRuns: 400 },
    );
  });

  it("counts days and weekdays over the ends of months and years", () => {
    expect(addDays({ year: 2026, month: 12, day: 31 }, 1)).toEqual({ year: 2027, month: 1, day: 1 });
    expect(daysBetween({ year: 2026, month: 2, day: 27 }, { year: 2026, month: 3, day: 1 })).toBe(2);
    expect(weekdayOf({ year: 2026, month: 11, day: 29 })).toBe(7);
  });
});
