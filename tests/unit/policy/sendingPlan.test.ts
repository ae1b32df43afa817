import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  batchSizeOf,
  mayGo,
  nextOpening,
  startOfDay,
  WARM_UP_A_DAY,
  warmUpOfDay,
  windowOpen,
  type SendingPlan,
  type Spent,
} from "~/policy/sendingPlan";
import { wallTime } from "~/policy/wallClock";

const at = (text: string) => new Date(text);
const ANY: SendingPlan = { timezone: "Europe/London", window: null, perHour: null, perDay: null, warmUp: false };
const WORKING_HOURS = { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 };
const STARTED = at("2026-11-23T09:00:00Z");
const FRESH: Spent = {
  lastHour: 0,
  oldestInHour: null,
  last: null,
  today: 0,
  holdUntil: null,
  sender: { earlierDays: 0, today: 0 },
};
const go = { go: true } as const;
const wait = (text: string) => ({ go: false, next: at(text) }) as const;

describe("whether a batch may go now, and when next", () => {
  it.each<
    [what: string, plan: Partial<SendingPlan>, spent: Partial<Spent>, now: string, gate: ReturnType<typeof mayGo>]
  >([
    ["without a plan it may", {}, {}, "2026-11-24T03:00:00Z", go],
    ["in the window it may", { window: WORKING_HOURS }, {}, "2026-11-24T16:59:00Z", go],
    [
      "at the end of the window it waits for the next day",
      { window: WORKING_HOURS },
      {},
      "2026-11-24T17:00:00Z",
      wait("2026-11-25T09:00:00Z"),
    ],
    [
      "on Friday evening it waits for Monday",
      { window: WORKING_HOURS },
      {},
      "2026-11-27T18:00:00Z",
      wait("2026-11-30T09:00:00Z"),
    ],
    [
      "before the clocks change it waits by the new time",
      { window: { ...WORKING_HOURS, days: [7] } },
      {},
      "2026-03-28T20:00:00Z",
      wait("2026-03-29T08:00:00Z"),
    ],
    [
      "while SendGrid has told it to wait it waits",
      {},
      { holdUntil: at("2026-11-24T10:00:30Z") },
      "2026-11-24T10:00:00Z",
      wait("2026-11-24T10:00:30Z"),
    ],
    [
      "a wait that is over keeps nothing back",
      {},
      { holdUntil: at("2026-11-24T09:00:00Z") },
      "2026-11-24T10:00:00Z",
      go,
    ],
    [
      "a told wait that ends outside the window waits for the window",
      { window: WORKING_HOURS },
      { holdUntil: at("2026-11-24T17:05:00Z") },
      "2026-11-24T16:59:00Z",
      wait("2026-11-25T09:00:00Z"),
    ],
    [
      "a limit of an hour is used evenly",
      { perHour: 12_000 },
      { last: at("2026-11-24T10:00:00Z"), oldestInHour: at("2026-11-24T10:00:00Z"), lastHour: 1000 },
      "2026-11-24T10:01:00Z",
      wait("2026-11-24T10:05:00Z"),
    ],
    [
      "a full hour waits until its first batch is an hour old",
      { perHour: 2000 },
      { last: at("2026-11-24T09:20:00Z"), oldestInHour: at("2026-11-24T09:10:00Z"), lastHour: 2000 },
      "2026-11-24T10:00:00Z",
      wait("2026-11-24T10:10:00Z"),
    ],
    [
      "a full day waits for midnight on the shop's clock",
      { perDay: 1000, timezone: "America/New_York" },
      { last: at("2026-11-24T15:00:00Z"), today: 1000 },
      "2026-11-24T20:00:00Z",
      wait("2026-11-25T05:00:00Z"),
    ],
    [
      "a full day and a window wait for the next opening",
      { perDay: 1000, window: WORKING_HOURS },
      { last: at("2026-11-27T15:00:00Z"), today: 1000 },
      "2026-11-27T16:00:00Z",
      wait("2026-11-30T09:00:00Z"),
    ],
  ])("%s", (_what, plan, spent, now, gate) => {
    expect(mayGo({ ...ANY, ...plan }, { ...FRESH, ...spent }, at(now), 1000)).toEqual(gate);
  });

  it.each([
    ["on the first day a batch of fifty may go", { earlierDays: 0, today: 0 }, "2026-11-23T10:30:00Z", go],
    [
      "and a second one waits for the second day",
      { earlierDays: 0, today: 50 },
      "2026-11-23T10:30:00Z",
      wait("2026-11-24T00:00:00Z"),
    ],
    ["on the second day a second one may go", { earlierDays: 1, today: 50 }, "2026-11-24T00:00:00Z", go],
    [
      "and a third one waits for the third",
      { earlierDays: 1, today: 100 },
      "2026-11-24T00:00:00Z",
      wait("2026-11-25T00:00:00Z"),
    ],
    [
      "where there is not room for all of it, it waits as a whole",
      { earlierDays: 0, today: 10 },
      "2026-11-23T10:30:00Z",
      wait("2026-11-24T00:00:00Z"),
    ],
    ["a sender that is warm has no limit", { earlierDays: 12, today: 1_000_000 }, "2026-12-23T10:30:00Z", go],
  ])("of a warm-up: %s", (_what, sender, now, gate) => {
    expect(mayGo({ ...ANY, warmUp: true }, { ...FRESH, sender }, at(now), 50)).toEqual(gate);
    expect(mayGo(ANY, { ...FRESH, sender }, at(now), 50)).toEqual(go);
  });

  it("a warm-up and a limit of the campaign's own both hold", () => {
    const plan = { ...ANY, warmUp: true, perDay: 70 };
    expect(mayGo(plan, { ...FRESH, today: 70, sender: { earlierDays: 5, today: 70 } }, STARTED, 50).go).toBe(false);
    expect(mayGo(plan, { ...FRESH, today: 0, sender: { earlierDays: 5, today: 9990 } }, STARTED, 50).go).toBe(false);
    expect(mayGo(plan, { ...FRESH, today: 20, sender: { earlierDays: 5, today: 70 } }, STARTED, 50)).toEqual(go);
  });

  it.each([
    [0, 50],
    [1, 100],
    [4, 5000],
    [11, 250_000],
    [12, Infinity],
  ])("after %s days with mails a warm-up lets %s go", (days, limit) => {
    expect(warmUpOfDay(days)).toBe(limit);
  });

  it.each([
    ["without limits it is full", {}, 1000],
    ["a limit of an hour goes in twelve parts", { perHour: 1200 }, 100],
    ["a small limit goes one by one", { perHour: 5 }, 1],
    ["it is never above the limit of a day", { perDay: 30 }, 30],
    ["a warm-up begins with fifty", { warmUp: true, perHour: 100_000 }, 50],
  ])("a batch: %s", (_what, plan, size) => {
    expect(batchSizeOf({ ...ANY, ...plan }, 1000)).toBe(size);
  });
});

