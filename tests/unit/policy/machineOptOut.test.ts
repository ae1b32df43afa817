import { describe, expect, test } from "vitest";
import { agentOf, AT_ONCE_SECONDS, machineSigns, MANY_LINKS, WITHIN_MS, type SeenOptOut } from "~/policy/machineOptOut";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

describe("what opened a link", () => {
  test.each([
    ["a browser, by its family", CHROME, "Chrome"],
    ["another browser", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"],
    ["a crawler", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "bot"],
    ["a library", "python-requests/2.32", "bot"],
    ["a tool", "curl/8.5.0", "bot"],
    ["nothing said", null, "none"],
    ["nothing but spaces", "  ", "none"],
  ])("is %s", (_what, userAgent, agent) => {
    expect(agentOf(userAgent)).toBe(agent);
  });
});

const START = Date.parse("2026-03-02T10:00:00Z");
const seen = (over: Partial<SeenOptOut> & { atMs?: number } = {}): SeenOptOut => {
  const { atMs = 0, ...rest } = over;
  return {
    id: "one",
    at: new Date(START + atMs),
    agent: "Chrome",
    seconds: 3600,
    domain: "firm.example",
    spoke: false,
    ...rest,
  };
};
const signsOf = (...all: SeenOptOut[]) => Object.fromEntries(machineSigns(all));
const several = (count: number, apartMs: number, over: Partial<SeenOptOut> = {}) =>
  Array.from({ length: count }, (_, n) => seen({ id: `n${n}`, atMs: n * apartMs, ...over }));

describe("an opt-out was probably made by a machine", () => {
  test.each<[string, SeenOptOut[], object]>([
    ["not when a browser came an hour later", [seen()], {}],
    ["when a program says that it is one", [seen({ agent: "bot" })], { one: ["bot_agent"] }],
    ["when it does not say what it is", [seen({ agent: "none" })], { one: ["bot_agent"] }],
    ["when it came within seconds", [seen({ seconds: AT_ONCE_SECONDS })], { one: ["at_once"] }],
    ["not a second after that", [seen({ seconds: AT_ONCE_SECONDS + 1 })], {}],
    ["not when nobody knows how soon it came", [seen({ seconds: null })], {}],
    ["for both reasons", [seen({ agent: "bot", seconds: 1 })], { one: ["bot_agent", "at_once"] }],
    ["not when somebody said why on the page", [seen({ agent: "bot", seconds: 1, spoke: true })], {}],
    [
      "when several links of one domain were opened within a minute",
      several(MANY_LINKS, WITHIN_MS / (MANY_LINKS - 1)),
      { n0: ["many_at_domain"], n1: ["many_at_domain"], n2: ["many_at_domain"] },
    ],
    ["not when they took longer", several(MANY_LINKS, WITHIN_MS / (MANY_LINKS - 1) + 1), {}],
    ["not when they were fewer", several(MANY_LINKS - 1, 0), {}],
    ["not at a provider of personal mailboxes", several(9, 0, { domain: "gmail.com" }), {}],
    ["not when the addresses are erased", several(9, 0, { domain: null }), {}],
    [
      "not when they are of several domains",
      several(9, 0).map((one, n) => ({ ...one, domain: `firm-${n}.example` })),
      {},
    ],
  ])("%s", (_when, all, signs) => {
    expect(signsOf(...all)).toEqual(signs);
  });

  test("wherever in a long row the crowd is, and in whatever order it is told", () => {
    const slow = several(20, 10 * WITHIN_MS);
    const quick = [0, 1, 2].map((n) => seen({ id: `quick${n}`, atMs: 5 * WITHIN_MS + n }));
    const signs = signsOf(...[...slow, ...quick].reverse());
    expect(Object.keys(signs).sort()).toEqual(["quick0", "quick1", "quick2"]);
  });
});
