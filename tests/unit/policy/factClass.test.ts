import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "~/policy/decide";
import { everyFactClass, factsOfClass } from "~/policy/factClass";

const READY = { setUp: "ready", assessment: "current", addressTaken: false } as const;

describe("a fact class", () => {
  it.each([
    ["fttfncscn", { excluded: false, addressUsable: true, freemail: true, inUk: false, consent: "none" }],
    ["tfftrupsn", { excluded: true, addressUsable: false, freemail: false, inUk: true, consent: "requested" }],
    ["fftfccscn", { consent: "confirmed", legalForm: "corporate", evidence: "sufficient", relation: "customer" }],
    ["ftftwiicn", { consent: "withdrawn", legalForm: "individual", evidence: "insufficient" }],
    ["ftfteucps", { consent: "expired", legalForm: "unknown", evidence: "contradicted", relation: "prospect" }],
    ["ftftncspi", { prospectOrigin: "in_sector" }],
    ["ftftncspo", { prospectOrigin: "out_of_sector" }],
    ["ftftncspr", { prospectOrigin: "refused" }],
    ["ftftncscn", { capReached: false }],
    ["ftftncscnt", { capReached: true }],
    ["ftftncscn?", { capReached: true }],
    ["ftftncsns", { relation: "none", prospectOrigin: "self_generated" }],
  ])("%s is read letter by letter", (name, facts) => {
    expect(factsOfClass(name)).toMatchObject(facts);
  });

  it("with a letter that is missing or not known lets nobody through who would not get through without it", () => {
    const letters = ["tf?", "tf?", "tf?", "tf?", "nrcwe?", "ciu?", "sic?", "cpn?", "siorn?"];
    const name = fc.tuple(...letters.map((some) => fc.constantFrom(...some)));
    fc.assert(
      fc.property(name, fc.nat(8), fc.constantFrom("?", "x", ""), (chosen, place, letter) => {
        const broken = chosen.map((own, index) => (index === place ? letter || "?" : own)).join("");
        const verdict = decide({ ...READY, ...factsOfClass(letter === "" ? broken.slice(0, place) : broken) });
        const sound = decide({ ...READY, ...factsOfClass(chosen.join("")) });
        return verdict.decision === "ineligible" || sound.decision === "eligible";
      }),
      { seed: 31, numRuns: 5000 },
    );
  });

  it("is in the list of all classes, each once and each read as facts of its own", () => {
    const classes = everyFactClass();
    expect(classes).toHaveLength(2 ** 4 * 5 * 3 * 3 * 3 * 5);
    expect(new Set(classes.map((name) => JSON.stringify(factsOfClass(name)))).size).toBe(classes.length);
  });

  it("of no text at all lets nobody through", () => {
    expect(decide({ ...READY, ...factsOfClass("") }).decision).toBe("ineligible");
  });
});
