import { describe, expect, it } from "vitest";
import { start } from "./support";

const BRAND = "{ shop { brand { logo { image { url(transform: { maxWidth: 320, preferredContentType: PNG }) } } } } }";

async function ask(origin: string, query: string, more: { path?: string; headers?: Record<string, string> } = {}) {
  const response = await fetch(`${origin}${more.path ?? "/api/2026-07/graphql.json"}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...more.headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as { data?: unknown; errors?: unknown } };
}

describe("The Storefront API of the simulator", () => {
  it("gives a brand to everybody, with pictures made as small as they are asked for", async () => {
    const { apiOrigin } = await start({ brand: { logo: "logo.webp" } });
    const url = "https://cdn.shopify.com/s/files/1/0001/0001/files/logo.webp?v=1&width=320&format=png";
    expect(await ask(apiOrigin, BRAND)).toEqual({
      status: 200,
      body: { data: { shop: { brand: { logo: { image: { url } } } } } },
    });
  });

  it("has no brand where the merchant has set none", async () => {
    const { apiOrigin } = await start();
    expect((await ask(apiOrigin, BRAND)).body).toEqual({ data: { shop: { brand: null } } });
  });

  it.each([
    ["another version", { path: "/api/2020-01/graphql.json" }, 404],
    ["a token that it has not issued", { headers: { "X-Shopify-Storefront-Access-Token": "made-up" } }, 403],
    ["the token of the Admin API", { headers: { "Shopify-Storefront-Private-Token": "shpat_1" } }, 403],
    ["what is no JSON", { headers: { "Content-Type": "text/plain" } }, 400],
  ])("refuses %s", async (_, more, status) => {
    const { apiOrigin } = await start({ brand: {} });
    expect((await ask(apiOrigin, BRAND, more)).status).toBe(status);
  });

  it("refuses everybody while the store has a password", async () => {
    const { apiOrigin } = await start({ password: "sesame" });
    expect((await ask(apiOrigin, BRAND)).status).toBe(403);
  });

  it("knows no field that the published schema lacks", async () => {
    const { apiOrigin } = await start();
    const { body } = await ask(apiOrigin, "{ shop { brand { font } } }");
    expect(body.data).toBeUndefined();
    expect(JSON.stringify(body.errors)).toContain("font");
  });
});
