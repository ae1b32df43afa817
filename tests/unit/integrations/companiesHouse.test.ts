import { describe, expect, it, onTestFinished } from "vitest";
import { askCompaniesHouse } from "~/integrations/companiesHouse/client";
import { startCompaniesHouse, type CompaniesHouse, type Fault } from "../../simulators/companies-house/start";

const KEY = "a-key-of-the-register";
const NOW = new Date("2026-11-24T10:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

async function register(): Promise<CompaniesHouse> {
  const started = await startCompaniesHouse({
    apiKeys: [KEY],
    companies: [{ company_number: "01234567", company_name: "ACME HEATING LIMITED" }],
    now: () => NOW,
  });
  onTestFinished(() => started.close());
  return started;
}

const ask = ({ origin }: { origin: string }, number = "01234567", apiKey = KEY) =>
  askCompaniesHouse({ baseUrl: origin, apiKey, timeoutMs: 300 }, number, NOW);

describe("the question to Companies House", () => {
  it("is answered with what the register says", async () => {
    const simulator = await register();
    simulator.addCompany({
      company_number: "SL012345",
      company_name: "GLEN PARTS LP",
      type: "limited-partnership",
      jurisdiction: "scotland",
      company_status: null,
      previous_company_names: [{ name: "GLEN SPARES", effective_from: "2001-01-01", ceased_on: "2010-01-01" }],
    });
    expect(await ask(simulator, "SL012345")).toEqual({
      kind: "found",
      entry: {
        number: "SL012345",
        name: "GLEN PARTS LP",
        type: "limited-partnership",
        status: undefined,
        jurisdiction: "scotland",
        previousNames: ["GLEN SPARES"],
      },
    });
    expect(simulator.requests).toEqual([{ path: "/company/SL012345", key: KEY, status: 200 }]);
  });

  it("is answered when there is no such number", async () => {
    expect(await ask(await register(), "09999999")).toEqual({ kind: "not_found" });
  });

  it("is refused with another key", async () => {
    expect(await ask(await register(), "01234567", "another-key")).toEqual({ kind: "key_refused" });
  });

  it.each<[what: string, fault: Fault]>([
    ["the connection is cut", "cut"],
    ["no answer comes", "unanswered"],
    ["the answer is no JSON", "not_json"],
    ["it is sent elsewhere, where the key must not go", "redirect"],
    ["the server is at fault", { status: 500 }],
    ["the server is down", { status: 503 }],
    ["something answers 404 that is not the register", { status: 404 }],
    ["the question is not understood", { status: 400 }],
  ])("goes unanswered when %s", async (_what, fault) => {
    const simulator = await register();
    simulator.failNext(fault);
    expect(await ask(simulator)).toEqual({ kind: "unreachable" });
    expect(simulator.requests).toHaveLength(1);
    expect(await ask(simulator)).toMatchObject({ kind: "found" });
  });

  it("goes unanswered when nobody is there", async () => {
    expect(await ask({ origin: "http://127.0.0.1:1" })).toEqual({ kind: "unreachable" });
  });

  it("that comes after too many is told when to come again", async () => {
    const simulator = await register();
    simulator.limit(1);
    expect(await ask(simulator)).toMatchObject({ kind: "found" });
    expect(await ask(simulator)).toEqual({ kind: "limited", until: later(300) });
  });

  it("that is limited without being told until when waits a whole window", async () => {
    const simulator = await register();
    simulator.failNext({ status: 429 });
    expect(await ask(simulator)).toEqual({ kind: "limited", until: later(300) });
  });

  it("is refused with 403 as with 401", async () => {
    const simulator = await register();
    simulator.failNext({ status: 403 });
    expect(await ask(simulator)).toEqual({ kind: "key_refused" });
  });
});
