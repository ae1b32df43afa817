import { describe, expect, it } from "vitest";
import { aboutTime, paceOf } from "~/ui/admin/home/syncPace";

const SINCE = new Date("2026-03-02T10:00:00Z");
const at = (seconds: number) => new Date(SINCE.getTime() + seconds * 1000);

describe("the pace of an import", () => {
  it.each<[string, number, number, Date | null, Date, object | undefined]>([
    ["is rows a second and the time to go", 10_000, 40_000, SINCE, at(10), { perSecond: 1000, secondsLeft: 30 }],
    ["is not known before the first second is over", 10, 40, SINCE, at(0.5), undefined],
    ["is not known before the first row", 0, 40, SINCE, at(10), undefined],
    ["is not known before it began", 10, 40, null, at(10), undefined],
    [
      "has nothing to go when there are more rows than expected",
      50,
      40,
      SINCE,
      at(10),
      { perSecond: 5, secondsLeft: 0 },
    ],
  ])("%s", (_what, rows, expected, since, now, pace) => {
    expect(paceOf(rows, expected, since, now)).toEqual(pace);
  });

  it.each([
    [0, "less than a minute"],
    [59, "less than a minute"],
    [60, "about a minute"],
    [100, "about 2 minutes"],
    [3600, "about 60 minutes"],
  ])("%d seconds are %s", (seconds, words) => {
    expect(aboutTime(seconds)).toBe(words);
  });
});
