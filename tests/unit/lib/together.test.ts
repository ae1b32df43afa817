import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { together } from "~/lib/together";

/** Work that notes its calls, and ends when it is let. */
function heldWork() {
  const calls: { key: string; items: number[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const work = (key: string, items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      const finish = () => resolve(items.map((item) => item * 10));
      calls.push({ key, items: [...items], finish, fail: reject });
    });
  return { calls, work };
}

/** Until whatever was to begin, and to be answered, in the next turns of the event loop has. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
}

describe("what is done together", () => {
  test("is what was asked for in one turn, and then all that came while that was under way", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 100 });
    const first = [ask("a", 1), ask("a", 2)];
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1, 2]]);
    const later = [ask("a", 3), ask("a", 4), ask("a", 5)];
    await turn();
    expect(calls).toHaveLength(1);
    calls[0]?.finish();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    calls[1]?.finish();
    expect(await Promise.all(later)).toEqual([30, 40, 50]);
  });

  test("is not answered before its own work has ended", async () => {
    const { calls, work } = heldWork();
    const answered: number[] = [];
    void together(work, { most: 100 })("a", 1).then((result) => answered.push(result));
    await turn();
    expect(answered).toEqual([]);
    calls[0]?.finish();
    await turn();
    expect(answered).toEqual([10]);
  });

  test("is answered once what waits has begun", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 100 });
    const begunThen: number[] = [];
    const first = ask("a", 1).then(() => begunThen.push(calls.length));
    await turn();
    void ask("a", 2);
    calls[0]?.finish();
    await first;
    expect(begunThen).toEqual([2]);
  });

  test("never waits for what was asked for under another key", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 100 });
    void ask("a", 1);
    const other = ask("b", 2);
    await turn();
    calls.find(({ key }) => key === "b")?.finish();
    expect(await other).toBe(20);
  });

  test("is as much as was set at most, in the order in which it was asked for", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 2 });
    const asked = [1, 2, 3, 4, 5].map((item) => ask("a", item));
    for (let call = 0; call < 3; call++) {
      await turn();
      calls[call]?.finish();
    }
    expect(await Promise.all(asked)).toEqual([10, 20, 30, 40, 50]);
    expect(calls.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
  });

  test("is weighed, and what weighs too much goes alone", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 10, weightOf: (item) => item });
    const asked = [3, 7, 1, 50, 2].map((item) => ask("a", item));
    for (let call = 0; call < 4; call++) {
      await turn();
      calls[call]?.finish();
    }
    expect(await Promise.all(asked)).toEqual([30, 70, 10, 500, 20]);
    expect(calls.map(({ items }) => items)).toEqual([[3, 7], [1], [50], [2]]);
  });

  test("is tried alone after a failure, one after the other, and not where the next would fail as well", async () => {
    const calls: (readonly number[])[] = [];
    let underWay = 0;
    const work = async (_key: string, items: readonly number[]) => {
      calls.push(items);
      expect(underWay++).toBe(0);
      await turn();
      underWay--;
      throw new Error(items.includes(0) ? "gone" : "bad");
    };
    const ask = together(work, { most: 100, isHopeless: (error) => (error as Error).message === "gone" });
    const failed = (items: number[]) => Promise.allSettled(items.map((item) => ask("a", item)));
    expect((await failed([1, 2, 3])).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(calls.splice(0)).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect((await failed([0, 1, 2])).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(calls).toEqual([[0, 1, 2]]);
  });

  test("refuses a number of results that is not that of the items", async () => {
    await expect(together(() => Promise.resolve([]), { most: 100 })("a", 1)).rejects.toThrow("not as many results");
  });
});

describe("what is gathered", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const GATHER = { ms: 40, enough: 3 };

  async function oneDone() {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 100, gather: GATHER });
    const first = ask("a", 1);
    await turn();
    vi.advanceTimersByTime(10);
    calls[0]?.finish();
    await first;
    return { calls, ask };
  }

  test("does not keep the first waiting, nor one who comes when the time is over", async () => {
    const { calls, ask } = await oneDone();
    vi.advanceTimersByTime(30);
    await turn();
    void ask("a", 2);
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2]]);
  });

  test("begins when the time since the last call began is over, with all that came meanwhile", async () => {
    const { calls, ask } = await oneDone();
    void ask("a", 2);
    vi.advanceTimersByTime(20);
    void ask("a", 3);
    vi.advanceTimersByTime(9);
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1]]);
    vi.advanceTimersByTime(1);
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  });

  test("begins as soon as enough wait", async () => {
    const { calls, ask } = await oneDone();
    for (const item of [2, 3, 4]) void ask("a", item);
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  });

  test("begins at once where enough came during the call, or the call took longer", async () => {
    const { calls, work } = heldWork();
    const ask = together(work, { most: 100, gather: GATHER });
    void ask("a", 1);
    await turn();
    for (const item of [2, 3, 4]) void ask("a", item);
    calls[0]?.finish();
    await turn();
    expect(calls).toHaveLength(2);
    void ask("a", 5);
    vi.advanceTimersByTime(40);
    calls[1]?.finish();
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
  });

  test("keeps nobody waiting under another key", async () => {
    const { calls, ask } = await oneDone();
    void ask("b", 2);
    await turn();
    expect(calls.map(({ key }) => key)).toEqual(["a", "b"]);
  });
});

test("whatever fails when and however it is asked for: only what cannot be done fails, and everything is answered", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom("a", "b"), bad: fc.boolean(), wait: fc.nat({ max: 2 }) }), {
        maxLength: 30,
      }),
      fc.integer({ min: 1, max: 5 }),
      async (asked, most) => {
        const ask = together(
          async (_key: string, items: readonly { bad: boolean; n: number }[]) => {
            await new Promise(setImmediate);
            if (items.some(({ bad }) => bad)) throw new Error("bad");
            return items.map(({ n }) => n);
          },
          { most },
        );
        const results = await Promise.allSettled(
          asked.map(async ({ key, bad, wait }, n) => {
            for (let turns = 0; turns < wait; turns++) await new Promise(setImmediate);
            return ask(key, { bad, n });
          }),
        );
        expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual(
          asked.map(({ bad }, n) => (bad ? "failed" : n)),
        );
      },
    ),
    { seed: 20261126, numRuns: 200 },
  );
});
