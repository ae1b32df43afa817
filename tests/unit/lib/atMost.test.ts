import { afterEach, expect, it, vi } from "vitest";
import { atMost, NoPlace } from "~/lib/atMost";

afterEach(() => void vi.useRealTimers());

/** Work that ends when it is told to, and notes when it began. */
function works(within: ReturnType<typeof atMost>) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (number: number) =>
    within(
      () =>
        new Promise<number>((resolve) => {
          begun.push(number);
          ends[number] = () => resolve(number);
        }),
    );
  return { begun, ends, work };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it("lets so many run at a time, and whoever waits in the order they came", async () => {
  const { begun, ends, work } = works(atMost(2, 60_000));
  const all = [0, 1, 2, 3].map(work);
  await settled();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await settled();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

it("gives the place of work that failed to the next", async () => {
  const within = atMost(1, 60_000);
  await expect(within(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await within(() => Promise.resolve("done"))).toBe("done");
});

it("turns away who has waited too long, without beginning, and keeps the place for the others", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { begun, ends, work } = works(atMost(1, 100));
  const first = work(0);
  const refused = expect(work(1)).rejects.toBeInstanceOf(NoPlace);
  vi.advanceTimersByTime(50);
  const last = work(2);
  vi.advanceTimersByTime(60);
  await refused;
  ends[0]?.();
  await first;
  await settled();
  ends[2]?.();
  expect(await last).toBe(2);
  expect(begun).toEqual([0, 2]);
});
