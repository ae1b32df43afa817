import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  weighCollected,
  withoutAddresses,
  type CollectedConsent,
  type EvidenceVerdict,
} from "~/policy/collectedConsent";

const timed = (text: string) => ({ at: Date.parse(text), timed: true });
const day = (text: string) => ({ at: Date.parse(text), timed: false });
const WHOLE: CollectedConsent = {
  askedAt: timed("2024-03-01T10:00:00Z"),
  confirmedAt: timed("2024-03-01T10:05:00Z"),
  wording: "Yes, email me offers",
  proof: "Export of the old system, on the office drive",
};

describe("evidence of a consent collected elsewhere", () => {
  it.each<[string, Partial<CollectedConsent>, EvidenceVerdict]>([
    ["of both stages", {}, "confirmed"],
    ["confirmed at the moment it was asked for", { confirmedAt: WHOLE.askedAt }, "confirmed"],
    ["with days only", { askedAt: day("2024-03-01"), confirmedAt: day("2024-03-01") }, "confirmed"],
    ["with a time of one and a day of the other", { confirmedAt: day("2024-03-01") }, "confirmed"],
    ["without when it was asked for", { askedAt: undefined }, "no_first_stage"],
    ["without the words", { wording: " " }, "no_first_stage"],
    ["with words that say there are none", { wording: "Unknown" }, "no_first_stage"],
    ["without when it was confirmed", { confirmedAt: undefined }, "no_second_stage"],
    ["without proof of it", { proof: "" }, "no_second_stage"],
    ["with a proof that says there is none", { proof: "N/A" }, "no_second_stage"],
    ["with a proof of punctuation", { proof: "--" }, "no_second_stage"],
    ["without either stage", { askedAt: undefined, confirmedAt: undefined }, "no_first_stage"],
    ["confirmed before it was asked for", { confirmedAt: timed("2024-03-01T09:59:59Z") }, "times_contradict"],
    ["confirmed the day before", { confirmedAt: day("2024-02-29") }, "times_contradict"],
  ])("%s is %s", (_what, over, verdict) => {
    expect(weighCollected({ ...WHOLE, ...over })).toBe(verdict);
  });

  it("is never more for something being left out (seeded)", () => {
    const moment = fc.option(fc.record({ at: fc.integer({ min: 0, max: 4e12 }), timed: fc.boolean() }), {
      nil: undefined,
    });
    const text = fc.constantFrom("", "none", "Yes, email me offers");
    fc.assert(
      fc.property(moment, moment, text, text, (askedAt, confirmedAt, wording, proof) => {
        const whole = { askedAt, confirmedAt, wording, proof };
        for (const left of [{ askedAt: undefined }, { confirmedAt: undefined }, { wording: "" }, { proof: "" }])
          expect(weighCollected({ ...whole, ...left })).not.toBe("confirmed");
      }),
      { seed: 41 },
    );
  });
});

describe("a text for the ledger", () => {
  it.each([
    ["an email address", "confirmed by jo.smith+x@firm.co.uk on paper", "confirmed by [address] on paper"],
    ["one in brackets", "Jo <jo@firm.example>", "Jo <[address]>"],
    ["an IP address", "IP 203.0.113.7, 10:15:30", "IP [IP address], 10:15:30"],
    ["an IP address of the new kind", "from 2001:db8:0:1:1:1:1:1 at 10:15", "from [IP address] at 10:15"],
    ["a shortened one", "from 2001:db8::1 at 10:15:30", "from [IP address] at 10:15:30"],
    ["nothing of the kind", "Export of 2024-03-01 10:15:30, file A/7", "Export of 2024-03-01 10:15:30, file A/7"],
  ])("holds %s no longer", (_what, text, kept) => {
    expect(withoutAddresses(text)).toBe(kept);
  });
});
