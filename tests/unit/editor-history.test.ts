import { describe, expect, it } from "vitest";
import { pastOf, type Past } from "~/ui/admin/campaigns/editor/useHistory";

/** Values that undo brings back after these edits of a text, each with its step and the milliseconds since the one before. */
function stepsBack(edits: readonly (readonly [text: string, step: string, after: number])[]): string[] {
  let past: Past = { past: [], future: [], step: "", at: 0 };
  let value = JSON.stringify("");
  let at = 0;
  for (const [text, step, after] of edits) {
    const next = JSON.stringify(text);
    past = pastOf(past, value, next, step, (at += after));
    value = next;
  }
  return past.past.map((each) => JSON.parse(each) as string);
}

describe("a step back in the editor", () => {
  it("takes back what was written in one go", () => {
    expect(stepsBack([["N", "text", 9], ["Ne", "text", 200], ["New", "text", 999]])).toEqual([""]); // prettier-ignore
  });

  it("ends where somebody paused", () => {
    expect(stepsBack([["New", "text", 9], ["New pumps", "text", 1000], ["New pumps.", "text", 10]])).toEqual(["", "New"]); // prettier-ignore
  });

  it("ends at the end of a line", () => {
    expect(stepsBack([["New", "text", 9], ["New\n", "text", 10], ["New\nPumps", "text", 10]])).toEqual(["", "New"]); // prettier-ignore
  });

  it("ends with the field, and is one each where steps have no name", () => {
    expect(stepsBack([["a", "text", 9], ["b", "label", 9], ["c", "", 9], ["d", "", 9]])).toEqual(["", "a", "b", "c"]); // prettier-ignore
  });
});
