import { describe, expect, it } from "vitest";
import { sessionToken } from "../../../simulators/shopify/sign";
import { app, exchange, shop, start } from "./support";

describe("token exchange", () => {
  it("gives an expiring offline token, a refresh token and the granted scopes", async () => {
    const simulator = await start({ scopes: ["read_customers", "read_orders"] });
    const { status, body } = await exchange(simulator);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scope: "read_customers,read_orders",
      expires_in: 3600,
      refresh_token_expires_in: 7776000,
    });
    expect(simulator.tokens.check(String(body.access_token), shop)?.scopes).toEqual(
      new Set(["read_customers", "read_orders"]),
    );
    expect(simulator.tokens.check(String(body.access_token), "another.myshopify.com")).toBeUndefined();
  });

  it("gives a token that never expires where none that does was asked for", async () => {
    const { body } = await exchange(await start(), { expiring: "0" });
    expect(body).not.toHaveProperty("refresh_token");
    expect(body).not.toHaveProperty("expires_in");
  });

  it("refuses a wrong client secret with 401", async () => {
    const { status, body } = await exchange(await start(), { client_secret: "guess" });
    expect([status, body.error]).toEqual([401, "invalid_client"]);
  });

  it("does not know another shop", async () => {
    expect((await exchange(await start(), {}, "another.myshopify.com")).status).toBe(404);
  });

  it.each([
    ["of another app", { forge: { aud: "other-app" } }],
    ["of another shop", { forge: { dest: "https://another.myshopify.com" } }],
    ["that has expired", { forge: { exp: Math.floor(Date.now() / 1000) - 20 } }],
    ["signed with another secret", { apiSecret: "guess" }],
  ])("refuses a session token %s with 400", async (_what, change) => {
    const subject_token = await sessionToken({ ...app, shop, ...change });
    const { status, body } = await exchange(await start(), { subject_token });
    expect([status, body.error]).toEqual([400, "invalid_subject_token"]);
  });

  it("refreshes once per refresh token", async () => {
    const simulator = await start();
    const first = await exchange(simulator);
    const change = { grant_type: "refresh_token", refresh_token: first.body.refresh_token };
    const second = await exchange(simulator, change);
    expect(second.status).toBe(200);
    expect(second.body.access_token).not.toBe(first.body.access_token);
    expect((await exchange(simulator, change)).status).toBe(400);
  });

  it("lets tokens expire by the clock", async () => {
    let now = Date.now();
    const simulator = await start({ now: () => now, accessTokenLife: 60 });
    const { body } = await exchange(simulator);
    now += 61_000;
    expect(simulator.tokens.check(String(body.access_token), shop)).toBeUndefined();
  });
});
