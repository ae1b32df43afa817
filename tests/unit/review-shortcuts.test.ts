import { describe, expect, it } from "vitest";
import { rowAfter, shortcutOf, type Pressed } from "~/ui/admin/review/shortcuts";

const KEYS = ["j", "k", "ArrowDown", "ArrowUp", "c", "i", "?"];
const pressed = (key: string, over: Partial<Pressed> = {}): Pressed => ({
  key,
  modified: false,
  typing: false,
  inList: true,
  ...over,
});

describe("a key on the review desk", () => {
  it.each([
    ["j", "next"],
    ["k", "previous"],
    ["ArrowDown", "next"],
    ["ArrowUp", "previous"],
    ["c", "corporate"],
    ["i", "individual"],
    ["?", "help"],
    [" ", undefined],
    ["Tab", undefined],
    ["Enter", undefined],
    ["Escape", undefined],
    ["x", undefined],
  ])("%j is %s", (key, shortcut) => {
    expect(shortcutOf(pressed(key))).toBe(shortcut);
  });

  it.each(KEYS)("%j is nobody's shortcut while somebody types", (key) => {
    expect(shortcutOf(pressed(key, { typing: true }))).toBeUndefined();
  });

  it.each(KEYS)("%j with Ctrl, Alt or Meta is the browser's", (key) => {
    expect(shortcutOf(pressed(key, { modified: true }))).toBeUndefined();
  });

  it("an arrow scrolls the page where the focus is not among the rows", () => {
    expect(KEYS.filter((key) => !shortcutOf(pressed(key, { inList: false })))).toEqual(["ArrowDown", "ArrowUp"]);
  });
});

describe("a step through the rows", () => {
  it.each([
    [undefined, 1, "a"],
    [undefined, -1, "a"],
    ["gone", 1, "a"],
    ["a", 1, "b"],
    ["b", -1, "a"],
    ["a", -1, "a"],
    ["c", 1, "c"],
  ] as const)("from %s by %d comes to %s", (current, step, expected) => {
    expect(rowAfter(["a", "b", "c"], current, step)).toBe(expected);
  });

  it("goes nowhere where there are none", () => {
    expect(rowAfter([], undefined, 1)).toBeUndefined();
  });
});
