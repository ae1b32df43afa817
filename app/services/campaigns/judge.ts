import type { FactClass } from "~/db/contactFacts";
import { decide, type Decision } from "~/policy/decide";
import { factsOfClass } from "~/policy/factClass";
import type { ShopFacts } from "~/policy/facts";

/** Class of a contact that is gone, or has another address now: nothing about this address is known any more. */
export const GONE: Pick<FactClass, "name"> = { name: "ffffnuinn" };

/** Judges a class of equal facts by the one decision there is. */
export function judgeClass(factClass: Pick<FactClass, "name">, shopFacts: ShopFacts, addressTaken = false): Decision {
  return decide({ ...shopFacts, ...factsOfClass(factClass.name), addressTaken });
}
