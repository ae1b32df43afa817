import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expectedEnd } from "~/policy/expectedEnd";
import { batchSizeOf, mayGo, startOfDay, type SendingPlan, type Spent } from "~/policy/sendingPlan";
import { wallTime } from "~/policy/wallClock";

const at = (text: string) => new Date(text);
const ANY: SendingPlan = { timezone: "Europe/London", window: null, perHour: null, perDay: null, warmUp: false };
const WORKING_HOURS = { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 };
const FRESH: Spent = { lastHour: 0, oldestInHour: null, last: null, today: 0, holdUntil: null, sender: { earlierDays: 0, today: 0 } }; // prettier-ignore

/** A Monday at ten. */
const NOW = "2026-11-23T10:00:00Z";

function endOf(
  plan: Partial<SendingPlan>,
  spent: Partial<Spent>,
  remaining: number,
  perSecond: number | null,
  now = NOW,
) {
  // prettier-ignore
  const whole = { ...ANY, ...plan };
  const used = { ...FRESH, ...spent };
  const batchSize = batchSizeOf(whole, 1000);
  const gate = mayGo(whole, used, at(now), batchSize);
  return expectedEnd({ plan: whole, spent: used, batchSize, gate }, at(now), remaining, perSecond);
}

describe("when a campaign will have been handed over", () => {
  it.each<[what: string, ...of: Parameters<typeof endOf>, end: string | undefined]>([
    ["without limits, at the pace that was measured", {}, {}, 60_500, 100, NOW, "2026-11-23T10:10:05Z"],
    ["before anything was measured nobody can tell", {}, {}, 60_500, null, NOW, undefined],
    ["under a limit of an hour, at its pace", { perHour: 1200 }, {}, 6000, null, NOW, "2026-11-23T14:55:00Z"],
    [
      "where SendGrid is slower than the limit, at its pace",
      { perHour: 3_600_000 },
      {},
      6000,
      1,
      NOW,
      "2026-11-23T11:40:00Z",
    ],
    [
      "while SendGrid has told it to wait, from then on",
      {},
      { holdUntil: at("2026-11-23T12:00:00Z") },
      600,
      100,
      NOW,
      "2026-11-23T12:00:06Z",
    ],
    [
      "what the window has no time for goes on the next day",
      { window: WORKING_HOURS, perHour: 1200 },
      {},
      12_000,
      null,
      NOW,
      "2026-11-24T11:55:00Z",
    ],
    [
      "after the window's last day it goes on after the weekend",
      { window: WORKING_HOURS },
      {},
      6000,
      100,
      "2026-11-27T18:00:00Z",
      "2026-11-30T09:01:00Z",
    ],
    [
      "under a limit of a day, in so many days",
      { perDay: 1000 },
      { today: 1000 },
      2500,
      100,
      NOW,
      "2026-11-26T00:00:05Z",
    ],
    [
      "what is left of today's limit goes today",
      { perDay: 2000 },
      { today: 1000 },
      2500,
      100,
      NOW,
      "2026-11-24T00:00:15Z",
    ],
    ["a warm-up grows by its days", { warmUp: true }, {}, 650, 100, NOW, "2026-11-25T00:00:05Z"],
    [
      "what other campaigns of the sender have used is gone",
      { warmUp: true },
      { sender: { earlierDays: 0, today: 50 } },
      100,
      100,
      NOW,
      "2026-11-24T00:00:01Z",
    ],
    ["further than a year nobody looks", { perDay: 1 }, {}, 1000, 100, NOW, undefined],
  ])("%s", (_what, plan, spent, remaining, perSecond, now, end) => {
    expect(endOf(plan, spent, remaining, perSecond, now)).toEqual(end && at(end));
  });
});

test("it is what asking before each batch comes to, whatever the plan", () => {
  const plans = fc.record({
    timezone: fc.constantFrom("Europe/London", "America/New_York", "Asia/Kolkata"),
    window: fc.option(
      fc
        .record({
          days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
          from: fc.integer({ min: 0, max: 1200 }),
          long: fc.integer({ min: 120, max: 720 }),
        })
        .map(({ days, from, long }) => ({ days, from, until: Math.min(1440, from + long) })),
    ),
    perHour: fc.option(fc.integer({ min: 12, max: 5000 })),
    perDay: fc.option(fc.integer({ min: 40, max: 20_000 })),
    warmUp: fc.boolean(),
  });
  fc.assert(
    fc.property(
      plans,
      fc.integer({ min: 0, max: 30 * 86_400 }),
      fc.integer({ min: 1, max: 80 }),
      (plan, later, batches) => {
        const batchSize = batchSizeOf(plan, 1000);
        const start = new Date(at(NOW).getTime() + later * 1000);
        const first = expectedEnd(
          { plan, spent: FRESH, batchSize, gate: mayGo(plan, FRESH, start, batchSize) },
          start,
          batches * batchSize,
          1e9,
        );
        const real = lastGoes(plan, batchSize, start, batches);
        expect(first).toBeDefined();
        const paceMs = plan.perHour === null ? 1000 : 3_600_000 / Math.floor(plan.perHour / batchSize);
        // Off by what rounding to whole milliseconds moves over the edge of a window or a day: one batch at most.
        expect(Math.abs((first ?? start).getTime() - real.getTime())).toBeLessThanOrEqual(
          Math.max(0.02 * (real.getTime() - start.getTime()), 2 * paceMs),
        );
      },
    ),
    { seed: 20261128, numRuns: 60 },
  );
});

/** When the last batch goes if each goes as soon as it may. */
function lastGoes(plan: SendingPlan, mails: number, start: Date, batches: number): Date {
  const sent: Date[] = [];
  const day = (moment: Date) => JSON.stringify({ ...wallTime(moment, plan.timezone), minute: 0 });
  let now = start;
  while (sent.length < batches) {
    const midnight = startOfDay(now, plan.timezone);
    const inHour = sent.filter((moment) => moment.getTime() > now.getTime() - 3_600_000);
    const today = sent.filter((moment) => moment >= midnight).length * mails;
    const gate = mayGo(
      plan,
      {
        lastHour: inHour.length * mails,
        oldestInHour: inHour[0] ?? null,
        last: sent.at(-1) ?? null,
        today,
        holdUntil: null,
        sender: { earlierDays: new Set(sent.filter((moment) => moment < midnight).map(day)).size, today },
      },
      now,
      mails,
    );
    if (gate.go) sent.push(now);
    else now = gate.next;
  }
  return sent.at(-1) ?? start;
}
