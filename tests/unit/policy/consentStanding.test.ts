import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONSENT_EVENTS, type ConsentEventKind, nextStanding, standingOf } from "~/policy/consentStanding";
import { CONSENT_STANDINGS, type ConsentStanding } from "~/policy/facts";

type Step = Exclude<ConsentEventKind, "withdrawal_undone">;
const STEPS = CONSENT_EVENTS.filter((event): event is Step => event !== "withdrawal_undone");

/** For each standing, what each event makes of it. */
const TRANSITIONS: Record<ConsentStanding, Record<Step, ConsentStanding>> = {
  none: {
    requested: "requested",
    verification_mailed: "none",
    confirmed: "confirmed",
    withdrawn: "withdrawn",
    expired: "none",
    reported: "withdrawn",
    imported_confirmed: "confirmed",
    imported_unconfirmed: "requested",
  },
  requested: {
    requested: "requested",
    verification_mailed: "requested",
    confirmed: "confirmed",
    withdrawn: "withdrawn",
    expired: "expired",
    reported: "withdrawn",
    imported_confirmed: "confirmed",
    imported_unconfirmed: "requested",
  },
  confirmed: {
    requested: "confirmed",
    verification_mailed: "confirmed",
    confirmed: "confirmed",
    withdrawn: "withdrawn",
    expired: "confirmed",
    reported: "withdrawn",
    imported_confirmed: "confirmed",
    imported_unconfirmed: "confirmed",
  },
  withdrawn: {
    requested: "requested",
    verification_mailed: "withdrawn",
    confirmed: "confirmed",
    withdrawn: "withdrawn",
    expired: "withdrawn",
    reported: "withdrawn",
    imported_confirmed: "withdrawn",
    imported_unconfirmed: "withdrawn",
  },
  expired: {
    requested: "requested",
    verification_mailed: "expired",
    confirmed: "confirmed",
    withdrawn: "withdrawn",
    expired: "expired",
    reported: "withdrawn",
    imported_confirmed: "confirmed",
    imported_unconfirmed: "requested",
  },
};

const history = fc.array(fc.constantFrom(...CONSENT_EVENTS), { maxLength: 12 });
const SEEDED = { seed: 11, numRuns: 3000 } as const;

describe("the standing of a consent", () => {
  it.each(
    CONSENT_STANDINGS.flatMap((standing) =>
      STEPS.map((event) => [standing, event, TRANSITIONS[standing][event]] as const),
    ),
  )("%s, then %s, is %s", (standing, event, next) => {
    expect(nextStanding(standing, event)).toBe(next);
  });

  it.each<[ConsentEventKind[], ConsentStanding]>([
    [[], "none"],
    [["requested", "verification_mailed", "confirmed"], "confirmed"],
    [["requested", "verification_mailed", "expired"], "expired"],
    [["requested", "confirmed", "withdrawn"], "withdrawn"],
    [["requested", "confirmed", "withdrawn", "requested"], "requested"],
    [["requested", "confirmed", "withdrawn", "requested", "confirmed"], "confirmed"],
    [["requested", "verification_mailed", "reported"], "withdrawn"],
    [["imported_confirmed"], "confirmed"],
    [["imported_unconfirmed", "expired"], "expired"],
    [["withdrawn", "imported_confirmed"], "withdrawn"],
    [["confirmed", "withdrawn", "withdrawal_undone"], "confirmed"],
    [["requested", "withdrawn", "withdrawal_undone"], "requested"],
    [["requested", "withdrawn", "withdrawal_undone", "confirmed"], "confirmed"],
    [["withdrawn", "withdrawal_undone"], "none"],
    [["confirmed", "withdrawn", "withdrawal_undone", "withdrawn"], "withdrawn"],
    [["confirmed", "withdrawn", "withdrawal_undone", "withdrawal_undone"], "confirmed"],
    [["confirmed", "withdrawn", "reported", "withdrawal_undone"], "withdrawn"],
    [["confirmed", "reported", "withdrawal_undone"], "withdrawn"],
    [["confirmed", "withdrawn", "withdrawn", "withdrawal_undone"], "withdrawn"],
    [["confirmed", "withdrawn", "requested", "withdrawal_undone"], "requested"],
    [["confirmed", "withdrawal_undone"], "confirmed"],
    [["withdrawal_undone"], "none"],
  ])("after %j is %s", (events, standing) => {
    expect(standingOf(events)).toBe(standing);
  });

  it("is confirmed exactly when the last withdrawal, if any, was followed by a confirmation", () => {
    const given = fc.array(fc.constantFrom(...STEPS.filter((event) => !event.startsWith("imported"))));
    fc.assert(
      fc.property(given, (events) => {
        const lastWithdrawal = events.findLastIndex((event) => event === "withdrawn" || event === "reported");
        const confirmedSince = events.slice(lastWithdrawal + 1).includes("confirmed");
        expect(standingOf(events) === "confirmed").toBe(confirmedSince);
      }),
      SEEDED,
    );
  });

  it("is never strengthened by asking, mailing or expiring", () => {
    fc.assert(
      fc.property(
        history,
        fc.constantFrom("requested", "verification_mailed", "expired", "imported_unconfirmed"),
        (events, event) => {
          fc.pre(standingOf(events) !== "confirmed");
          expect(standingOf([...events, event])).not.toBe("confirmed");
        },
      ),
      SEEDED,
    );
  });
});
