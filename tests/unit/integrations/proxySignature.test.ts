import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isSignedByProxy } from "~/integrations/shopify/proxySignature";
import { signProxy } from "../../simulators/shopify/sign";

const SECRET = "the app's secret";
const NOW = new Date("2026-03-02T10:00:00Z");
const seconds = NOW.getTime() / 1000;

const library = shopifyApi({
  apiKey: "app",
  apiSecretKey: SECRET,
  apiVersion: ApiVersion.July26,
  hostName: "app.twostage.test",
  isEmbeddedApp: true,
  logger: { log: () => undefined },
});
const byLibrary = (query: URLSearchParams) =>
  library.utils.validateHmac(query, { signator: "appProxy" }).catch(() => false);

// The library looks at the clock itself.
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const signed = (more: Record<string, string> = {}, secret = SECRET) =>
  signProxy({ shop: "a.myshopify.com", token: "x", timestamp: String(seconds), ...more }, secret);
const ours = (query: string, now = NOW) => isSignedByProxy(new URLSearchParams(query), SECRET, now);

describe("a query of the app proxy", () => {
  test.each([
    ["as it was signed", signed(), true],
    ["with a parameter of a customer", signed({ logged_in_customer_id: "7", path_prefix: "/apps/twostage" }), true],
    ["89 seconds old", signed({ timestamp: String(seconds - 89) }), true],
    ["91 seconds old", signed({ timestamp: String(seconds - 91) }), false],
    ["of a time to come", signed({ timestamp: String(seconds + 91) }), false],
    ["signed with another secret", signed({}, "another"), false],
    ["with a parameter more", `${signed()}&more=1`, false],
    ["for another shop", signed().replace("a.myshopify", "b.myshopify"), false],
    ["with two shops", `${signed()}&shop=b.myshopify.com`, false],
    ["with two signatures", `${signed()}&signature=00`, false],
    ["without a signature", "shop=a.myshopify.com", false],
    ["with a signature of another length", signed().replace(/signature=[0-9a-f]{4}/, "signature="), false],
    ["with an empty signature", signed().replace(/signature=[0-9a-f]*/, "signature="), false],
    ["with a time that is none", signed({ timestamp: "soon" }), false],
    ["with nothing in it", "", false],
  ])("%s: %#", async (_, query, expected) => {
    expect(ours(query)).toBe(expected);
    expect(await byLibrary(new URLSearchParams(query))).toBe(expected);
  });

  test("without a time is refused, however it was signed", () => {
    expect(ours(signProxy({ shop: "a.myshopify.com" }, SECRET))).toBe(false);
  });
});

const name = fc.oneof(
  fc.constantFrom("shop", "signature", "timestamp", "hmac", "token", "path_prefix", "Token", "__proto__", "ä", "a b"),
  fc.string({ maxLength: 6 }),
);
const value = fc.oneof(
  fc.constantFrom("", ",", "=", "a,b", "&", String(seconds), String(seconds - 90), String(seconds + 91), "1e3", " "),
  fc.string({ maxLength: 12, unit: "grapheme" }),
);

test("is answered as by Shopify's own library, whatever is in it and however it is signed", async () => {
  const answers = { true: 0, false: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, value), { maxLength: 8 }),
      fc.boolean(),
      fc.boolean(),
      async (pairs, sign, dated) => {
        const query = new URLSearchParams(pairs);
        if (dated) query.set("timestamp", String(seconds));
        if (sign) {
          // As the library would sign it, so that what is good is met as well as what is not.
          query.delete("signature");
          const joined = [...new Set(query.keys())].filter((each) => each !== "hmac");
          query.append("signature", new URLSearchParams(signProxy(Object.fromEntries(joined.map((each) => [each, query.getAll(each).join(",")])), SECRET)).get("signature") ?? ""); // prettier-ignore
        }
        const expected = await byLibrary(query);
        answers[`${expected}`] += 1;
        expect(isSignedByProxy(query, SECRET, NOW)).toBe(expected);
      },
    ),
    { numRuns: 500, seed: 20 },
  );
  expect(Math.min(answers.true, answers.false)).toBeGreaterThan(50);
});
