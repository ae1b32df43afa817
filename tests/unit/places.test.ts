import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Places, SHOP_AT_ONCE, type Place } from "~/jobs/places";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that waits for one answer, which the test gives or fails. */
function piece() {
  let give = (_answer: string) => {};
  let fail = (_error: Error) => {};
  const answer = new Promise<string>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  const seen: { place?: Place; answer?: string } = {};
  const work = async (place: Place) => {
    seen.place = place;
    seen.answer = await place.waits(answer);
  };
  return { work, seen, give, fail };
}

/** Places, and whether anybody waits for one. */
function places(waiting: { others: boolean | "not told" } = { others: true }) {
  const failures: unknown[] = [];
  const made = new Places({
    othersWait: () => (waiting.others === "not told" ? Promise.reject(new Error("no database")) : Promise.resolve(waiting.others)), // prettier-ignore
    failed: (error) => failures.push(error),
  });
  return { made, failures };
}

/** Whether something has ended by now. */
const ended = async (promise: Promise<unknown>) => Promise.race([promise.then(() => true), Promise.resolve(false)]);

describe("work whose answer is slow", () => {
  test("leaves its place after two seconds when others wait, and ends beside", async () => {
    const { made } = places();
    const { work, seen, give } = piece();
    const taken = made.take(1, work);
    await vi.advanceTimersByTimeAsync(1900);
    expect(seen.place?.left).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(seen.place?.left).toBe(true);
    expect(await taken).toBe(true);
    const settled = made.settled();
    expect(await ended(settled)).toBe(false);
    give("202");
    await settled;
    expect(seen.answer).toBe("202");
  });

  test.each([[false], ["not told"]] as const)(
    "keeps it while others wait: %s; and leaves it once they do",
    async (others) => {
      const waiting: { others: boolean | "not told" } = { others };
      const { made } = places(waiting);
      const { work, seen, give } = piece();
      const taken = made.take(1, work);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(seen.place?.left).toBe(false);
      waiting.others = true;
      await vi.advanceTimersByTimeAsync(500);
      expect(seen.place?.left).toBe(true);
      give("202");
      await taken;
      await made.settled();
    },
  );

  test("that fails beside its place is told of, for nobody else sees it", async () => {
    const { made, failures } = places();
    const { work, fail } = piece();
    const taken = made.take(1, work);
    await vi.advanceTimersByTimeAsync(2100);
    await taken;
    fail(new Error("the answer could not be written down"));
    await made.settled();
    expect(failures).toEqual([new Error("the answer could not be written down")]);
  });
});

test("work that is answered in time keeps its place, and what it throws is thrown", async () => {
  const { made, failures } = places();
  const quick = piece();
  const taken = made.take(1, quick.work);
  await vi.advanceTimersByTimeAsync(1900);
  quick.give("202");
  expect(await taken).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(quick.seen.place?.left).toBe(false);
  await expect(made.take(1, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  expect(failures).toEqual([]);
});

test("a shop has so many pieces of work under way, in places or beside, and others as many of their own", async () => {
  const { made } = places();
  const slow = Array.from({ length: SHOP_AT_ONCE }, piece);
  const all = slow.map(({ work }) => made.take(1, work));
  await vi.advanceTimersByTimeAsync(2100);
  await Promise.all(all);
  const more = piece();
  expect(await made.take(1, more.work)).toBe(false);
  expect(more.seen.place).toBeUndefined();
  const other = piece();
  const others = made.take(2, other.work);
  other.give("202");
  expect(await others).toBe(true);
  slow[0]?.give("202");
  await vi.advanceTimersByTimeAsync(0);
  more.give("202");
  expect(await made.take(1, more.work)).toBe(true);
  slow[1]?.give("202");
  await made.settled();
});
