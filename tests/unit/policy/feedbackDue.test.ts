import { describe, expect, it } from "vitest";
import { bankHolidays } from "~/policy/bankHolidays";
import { FEEDBACK_KINDS, type FeedbackKind } from "~/policy/feedback";
import { dueDates, nextDue } from "~/policy/feedbackDue";

const ZONE = "Europe/London";

describe("bank holidays of England and Wales, as gov.uk lists them", () => {
  it.each([
    [2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"],
    [2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"],
    [2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"],
    [2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"],
    [2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"],
    [2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"],
  ])("in %i", (year, dates) => {
    expect(
      bankHolidays(year)
        .map((date) => date.toISOString().slice(5, 10))
        .join(" "),
    ).toBe(dates);
  });
});

describe("two working days to acknowledge", () => {
  it.each([
    ["a Monday", "2026-03-02T10:00:00Z", "2026-03-04T23:59:59Z"],
    ["a Thursday, over the weekend", "2026-03-05T10:00:00Z", "2026-03-09T23:59:59Z"],
    ["a Saturday", "2026-03-07T10:00:00Z", "2026-03-10T23:59:59Z"],
    ["the Wednesday before Easter", "2026-04-01T09:00:00Z", "2026-04-07T22:59:59Z"],
    ["Christmas Eve", "2026-12-24T09:00:00Z", "2026-12-30T23:59:59Z"],
    ["New Year's Eve", "2026-12-31T09:00:00Z", "2027-01-05T23:59:59Z"],
    ["late at night, which is the next day in summer time", "2026-07-06T23:30:00Z", "2026-07-09T22:59:59Z"],
    ["the Friday before the clocks go forward", "2026-03-27T10:00:00Z", "2026-03-31T22:59:59Z"],
  ])("from %s", (_name, received, due) => {
    expect(dueDates("question", new Date(received), ZONE).acknowledge).toEqual(new Date(due));
  });
});

describe("what the law asks", () => {
  const received = new Date("2026-01-31T10:00:00Z");

  it.each<[FeedbackKind, string | null, string]>([
    ["praise", null, "2026-03-01T23:59:59Z"],
    ["question", null, "2026-03-01T23:59:59Z"],
    ["complaint", "2026-03-01T23:59:59Z", "2026-03-01T23:59:59Z"],
    ["objection", "2026-03-01T23:59:59Z", "2026-03-01T23:59:59Z"],
    ["rights_request", null, "2026-02-28T23:59:59Z"],
  ])("of %s: acknowledged by law %s, answered by %s", (kind, byLaw, answer) => {
    const dates = dueDates(kind, received, ZONE);
    expect(dates.acknowledgeByLaw).toEqual(byLaw && new Date(byLaw));
    expect(dates.answer).toEqual(new Date(answer));
  });

  it.each([
    ["2026-09-03T10:00:00Z", "2026-10-03T22:59:59Z"],
    ["2026-12-31T10:00:00Z", "2027-01-31T23:59:59Z"],
    ["2028-01-31T10:00:00Z", "2028-02-29T23:59:59Z"],
    ["2026-10-31T10:00:00Z", "2026-11-30T23:59:59Z"],
  ])("a rights request of %s is due one calendar month later, %s", (at, due) => {
    expect(dueDates("rights_request", new Date(at), ZONE).answer).toEqual(new Date(due));
  });

  it.each(FEEDBACK_KINDS)("the house rule for %s is never later than the law", (kind) => {
    for (let day = 0; day < 400; day += 1) {
      const { acknowledge, acknowledgeByLaw } = dueDates(kind, new Date(Date.UTC(2026, 0, 1 + day, 12)), ZONE);
      if (acknowledgeByLaw) expect(acknowledge.getTime()).toBeLessThanOrEqual(acknowledgeByLaw.getTime());
    }
  });
});

describe("the next thing due", () => {
  const receivedAt = new Date("2026-03-02T10:00:00Z");
  const acknowledged = new Date("2026-03-03T10:00:00Z");
  it.each([
    ["open, nobody has answered", "complaint", "open", null, "2026-03-04T23:59:59Z"],
    ["open again after an acknowledgement", "complaint", "open", acknowledged, "2026-03-31T22:59:59Z"],
    ["answered", "complaint", "waiting", acknowledged, null],
    ["a rights request that was only acknowledged", "rights_request", "waiting", acknowledged, "2026-04-02T22:59:59Z"],
    ["a closed rights request", "rights_request", "closed", acknowledged, null],
    ["closed without an answer", "praise", "closed", null, null],
  ] as const)("of a case that is %s", (_name, kind, state, acknowledgedAt, due) => {
    expect(nextDue({ kind, state, receivedAt, acknowledgedAt }, ZONE)).toEqual(due && new Date(due));
  });
});
