import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALARM_SHARES, alarmsOf, LEAST_FOR_ALARM } from "~/policy/alarms";

describe("the alarms of a campaign", () => {
  it.each([
    ["nothing has been reported", { delivered: 0, bounced: 0, spam: 0 }, []],
    ["all is well", { delivered: 10_000, bounced: 50, spam: 5 }, []],
    ["1 in 1,000 reports spam", { delivered: 10_000, bounced: 0, spam: 10 }, ["spam warns"]],
    ["just fewer than 1 in 1,000 report spam", { delivered: 10_001, bounced: 0, spam: 10 }, []],
    ["3 in 1,000 report spam", { delivered: 10_000, bounced: 0, spam: 30 }, ["spam pauses"]],
    ["just fewer than 3 in 1,000 report spam", { delivered: 10_001, bounced: 0, spam: 30 }, ["spam warns"]],
    ["two reports of spam are a large share of few", { delivered: 100, bounced: 0, spam: 2 }, []],
    ["three are", { delivered: 100, bounced: 0, spam: 3 }, ["spam pauses"]],
    ["2 in 100 come back", { delivered: 980, bounced: 20, spam: 0 }, ["bounce pauses"]],
    ["just fewer than 2 in 100 come back", { delivered: 981, bounced: 20, spam: 0 }, []],
    ["nine came back of few", { delivered: 0, bounced: 9, spam: 0 }, []],
    ["ten came back and none arrived", { delivered: 0, bounced: 10, spam: 0 }, ["bounce pauses"]],
    ["spam is reported of mails whose delivery is not", { delivered: 0, bounced: 0, spam: 3 }, ["spam pauses"]],
    ["what pauses is named before what warns", { delivered: 970, bounced: 30, spam: 0 }, ["bounce pauses"]],
    ["both", { delivered: 10_000, bounced: 400, spam: 12 }, ["bounce pauses", "spam warns"]],
  ])("are right when %s", (_when, reported, expected) => {
    expect(alarmsOf(reported).map(({ kind, level }) => `${kind} ${level}`)).toEqual(expected);
  });

  it("never fall silent when more of the same is reported, and rates are shares", () => {
    const counts = fc.record({ delivered: fc.nat(1_000_000), bounced: fc.nat(100_000), spam: fc.nat(10_000) });
    fc.assert(
      fc.property(counts, fc.nat(1000), (reported, more) => {
        const pauses = (kind: "spam" | "bounce", of: typeof reported) =>
          alarmsOf(of).some((alarm) => alarm.kind === kind && alarm.level === "pauses");
        if (pauses("spam", reported)) expect(pauses("spam", { ...reported, spam: reported.spam + more })).toBe(true);
        if (pauses("bounce", reported))
          expect(pauses("bounce", { ...reported, bounced: reported.bounced + more })).toBe(true);
        for (const { rate } of alarmsOf(reported)) expect(rate >= 0 && rate <= 1).toBe(true);
      }),
      { seed: 6 },
    );
    expect(ALARM_SHARES.spamWarns).toBeLessThan(ALARM_SHARES.spamPauses);
    expect(LEAST_FOR_ALARM.spam).toBeGreaterThan(1);
  });
});
