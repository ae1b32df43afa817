import { describe, expect, it } from "vitest";
import { AdminFailure, costOf, isRefusedQuery, readFailure, type QueryCost } from "~/integrations/shopify/failures";
import { Budget, obeyThrottle, Throttled, type CostedGraphql } from "~/integrations/shopify/throttle";

/** A clock that waits by being told so. */
function makeClock() {
  let now = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: (ms: number) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

const cost = (requested: number, available: number): QueryCost => ({
  requestedQueryCost: requested,
  throttleStatus: { maximumAvailable: 1000, currentlyAvailable: available, restoreRate: 50 },
});
const throttled = (available?: number, retryAfterMs?: number) =>
  new Throttled(
    new AdminFailure("unavailable", "THROTTLED", retryAfterMs),
    available === undefined ? undefined : cost(100, available),
  );

/** A sender that gives these answers in turn. */
function scripted(...answers: (QueryCost | Throttled | Error)[]) {
  const asked: string[] = [];
  const send: CostedGraphql = (document) => {
    asked.push(document);
    const answer = answers.shift();
    if (answer === undefined) return Promise.reject(new Error("not expected"));
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve({ data: { answer: asked.length }, cost: answer });
  };
  return { asked, send };
}

describe("keeping within the store's budget", () => {
  it("waits for nothing while there are points", async () => {
    const clock = makeClock();
    const { send } = scripted(cost(10, 990), cost(10, 980));
    const admin = obeyThrottle(send, new Budget(), clock);
    expect(await admin("a")).toEqual({ answer: 1 });
    expect(await admin("a")).toEqual({ answer: 2 });
    expect(clock.waits).toEqual([]);
  });

  it("waits until there are enough for the next, and leaves a tenth to others", async () => {
    const clock = makeClock();
    const { send } = scripted(cost(100, 50), cost(100, 0));
    const admin = obeyThrottle(send, new Budget(), clock);
    await admin("a");
    await admin("a");
    // 100 for the request and 100 kept free, of which 50 are there: 150 points at 50 a second.
    expect(clock.waits).toEqual([3000]);
  });

  it("sends a refused request again when its cost has been restored", async () => {
    const clock = makeClock();
    const { send, asked } = scripted(throttled(0), cost(100, 50));
    expect(await obeyThrottle(send, new Budget(), clock)("a")).toEqual({ answer: 2 });
    expect(asked).toEqual(["a", "a"]);
    expect(clock.waits).toEqual([4000]);
  });

  it("waits as long as Shopify says where it tells no budget, and longer each time where it says nothing", async () => {
    const clock = makeClock();
    const { send } = scripted(throttled(undefined, 7000), throttled(), throttled(), cost(1, 999));
    await obeyThrottle(send, new Budget(), clock)("a");
    expect(clock.waits).toEqual([7000, 2000, 4000]);
  });

  it("gives up after some refusals, for the queue to try later", async () => {
    const clock = makeClock();
    const { send, asked } = scripted(...Array.from({ length: 10 }, () => throttled(0)));
    await expect(obeyThrottle(send, new Budget(), clock)("a")).rejects.toMatchObject({
      kind: "unavailable",
      code: "THROTTLED",
    });
    expect(asked).toHaveLength(6);
  });

  it("shares the budget between all that ask of one shop", async () => {
    const clock = makeClock();
    const budget = new Budget();
    const { send } = scripted(cost(100, 150), cost(100, 100), cost(100, 100));
    await obeyThrottle(send, budget, clock)("a");
    await Promise.all([obeyThrottle(send, budget, clock)("a"), obeyThrottle(send, budget, clock)("a")]);
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(1000);
  });

  it("passes every other failure on at once", async () => {
    const clock = makeClock();
    const failure = new AdminFailure("unavailable", "HTTP_503");
    await expect(obeyThrottle(scripted(failure).send, new Budget(), clock)("a")).rejects.toBe(failure);
    expect(clock.waits).toEqual([]);
  });
});

describe("what Shopify's client throws", () => {
  const graphql = (...codes: string[]) =>
    Object.assign(new Error("jo@firm.example is quoted"), {
      body: { errors: { graphQLErrors: codes.map((code) => ({ extensions: { code } })) }, extensions: {} },
    });
  const http = (code: number, retryAfter?: number) => Object.assign(new Error("x"), { response: { code, retryAfter } });
  class HttpRequestError extends Error {}

  it.each([
    ["a throttled query", graphql("THROTTLED"), "unavailable", "THROTTLED"],
    ["too many requests", http(429, 2), "unavailable", "THROTTLED"],
    ["a missing scope or approval", graphql("ACCESS_DENIED"), "denied", "ACCESS_DENIED"],
    ["a fault of its own", graphql("INTERNAL_SERVER_ERROR"), "unavailable", "INTERNAL_SERVER_ERROR"],
    ["a gateway's answer", http(502), "unavailable", "HTTP_502"],
    ["a frozen shop", http(402), "unavailable", "HTTP_402"],
    ["a dead token", http(401), "unavailable", "HTTP_401"],
    ["a refusal", http(403), "denied", "HTTP_403"],
    ["no network", new HttpRequestError("x"), "unavailable", "NETWORK"],
  ])("%s", (_case, error, kind, code) => {
    const failure = readFailure(error)?.failure;
    expect(failure).toMatchObject({ kind, code });
    expect(failure?.message).not.toContain("@");
  });

  it("says that a query is refused by errors in GraphQL that are not of the API as a whole", () => {
    expect(isRefusedQuery(graphql("INVALID"))).toBe(true);
    expect(isRefusedQuery(graphql("INVALID", "THROTTLED"))).toBe(false);
    for (const other of [
      graphql(),
      graphql("ACCESS_DENIED"),
      http(502),
      new Error("x"),
      new AdminFailure("unavailable", "NETWORK"),
      "text",
    ])
      // prettier-ignore
      expect(isRefusedQuery(other)).toBe(false);
  });

  it("is left alone where it is none of the Admin API's", () => {
    expect(readFailure(new Error("the database is gone"))).toBeUndefined();
    expect(readFailure("text")).toBeUndefined();
    expect(readFailure(graphql("undefinedField"))).toBeUndefined();
  });

  it("tells no cost where the extensions are not of the form", () => {
    for (const extensions of [undefined, {}, { cost: {} }, { cost: { requestedQueryCost: "1", throttleStatus: {} } }])
      expect(costOf(extensions)).toBeUndefined();
    expect(costOf({ cost: cost(1, 2) })).toEqual(cost(1, 2));
  });
});
