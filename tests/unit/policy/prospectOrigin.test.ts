import { describe, expect, it } from "vitest";
import { LIST_WAYS, isAcceptedWay, prospectOriginOf } from "~/policy/prospectOrigin";

describe("the origin of a prospect (P7)", () => {
  it("is refused for every list that was bought, rented or exchanged, whatever its sector", () => {
    for (const way of ["bought", "rented", "exchanged"] as const) {
      expect(isAcceptedWay(way)).toBe(false);
      expect(prospectOriginOf(way, "Plumbing", ["Plumbing"])).toBe("refused");
    }
    expect(LIST_WAYS.filter(isAcceptedWay)).toEqual(["self_generated", "researched"]);
  });

  it("is self-generated in any sector when the merchant made the list", () => {
    expect(prospectOriginOf("self_generated", "", [])).toBe("self_generated");
    expect(prospectOriginOf("self_generated", "Bakery", ["Plumbing"])).toBe("self_generated");
  });

  it.each<[string, string[], string]>([
    ["Plumbing & heating", ["Plumbing and Heating"], "in_sector"],
    ["  PLUMBING ", ["Bakery", "plumbing"], "in_sector"],
    ["Bakery", ["Plumbing"], "out_of_sector"],
    ["", ["Plumbing"], "out_of_sector"],
    ["", [""], "out_of_sector"],
    ["!", ["?"], "out_of_sector"],
    ["Plumbing supplies", ["Plumbing"], "out_of_sector"],
  ])("of researched %j among %j is %s", (sector, own, origin) => {
    expect(prospectOriginOf("researched", sector, own)).toBe(origin);
  });
});
