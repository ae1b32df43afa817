import { expect, it, vi } from "vitest";
import { isRemembered, remember } from "~/lib/remember";

it("a value is made once a process, even by a second copy of the module", async () => {
  const make = vi.fn(() => ({ made: true }));
  expect(isRemembered("test of remember")).toBe(false);
  const first = remember("test of remember", make);
  vi.resetModules();
  const again = await import("~/lib/remember");
  expect(again.remember).not.toBe(remember);
  expect(again.remember("test of remember", make)).toBe(first);
  expect(again.isRemembered("test of remember")).toBe(true);
  expect(make).toHaveBeenCalledOnce();
});

it("a value that could not be made is tried again, and a falsy one is kept", () => {
  expect(() =>
    remember("fails at first", () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(remember("fails at first", () => 0)).toBe(0);
  expect(remember("fails at first", () => 1)).toBe(0);
});
