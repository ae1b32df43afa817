import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import type { ShopifySimulator } from "../../../simulators/shopify/start";
import { admin, customer, start, storeFile } from "./support";

const EMAIL = "pat@newfirm.example";
const QUERY = '{ shop { metafield(namespace: "$app", key: "consent_wording") { value } } }';

/** A shop with one customer, and with the wording on it; customer accounts may read it or not. */
async function shop(access: "READ" | "NONE" = "READ"): Promise<ShopifySimulator> {
  const known = customer(5, { defaultEmailAddress: { emailAddress: EMAIL } });
  const simulator = await start({ storeFile: storeFile([known]), webhookRetryDelays: [] });
  const definition = {
    name: "Wordings",
    namespace: "$app",
    key: "consent_wording",
    ownerType: "SHOP",
    type: "json",
    access: { customerAccount: access },
  };
  const metafield = {
    ownerId: "gid://shopify/Shop/70000001",
    namespace: "$app",
    key: "consent_wording",
    type: "json",
    value: "{}",
  };
  await admin(
    simulator,
    "mutation($d: MetafieldDefinitionInput!, $m: [MetafieldsSetInput!]!) { metafieldDefinitionCreate(definition: $d) { userErrors { code } } metafieldsSet(metafields: $m) { userErrors { code } } }",
    { d: definition, m: [metafield] },
  );
  return simulator;
}

async function signIn(simulator: ShopifySimulator, email = EMAIL): Promise<{ status: number; cookie: string }> {
  const response = await fetch(`${simulator.storefrontOrigin}/account/login?return_to=https://elsewhere.example`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ email }),
  });
  expect(response.headers.get("location") ?? "/account/").toMatch(/^\/account\//);
  return { status: response.status, cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

const post = async (simulator: ShopifySimulator, path: string, cookie = "", body: unknown = {}) => {
  const response = await fetch(`${simulator.storefrontOrigin}/account/${path}`, {
    method: "POST",
    headers: { cookie },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
};

describe("a customer account", () => {
  it("is shown to nobody who is not signed in", async () => {
    const simulator = await shop();
    const response = await fetch(`${simulator.storefrontOrigin}/account/profile?locale=cy`, { redirect: "manual" });
    expect(response.headers.get("location")).toBe("/account/login?return_to=%2Faccount%2Fprofile%3Flocale%3Dcy");
    expect((await post(simulator, "profile/session-token")).status).toBe(401);
    expect((await signIn(simulator, "nobody@else.example")).status).toBe(422);
  });

  it("gives a token of whoever is signed in", async () => {
    const simulator = await shop();
    const { cookie } = await signIn(simulator);
    const { json } = await post(simulator, "profile/session-token", cookie);
    expect(decodeJwt(json.token ?? "")).toMatchObject({
      sub: "gid://shopify/Customer/5",
      dest: simulator.settings.shop.domain,
      aud: simulator.settings.app.apiKey,
    });
  });

  it.each([
    ["READ", { shop: { metafield: { value: "{}" } } }],
    ["NONE", { shop: { metafield: null } }],
  ] as const)("lets the Customer Account API read a metafield with %s", async (access, data) => {
    const simulator = await shop(access);
    const { cookie } = await signIn(simulator);
    const { json } = await post(simulator, "profile/customer-api", cookie, JSON.stringify({ query: QUERY }));
    expect(JSON.parse(json.body ?? "")).toEqual({ data });
  });

  it("has no fields that the Customer Account API does not have", async () => {
    const simulator = await shop();
    const { cookie } = await signIn(simulator);
    const query = "{ shop { ownerEmail } }";
    const { json } = await post(simulator, "profile/customer-api", cookie, JSON.stringify({ query }));
    expect(json.body).toContain("Cannot query field");
  });
});

describe("an order's own page", () => {
  it("knows the customer only when that customer is signed in", async () => {
    const simulator = await shop();
    const checkout = await fetch(`${simulator.storefrontOrigin}/checkout`);
    const fields = { email: EMAIL, firstName: "Pat", lastName: "New", address1: "9 Mill Lane", city: "C", zip: "D" };
    await fetch(checkout.url, { method: "POST", body: new URLSearchParams(fields) });
    const path = `orders/${new URL(checkout.url).pathname.split("/").at(-1)}`;
    const { cookie } = await signIn(simulator);
    const claims = async (as?: string) =>
      decodeJwt((await post(simulator, `${path}/session-token`, as)).json.token ?? "");
    expect((await claims()).sub).toBeUndefined();
    expect((await claims(cookie)).sub).toBe("gid://shopify/Customer/5");
    const page = async (as = "") =>
      (await fetch(`${simulator.storefrontOrigin}/account/${path}`, { headers: { cookie: as } })).text();
    expect(await page()).not.toContain("9 Mill Lane");
    expect(await page(cookie)).toContain("9 Mill Lane");
  });

  it("is there for no other link", async () => {
    const simulator = await shop();
    expect((await fetch(`${simulator.storefrontOrigin}/account/orders/abc`)).status).toBe(404);
  });
});
