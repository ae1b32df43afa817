import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "~/policy/decide";
import { factsOfClass } from "~/policy/factClass";
import { ASSESSMENTS } from "~/policy/facts";
import { type Ground, GROUNDS, groundOf, type HoldingContext, removedWhenPast } from "~/policy/holding";

// Letters of a class: excluded, address usable, freemail, in the UK, consent, legal form, evidence, relation, origin.
const LETTERS = ["tf", "tf", "tf", "tf", "nrcwe", "ciu", "sic", "cpn", "siorn"];
const everyClass = LETTERS.reduce<string[]>(
  (classes, letters) => classes.flatMap((name) => [...letters].map((letter) => name + letter)),
  [""],
);
const CONTEXTS: HoldingContext[] = [true, false].flatMap((withinTime) =>
  ASSESSMENTS.map((assessment) => ({ withinTime, assessment })),
);
const WITHIN: HoldingContext = { withinTime: true, assessment: "current" };
const PAST: HoldingContext = { withinTime: false, assessment: "current" };

describe("the ground a contact is held on", () => {
  it.each<[string, string, HoldingContext, Ground]>([
    ["a company that ordered lately", "ftftncscn", WITHIN, "legitimate_interest"],
    ["the same while the assessment is due", "ftftncscn", { ...WITHIN, assessment: "expired" }, "legitimate_interest"],
    ["the same without an assessment", "ftftncscn", { ...WITHIN, assessment: "missing" }, "customer_record"],
    ["the same after the time", "ftftncscn", PAST, "none"],
    ["a company at a personal mailbox", "ftttncscn", WITHIN, "customer_record"],
    ["a company outside the UK", "ftffncscn", WITHIN, "customer_record"],
    ["a company without a usable address", "ffftncscn", WITHIN, "customer_record"],
    ["a company that did not press the link", "ftftecscn", WITHIN, "customer_record"],
    ["a company that never ordered", "ftftncsnn", WITHIN, "none"],
    ["a sole trader who ordered lately", "ftftniscn", WITHIN, "customer_record"],
    ["a sole trader who ordered long ago", "ftftniscn", PAST, "none"],
    ["somebody of whom nothing is known", "ftftnuinn", WITHIN, "none"],
    ["somebody who confirmed", "ftftcuinn", PAST, "consent"],
    ["somebody who confirmed, long ago and abroad", "ftffcuinn", PAST, "consent"],
    ["somebody who was asked", "ftftruinn", PAST, "consent_asked"],
    ["somebody whose link expired", "ftfteuinn", WITHIN, "none"],
    ["a customer who withdrew", "ftftwiscn", WITHIN, "customer_record"],
    ["a prospect of the trade", "ftftncspi", WITHIN, "legitimate_interest"],
    ["a prospect of an own list", "ftftncsps", WITHIN, "legitimate_interest"],
    ["a prospect without an assessment", "ftftncspi", { ...WITHIN, assessment: "missing" }, "none"],
    ["a prospect who was in touch long ago", "ftftncspi", PAST, "none"],
    ["a prospect outside the trade", "ftftncspo", WITHIN, "none"],
    ["a prospect of a bought list", "ftftncspr", WITHIN, "none"],
    ["a prospect who is no company", "ftftnuipi", WITHIN, "none"],
    ["an excluded customer", "ttftncscn", WITHIN, "customer_record"],
    ["an excluded customer of long ago", "ttftncscn", PAST, "exclusion"],
    ["an excluded prospect", "ttftncspi", WITHIN, "exclusion"],
    ["an excluded person with consent", "ttftcuinn", WITHIN, "exclusion"],
  ])("of %s", (_who, factClass, context, ground) => {
    expect(groundOf(factClass, context)).toBe(ground);
  });

  it("is one of the grounds for every class there is, and every ground is somebody's", () => {
    const found = new Set(CONTEXTS.flatMap((context) => everyClass.map((name) => groundOf(name, context))));
    expect([...found].sort()).toEqual([...GROUNDS].sort());
    expect(everyClass).toHaveLength(10_800);
  });

  it("is none for any text that is not a class", () => {
    const broken = fc
      .tuple(fc.constantFrom(...everyClass), fc.nat(8), fc.string({ minLength: 0, maxLength: 2 }))
      .map(([name, place, put]) => name.slice(0, place) + put + name.slice(place + 1))
      .filter((name) => !everyClass.includes(name));
    fc.assert(
      fc.property(fc.oneof(broken, fc.string({ maxLength: 12 })), fc.constantFrom(...CONTEXTS), (name, context) => {
        if (!everyClass.includes(name)) expect(groundOf(name, context)).toBe("none");
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("is there for everybody who may be mailed, while the time lasts", () => {
    for (const assessment of ASSESSMENTS)
      for (const name of everyClass) {
        const decision = decide({ ...factsOfClass(name), setUp: "ready", assessment, addressTaken: false });
        if (decision.decision === "eligible")
          expect(groundOf(name, { withinTime: true, assessment }), name).toBe(decision.basis);
      }
  });

  it("is never consent or legitimate interest of somebody who is excluded", () => {
    for (const context of CONTEXTS)
      for (const name of everyClass.filter(([excluded]) => excluded === "t"))
        expect(["customer_record", "exclusion"], name).toContain(groundOf(name, context));
  });
});

describe("the retention rule", () => {
  it("removes after the time exactly those whom no consent holds, whatever the assessment", () => {
    for (const assessment of ASSESSMENTS)
      for (const name of everyClass) {
        const ground = groundOf(name, { withinTime: false, assessment });
        expect(removedWhenPast(name), name).toBe(ground !== "consent" && ground !== "consent_asked");
      }
  });
});
