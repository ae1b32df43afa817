import { afterEach, describe, expect, test, vi } from "vitest";
import { answerOrNotReached, keepLastReading } from "~/ui/admin/notReached";

const lost = () => Promise.reject(new TypeError("Failed to fetch"));
const elsewhere = Response.redirect("https://app.example/login");
/** As the client of the routes does. */
const sendElsewhere = () => {
  throw elsewhere;
};

describe("an answer of the app", () => {
  test("is given as it is", async () => {
    await expect(answerOrNotReached(() => Promise.resolve({ done: "save" }))).resolves.toEqual({ done: "save" });
  });

  test("is a refusal of status 503 when the app cannot be reached", async () => {
    const answer = (await answerOrNotReached(lost)) as Response;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ problem: { code: "not_reached", fields: [] } });
  });

  test("that sends the browser elsewhere is followed", async () => {
    await expect(answerOrNotReached(sendElsewhere)).rejects.toBe(elsewhere);
  });
});

describe("a page that is read again while the app cannot be reached", () => {
  afterEach(() => vi.unstubAllGlobals());
  const at = (path: string) => vi.stubGlobal("window", { location: { pathname: path } });
  const read = (load: ReturnType<typeof keepLastReading>, path: string, serverLoader: () => Promise<unknown>) =>
    load({ request: new Request(`https://app.example${path}`), params: {}, serverLoader } as never);

  test("shows what was read last", async () => {
    const load = keepLastReading();
    at("/app/audiences/1");
    await read(load, "/app/audiences/1", () => Promise.resolve("first"));
    await read(load, "/app/audiences/1", () => Promise.resolve("second"));
    await expect(read(load, "/app/audiences/1", lost)).resolves.toBe("second");
  });

  test.each([
    ["was never read", "/app/audiences/1", undefined],
    ["is another's than was read last", "/app/audiences/1", "/app/audiences/2"],
    ["is only being opened", "/app/audiences", "/app/audiences/1"],
  ])("fails when it %s", async (_case, now, readBefore) => {
    const load = keepLastReading();
    at(now);
    if (readBefore) await read(load, readBefore, () => Promise.resolve("before"));
    await expect(read(load, "/app/audiences/1", lost)).rejects.toThrow("Failed to fetch");
  });

  test("follows where the app sends the browser", async () => {
    const load = keepLastReading();
    at("/app/audiences/1");
    await read(load, "/app/audiences/1", () => Promise.resolve("first"));
    await expect(read(load, "/app/audiences/1", sendElsewhere)).rejects.toBe(elsewhere);
  });

  test("is given by the server when it is first drawn", () => {
    expect(keepLastReading().hydrate).toBe(true);
  });
});
