import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const app = () => shop.world.processes[0]?.origin ?? "";
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app()}${path}`, { redirect: "manual", headers: { "user-agent": USER_AGENT, ...headers } });

describe("the server", () => {
  it.each(["/healthz", "/readyz"])("says on %s that it is well", async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it("gives every answer an id and the security headers", async () => {
    const { headers } = await get("/healthz");
    expect(headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("referrer-policy")).toBeTruthy();
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("follows a caller's request id, and takes none that could forge a log line", async () => {
    expect((await get("/healthz", { "x-request-id": "caller-id-0001" })).headers.get("x-request-id")).toBe(
      "caller-id-0001",
    );
    expect((await get("/healthz", { "x-request-id": '","forged":"' })).headers.get("x-request-id")).not.toContain(
      "forged",
    );
  });

  it("compresses pages", async () => {
    const page = await fetch(await shop.world.shopify.frameUrl("/app/settings"), {
      headers: { "user-agent": USER_AGENT },
    });
    expect(page.status).toBe(200);
    const direct = await get(
      new URL(await shop.world.shopify.frameUrl("/app/settings")).pathname +
        new URL(await shop.world.shopify.frameUrl("/app/settings")).search,
      { "accept-encoding": "gzip" },
    );
    expect(direct.headers.get("content-encoding")).toBe("gzip");
  });

  it.each([
    ["is no base64", "%%%"],
    ["is of another site", Buffer.from("evil.example/store/x").toString("base64")],
    ["is empty of sense", Buffer.from("admin.shopify.com").toString("base64")],
  ])("answers 400 when the host parameter %s", async (_name, host) => {
    expect((await get(`/app?shop=x.myshopify.com&embedded=1&host=${encodeURIComponent(host)}`)).status).toBe(400);
  });

  it("lets only the shop's admin frame a page", async () => {
    const url = new URL(await shop.world.shopify.frameUrl());
    const page = await get(`/app${url.search}`);
    expect(page.headers.get("content-security-policy")).toContain(
      `frame-ancestors https://${shop.world.shopify.settings.shop.domain} https://admin.shopify.com`,
    );
  });

  it("logs no query, token or address", async () => {
    await get("/app?id_token=secret-token-value&email=someone@firm.example");
    await get("/no-such-page/someone@firm.example");
    const log = shop.log();
    expect(log).toContain('"path":"/app"');
    expect(log).not.toContain("secret-token-value");
    expect(log).not.toContain("someone@firm.example");
  });
});

describe("the start", () => {
  /** Starts the built app with an environment and gives how it ended. */
  function start(environment: Record<string, string>): Promise<{ code: number | null; words: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, ["build/server.js", "web"], {
        env: { ...environment, NODE_ENV: "production" },
      });
      let words = "";
      child.stderr.on("data", (chunk: Buffer) => (words += chunk.toString()));
      child.on("exit", (code) => resolve({ code, words }));
    });
  }

  it("stops with one message that names everything that is missing", async () => {
    const { code, words } = await start({});
    expect(code).toBe(1);
    for (const name of [
      "DATABASE_URL",
      "SHOPIFY_API_KEY",
      "SHOPIFY_API_SECRET",
      "SHOPIFY_APP_URL",
      "SCOPES",
      "APP_SECRET",
    ]) {
      expect(words).toContain(`  ${name} is missing`);
    }
    expect(words).not.toContain("    at ");
  });

  it("names a bad variable without its value", async () => {
    const { code, words } = await start({ ...shop.world.environment, APP_SECRET: "too-short", PORT: "no-port" });
    expect(code).toBe(1);
    expect(words).toContain("APP_SECRET must have at least 32 characters");
    expect(words).toContain("PORT must be a port number");
    expect(words).not.toContain("too-short");
  });

  it("refuses an APP_SECRET that does not open the keys of the database", async () => {
    const { code, words } = await start({
      ...shop.world.environment,
      APP_SECRET: "another-secret-of-more-than-32-characters!",
    });
    expect(code).toBe(1);
    expect(words).toContain("APP_SECRET does not open the keys");
  });
});
