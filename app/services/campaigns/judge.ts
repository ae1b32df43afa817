import type { FactClass } from "~/db/contactFacts";
import { decide, type Decision } from "~/policy/decide";
import { CAPPED, everyFactClass, factsOfClass } from "~/policy/factClass";
import type { ShopFacts } from "~/policy/facts";
import type { Reason } from "~/policy/reasons";

/** Class of a contact that is gone, or has another address now: nothing about this address is known any more. */
export const GONE: Pick<FactClass, "name"> = { name: "ffffnuinn" };

/** Judges a class of equal facts by the one decision there is. */
export function judgeClass(factClass: Pick<FactClass, "name">, shopFacts: ShopFacts, addressTaken = false): Decision {
  return decide({ ...shopFacts, ...factsOfClass(factClass.name), addressTaken });
}

/** A class with its verdict. */
export interface JudgedClass {
  readonly name: string;
  readonly verdict: Decision;
  /** Why a contact of it is left out: for its facts, or else because its address goes to another recipient. */
  readonly leftOut: readonly Reason[];
}

/**
 * Judges every class there can be, so that an audience can be read in one pass and no contact can fall into a class that nobody judged. Some ten thousand decisions, some hundredths of a second. `capped`: also those of contacts
 * who have reached the frequency cap.
 */
export function judgeEveryClass(shopFacts: ShopFacts, capped: boolean): JudgedClass[] {
  const names = everyFactClass();
  return [...names, ...(capped ? names.map((name) => name + CAPPED) : [])].map((name) => {
    const verdict = judgeClass({ name }, shopFacts);
    const out = verdict.decision === "ineligible" ? verdict : judgeClass({ name }, shopFacts, true);
    return { name, verdict, leftOut: out.decision === "ineligible" ? out.reasons : [] };
  });
}
