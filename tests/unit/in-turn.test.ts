import { expect, test } from "vitest";
import { inTurn } from "~/services/delivery/inTurn";

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

test("who passes the place on lets the next begin, and those after it wait", async () => {
  const events: string[] = [];
  const go = new Map<string, () => void>();
  const work = (name: string) =>
    inTurn(1, async (passOn) => {
      events.push(`${name} begins`);
      await new Promise<void>((resolve) => go.set(name, resolve));
      passOn();
      await soon();
      await soon();
      events.push(`${name} ends`);
    });
  const all = Promise.all(["a", "b", "c"].map(work));
  await soon();
  expect(events).toEqual(["a begins"]);
  go.get("a")?.();
  await soon();
  expect(events).toEqual(["a begins", "b begins"]);
  await soon();
  await soon();
  go.get("b")?.();
  await soon();
  go.get("c")?.();
  await all;
  expect(events).toEqual(["a begins", "b begins", "a ends", "c begins", "b ends", "c ends"]);
});

test("who fails, or never passes the place on, passes it on at the end", async () => {
  await expect(inTurn(1, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  const first = inTurn(1, () => Promise.reject(new Error("lost too")));
  const second = inTurn(1, () => Promise.resolve("done"));
  await expect(first).rejects.toThrow("lost too");
  expect(await second).toBe("done");
});

test("another shop does not wait", async () => {
  let end = () => {};
  const held = inTurn(1, () => new Promise<void>((resolve) => (end = resolve)));
  expect(await inTurn(2, () => Promise.resolve("done"))).toBe("done");
  end();
  await held;
});
