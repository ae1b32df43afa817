import { describe, expect, it } from "vitest";
import { nextPage, previousPage, withFilter } from "~/ui/admin/paging";

describe("paging through a list by cursors", () => {
  it("leads back over the pages it came by, to the first, keeping the filters", () => {
    const first = new URLSearchParams({ reason: "excluded" });
    const second = nextPage(first, "50");
    const third = nextPage(second, "100");
    expect(third.get("after")).toBe("100");
    const back = previousPage(third);
    expect(back?.toString()).toBe(second.toString());
    expect(back && previousPage(back)?.toString()).toBe(first.toString());
  });

  it("has no page before the first", () => {
    expect(previousPage(new URLSearchParams({ search: "smith" }))).toBeUndefined();
  });

  it("remembers a bounded number of pages and then leads to the first", () => {
    let params = new URLSearchParams();
    for (let page = 1; page <= 100; page++) params = nextPage(params, String(page));
    expect(params.toString().length).toBeLessThan(200);
    let steps = 0;
    for (let back = previousPage(params); back; back = previousPage(back)) {
      params = back;
      steps++;
    }
    expect(steps).toBe(21);
    expect(params.toString()).toBe("");
  });

  it("carries the cursors of the exclusion list, which hold an underscore", () => {
    const second = nextPage(new URLSearchParams(), "1767225600000_00ff");
    const third = nextPage(second, "1767225500000_aa11");
    expect(previousPage(third)?.get("after")).toBe("1767225600000_00ff");
  });

  it("starts a changed filter on its first page", () => {
    const params = nextPage(new URLSearchParams({ search: "smith" }), "50");
    expect(withFilter(params, "reason", "excluded").toString()).toBe("search=smith&reason=excluded");
    expect(withFilter(params, "search", "").toString()).toBe("");
  });
});
