import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consentWrite, type ConsentTruth, type ConsentWrite, type StoreConsentState } from "~/policy/consentWrite";
import { CONSENT_STANDINGS } from "~/policy/facts";

const SEEDED = { seed: 20_261_124, numRuns: 5000 } as const;
const NOBODY: ConsentTruth = {
  excludedSince: undefined,
  standing: "none",
  standingSince: undefined,
  releasedAt: undefined,
};
const CONFIRMED: ConsentTruth = { ...NOBODY, standing: "confirmed", standingSince: 500 };
/** Taken off the exclusion list, and confirmed anew after it. */
const CAME_BACK: ConsentTruth = { ...CONFIRMED, releasedAt: 450 };
const EXCLUDED: ConsentTruth = { ...NOBODY, excludedSince: 500 };
const store = (state: string, since?: number, optIn?: string): StoreConsentState => ({ state, since, optIn });

describe("what Shopify is told of an address", () => {
  it.each<[string, ConsentTruth, StoreConsentState, ConsentWrite]>([
    ["an excluded one has unsubscribed", EXCLUDED, store("NOT_SUBSCRIBED"), { write: "UNSUBSCRIBED", at: 500 }],
    ["with the date of the opt-out", EXCLUDED, store("SUBSCRIBED", 400), { write: "UNSUBSCRIBED", at: 500 }],
    [
      "or Shopify's own when it subscribed since: an older date would be passed over",
      EXCLUDED,
      store("SUBSCRIBED", 600),
      { write: "UNSUBSCRIBED", at: undefined },
    ],
    ["also while it is pending", EXCLUDED, store("PENDING", 500), { write: "UNSUBSCRIBED", at: undefined }],
    [
      "exclusion beats confirmed consent",
      { ...CONFIRMED, excludedSince: 1 },
      store("SUBSCRIBED", 0, "CONFIRMED_OPT_IN"),
      { write: "UNSUBSCRIBED", at: 1 },
    ],
    ["not again", EXCLUDED, store("UNSUBSCRIBED", 1), { write: "nothing", why: "already_so" }],
    ["a confirmed one has subscribed", CONFIRMED, store("NOT_SUBSCRIBED"), { write: "SUBSCRIBED", at: 500 }],
    ["also when it was pending", CONFIRMED, store("PENDING", 400), { write: "SUBSCRIBED", at: 500 }],
    [
      "a single opt-in becomes a confirmed one",
      CONFIRMED,
      store("SUBSCRIBED", 400, "SINGLE_OPT_IN"),
      { write: "SUBSCRIBED", at: 500 },
    ],
    [
      "a confirmed one is not written again",
      CONFIRMED,
      store("SUBSCRIBED", 400, "CONFIRMED_OPT_IN"),
      { write: "nothing", why: "already_so" },
    ],
    [
      "a later unsubscribe in Shopify is not written over",
      CONFIRMED,
      store("UNSUBSCRIBED", 600),
      { write: "nothing", why: "store_unsubscribed" },
    ],
    [
      "nor an earlier one, which excludes here as well",
      CONFIRMED,
      store("UNSUBSCRIBED", 400),
      { write: "nothing", why: "store_unsubscribed" },
    ],
    ["nor an undated one", CONFIRMED, store("UNSUBSCRIBED"), { write: "nothing", why: "store_unsubscribed" }],
    [
      "but one from before the person came back and confirmed anew is",
      CAME_BACK,
      store("UNSUBSCRIBED", 400),
      { write: "SUBSCRIBED", at: 500 },
    ],
    [
      "not one since the person came back",
      CAME_BACK,
      store("UNSUBSCRIBED", 460),
      { write: "nothing", why: "store_unsubscribed" },
    ],
    [
      "nor one that Shopify does not date",
      CAME_BACK,
      store("UNSUBSCRIBED"),
      { write: "nothing", why: "store_unsubscribed" },
    ],
    [
      "coming back is not yet a consent",
      { ...CAME_BACK, standing: "withdrawn" },
      store("UNSUBSCRIBED", 400),
      { write: "nothing", why: "nothing_to_say" },
    ],
    [
      "nor does it bring back an older one",
      { ...CAME_BACK, standingSince: 440 },
      store("UNSUBSCRIBED", 400),
      { write: "nothing", why: "store_unsubscribed" },
    ],
    ["of anybody else, nothing", NOBODY, store("NOT_SUBSCRIBED"), { write: "nothing", why: "nothing_to_say" }],
    ["nor is a subscription taken back", NOBODY, store("SUBSCRIBED", 1), { write: "nothing", why: "nothing_to_say" }],
    [
      "a withdrawn consent without exclusion says nothing",
      { ...CONFIRMED, standing: "withdrawn" },
      store("SUBSCRIBED"),
      { write: "nothing", why: "nothing_to_say" },
    ],
    ["of an invalid address nothing", CONFIRMED, store("INVALID"), { write: "nothing", why: "not_writable" }],
    ["of an erased customer nothing", EXCLUDED, store("REDACTED"), { write: "nothing", why: "not_writable" }],
  ])("%s", (_case, truth, stored, expected) => {
    expect(consentWrite(truth, stored)).toEqual(expected);
  });

  const moment = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined });
  const anyTruth: fc.Arbitrary<ConsentTruth> = fc.record({
    excludedSince: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined, freq: 1 }),
    standing: fc.constantFrom(...CONSENT_STANDINGS),
    standingSince: moment,
    releasedAt: moment,
  });
  const anyStore: fc.Arbitrary<StoreConsentState> = fc.record({
    state: fc.oneof(
      fc.constantFrom("SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID", "REDACTED"),
      fc.string({ maxLength: 12 }),
    ),
    optIn: fc.option(fc.constantFrom("SINGLE_OPT_IN", "CONFIRMED_OPT_IN", "UNKNOWN"), { nil: undefined }),
    since: moment,
  });

  it("is never SUBSCRIBED without confirmed consent, for an excluded address, or over an unsubscribe that the person has not come back from since", () => {
    let subscribed = 0;
    fc.assert(
      fc.property(anyTruth, anyStore, (truth, stored) => {
        const decided = consentWrite(truth, stored);
        if (decided.write !== "SUBSCRIBED") return;
        subscribed++;
        expect(truth.standing).toBe("confirmed");
        expect(truth.excludedSince).toBeUndefined();
        if (stored.state === "UNSUBSCRIBED") {
          expect(stored.since).toBeLessThanOrEqual(truth.releasedAt ?? -1);
          expect(truth.releasedAt).toBeLessThan(truth.standingSince ?? -1);
        }
        expect(decided.at).toBe(truth.standingSince);
      }),
      SEEDED,
    );
    expect(subscribed).toBeGreaterThan(100);
  });

  it("is UNSUBSCRIBED for every excluded address that Shopify does not already hold so", () => {
    fc.assert(
      fc.property(anyTruth, anyStore, (truth, stored) => {
        const decided = consentWrite(truth, stored);
        const wanted = truth.excludedSince !== undefined && !["UNSUBSCRIBED", "REDACTED"].includes(stored.state);
        expect(decided.write === "UNSUBSCRIBED").toBe(wanted);
      }),
      SEEDED,
    );
  });
});