const zones = fc.constantFrom(
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Santiago",
);
const windows = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    ends: fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ days, ends: [a = 0, b = 0] }) => ({ days, from: Math.min(a, b), until: Math.max(a, b) }));
/** Around the changes of the clocks, where mistakes are. */
const moments = fc
  .tuple(
    fc.constantFrom("2026-03-08", "2026-03-29", "2026-04-04", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-10"),
    fc.integer({ min: -2880, max: 2880 }),
  )
  .map(([day, minutes]) => new Date(at(`${day}T00:00:00Z`).getTime() + minutes * 60_000));

describe("the next opening of a window", () => {
  it("is the first open minute there is, as a look at each minute finds it", () => {
    fc.assert(
      fc.property(zones, windows, moments, (timezone, window, now) => {
        const next = nextOpening({ timezone, window }, now);
        let found: Date | undefined;
        for (let minute = 0; minute <= 8 * 1440 && !found; minute++) {
          const moment = new Date(now.getTime() + minute * 60_000);
          if (windowOpen({ timezone, window }, moment)) found = moment;
        }
        if (!found) return expect(next === undefined || next > new Date(now.getTime() + 8 * 86_400_000)).toBe(true);
        expect(next).toEqual(found);
      }),
      { seed: 20261126, numRuns: 25 },
    );
  });
});

const dayOf = ({ timezone }: Pick<SendingPlan, "timezone">, moment: Date) => {
  const { year, month, day } = wallTime(moment, timezone);
  return `${year}-${month}-${day}`;
};

describe("a campaign that is handed over by its plan", () => {
  it("never breaks a limit or leaves its window, is never asked in vain before its time, and comes to its end", () => {
    const plans = fc.record({
      timezone: zones,
      window: fc.option(windows.filter(({ from, until }) => until - from >= 60)),
      perHour: fc.option(fc.integer({ min: 1, max: 5000 })),
      perDay: fc.option(fc.integer({ min: 40, max: 20_000 })),
      warmUp: fc.boolean(),
    });
    fc.assert(
      fc.property(plans, moments, (plan, startedAt) => {
        const mails = batchSizeOf(plan, 1000);
        const sent: Date[] = [];
        let now = startedAt;
        let waited = false;
        for (let step = 0; step < 250 && sent.length < 60; step++) {
          const hourAgo = new Date(now.getTime() - 3_600_000);
          const inHour = sent.filter((moment) => moment > hourAgo);
          const midnight = startOfDay(now, plan.timezone);
          const today = sent.filter((moment) => moment >= midnight).length * mails;
          const spent: Spent = {
            lastHour: inHour.length * mails,
            oldestInHour: inHour[0] ?? null,
            last: sent.at(-1) ?? null,
            today,
            holdUntil: null,
            sender: {
              earlierDays: new Set(sent.filter((moment) => moment < midnight).map((moment) => dayOf(plan, moment)))
                .size,
              today,
            },
          };
          const gate = mayGo(plan, spent, now, mails);
          if (!gate.go) {
            expect(waited).toBe(false);
            expect(gate.next > now).toBe(true);
            now = gate.next;
            waited = true;
            continue;
          }
          waited = false;
          expect(windowOpen(plan, now)).toBe(true);
          sent.push(now);
          now = new Date(now.getTime() + 1000);
        }
        expect(sent.length).toBeGreaterThan(20);
        if (plan.perHour !== null)
          for (const [index, first] of sent.entries()) {
            const hour = sent.slice(index).filter((moment) => moment.getTime() < first.getTime() + 3_600_000);
            expect(hour.length * mails).toBeLessThanOrEqual(plan.perHour);
          }
        const days = new Map<string, number>();
        for (const moment of sent) {
          const name = dayOf(plan, moment);
          days.set(name, (days.get(name) ?? 0) + mails);
        }
        for (const mailsOfDay of days.values())
          if (plan.perDay !== null) expect(mailsOfDay).toBeLessThanOrEqual(plan.perDay);
        if (plan.warmUp)
          for (const [index, mailsOfDay] of [...days.values()].entries())
            expect(mailsOfDay).toBeLessThanOrEqual(WARM_UP_A_DAY[index] ?? Infinity);
      }),
      { seed: 20261126, numRuns: 25 },
    );
  });
});
