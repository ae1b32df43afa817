import { describe, expect, it, onTestFinished } from "vitest";
import { startCompaniesHouse, type CompaniesHouse } from "../../simulators/companies-house/start";

const KEY = "a-key-of-the-register";
const START = new Date("2026-11-24T10:00:00Z");
const ACME = { company_number: "01234567", company_name: "ACME HEATING LIMITED" };

let clock = START;

async function register(): Promise<CompaniesHouse> {
  clock = START;
  const started = await startCompaniesHouse({ apiKeys: [KEY, "another"], companies: [ACME], now: () => clock });
  onTestFinished(() => started.close());
  return started;
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

async function call(
  { origin }: CompaniesHouse,
  path = "/company/01234567",
  authorization: string | null = basic(`${KEY}:`),
) {
  const response = await fetch(origin + path, { headers: authorization === null ? {} : { authorization } });
  const text = await response.text();
  const body = response.headers.get("content-type") === "application/json" ? (JSON.parse(text) as unknown) : text;
  return { status: response.status, headers: response.headers, body };
}

describe("the simulated Companies House", () => {
  it("answers with a company profile and what is left of the limit", async () => {
    const { status, body, headers } = await call(await register());
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...ACME, type: "ltd", company_status: "active", jurisdiction: "england-wales" });
    expect(headers.get("x-ratelimit-limit")).toBe("600");
    expect(headers.get("x-ratelimit-remain")).toBe("599");
    expect(headers.get("x-ratelimit-reset")).toBe(String(START.getTime() / 1000 + 300));
    expect(headers.get("x-ratelimit-window")).toBe("5m");
  });

  it.each([
    ["no key", null, 401],
    ["a key that is not known", basic("wrong:"), 401],
    ["a key with a password", basic(`${KEY}:secret`), 400],
    ["a key without the colon", basic(KEY), 400],
    ["the key as a bearer", `Bearer ${KEY}`, 400],
    ["the key in clear", `Basic ${KEY}`, 400],
  ])("refuses %s", async (_what, authorization, status) => {
    expect((await call(await register(), undefined, authorization)).status).toBe(status);
  });

  it.each([
    ["a number that is not there", "/company/09999999", 404],
    ["a number that is too short", "/company/1234567", 500],
    ["a number that is too long", "/company/012345678", 500],
    ["a number in lower case", "/company/sc123456", 500],
    ["a path that is not there", "/companies/01234567", 404],
  ])("does not answer %s", async (_what, path, status) => {
    expect((await call(await register(), path)).status).toBe(status);
  });

  it("says of a number that is not there what the real one says", async () => {
    expect((await call(await register(), "/company/09999999")).body).toEqual({
      errors: [{ type: "ch:service", error: "company-profile-not-found" }],
    });
  });

  it("answers 429 once a key has used up its window, and again when the window has ended", async () => {
    const simulator = await register();
    simulator.limit(2);
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await call(simulator)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await call(simulator, undefined, basic("another:"))).status).toBe(200);
    clock = new Date(START.getTime() + 300_000);
    expect((await call(simulator)).status).toBe(200);
  });

  it("takes a revoked key no longer", async () => {
    const simulator = await register();
    simulator.revokeKey(KEY);
    expect((await call(simulator)).status).toBe(401);
  });

  it.each([
    ["a short number", { company_number: "123" }],
    ["an unknown type", { type: "gmbh" }],
    ["an unknown status", { company_status: "asleep" }],
    ["an unknown jurisdiction", { jurisdiction: "france" }],
  ])("holds no company with %s", async (_what, entry) => {
    const simulator = await register();
    expect(() => simulator.addCompany({ ...ACME, ...entry })).toThrow("the register knows no such");
  });
});
