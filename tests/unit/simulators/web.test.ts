import https, { type RequestOptions } from "node:https";
import type { LookupFunction } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { reach } from "~/integrations/web/reach";
import { simulateWeb } from "../../simulators/web.mjs";

beforeAll(() => simulateWeb());

const givesOnly =
  (address: string): LookupFunction =>
  (_host, options, done) =>
    options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);

/** What comes of a request to a machine of the simulated web. */
const ask = (options: RequestOptions) =>
  new Promise<number | string>((resolve) => {
    const request = https.request(new URL("https://shop.example/"), options);
    request.once("error", ({ message }) => resolve(message));
    request.once("response", (response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    request.end();
  });

describe("the simulated web", () => {
  it.each([
    ["a page that is there", "https://shop.example/a", "reached"],
    ["a page that is gone", "https://www.shop.example/gone", "broken"],
  ] as const)("has for the app's look %s", async (_, link, expected) => {
    expect(await reach(link)).toBe(expected);
  });

  it("answers a request that brings the look-up that was made", async () => {
    expect(await ask({ lookup: givesOnly("93.184.215.14") })).toBe(200);
  });

  it.each([
    ["leaves the look-up to the connection", {}, /would be looked up a second time/],
    ["goes to another address", { lookup: givesOnly("127.0.0.1") }, /not at the address that was looked at/],
  ])("refuses a request that %s", async (_, options, message) => {
    expect(await ask(options)).toMatch(message);
  });
});
