import { describe, expect, it } from "vitest";
import { until } from "../simulators/demo/until";
import { signWebhook } from "../simulators/shopify/sign";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });

function send(
  topic: string,
  payload: object | string,
  forge: Record<string, string | undefined> = {},
  method = "POST",
) {
  const { settings, appUrl } = shop.world.shopify;
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const headers = signWebhook({ topic, shop: settings.shop.domain, body, secret: settings.app.apiSecret, forge });
  return fetch(`${appUrl}/webhooks`, { method, headers, ...(method === "POST" ? { body } : {}) });
}
const deliveries = async (id: string) =>
  (await shop.world.database.query("SELECT 1 FROM webhook_delivery WHERE webhook_id = $1", [id])).rows.length;

describe("a webhook", () => {
  it("with Shopify's signature is taken", async () => {
    expect((await send("customers/update", { id: 1 }, { "x-shopify-webhook-id": "taken-1" })).status).toBe(200);
    expect(await deliveries("taken-1")).toBe(1);
  });

  describe.each([
    ["customers/update", { id: 1 }],
    ["orders/cancelled", { id: 2, cancelled_at: "2026-03-02T10:00:00Z" }],
    ["refunds/create", { id: 3, order_id: 2 }],
  ])("of %s", (topic, payload) => {
    it.each([
      ["x-shopify-hmac-sha256", 400],
      ["x-shopify-topic", 400],
      ["x-shopify-shop-domain", 400],
      ["x-shopify-api-version", 400],
      ["x-shopify-webhook-id", 400],
    ])("without %s is refused", async (header, status) => {
      expect((await send(topic, payload, { [header]: undefined })).status).toBe(status);
    });

    it("with a forged signature is refused with 401, as Shopify asks", async () => {
      const forged = { "x-shopify-hmac-sha256": Buffer.alloc(32).toString("base64"), "x-shopify-webhook-id": topic };
      expect((await send(topic, payload, forged)).status).toBe(401);
      expect(await deliveries(topic)).toBe(0);
    });
  });

  it("whose body was changed after signing is refused", async () => {
    const { settings, appUrl } = shop.world.shopify;
    const headers = signWebhook({
      topic: "customers/update",
      shop: settings.shop.domain,
      body: '{"id":1}',
      secret: settings.app.apiSecret,
    });
    expect((await fetch(`${appUrl}/webhooks`, { method: "POST", headers, body: '{"id":2}' })).status).toBe(401);
  });

  it("that is not JSON is refused", async () => {
    expect((await send("customers/update", "not json")).status).toBe(400);
  });

  it("by GET is refused", async () => {
    expect((await send("customers/update", {}, {}, "GET")).status).toBe(405);
  });

  it("that is far too large is refused", async () => {
    expect((await send("customers/update", { note: "x".repeat(3_000_000) })).status).toBe(413);
  });

  it("that comes twice is acted on once", async () => {
    const forge = { "x-shopify-webhook-id": "twice" };
    expect((await send("customers/redact", { customer: { id: 5 } }, forge)).status).toBe(200);
    expect((await send("customers/redact", { customer: { id: 5 } }, forge)).status).toBe(200);
    const { rows } = await shop.world.database.query("SELECT 1 FROM privacy_request WHERE webhook_id = 'twice'");
    expect(rows).toHaveLength(1);
  });

  it("for a shop without the app changes nothing", async () => {
    expect(
      (await send("customers/update", { id: 1 }, { "x-shopify-shop-domain": "another-shop.myshopify.com" })).status,
    ).toBe(200);
    const { rows } = await shop.world.database.query("SELECT 1 FROM shop WHERE domain <> $1", [
      shop.world.shopify.settings.shop.domain,
    ]);
    expect(rows).toHaveLength(0);
  });
});

describe("what the store tells", () => {
  it("brings a new customer in, and takes an unsubscribe in Shopify as an exclusion", async () => {
    const { events } = shop.world.shopify;
    const customer = await events.createCustomer({
      displayName: "New Buyer",
      numberOfOrders: "2",
      defaultEmailAddress: {
        emailAddress: "new.buyer@newfirm.example",
        marketingState: "NOT_SUBSCRIBED",
        validFormat: true,
      },
      defaultAddress: { company: "New Firm Ltd", countryCodeV2: "GB" },
    });
    const look = (sql: string) => until(30_000, () => shop.world.database.query(sql));
    await look(
      "SELECT 1 FROM contact WHERE email = 'new.buyer@newfirm.example' AND legal_form = 'corporate' AND relation = 'customer'",
    );
    await events.setMarketingState(customer.id, "UNSUBSCRIBED");
    await look("SELECT 1 FROM exclusion WHERE email = 'new.buyer@newfirm.example' AND source = 'shopify'");
    await events.deleteCustomer(customer.id);
    await look("SELECT 1 FROM contact WHERE email = 'new.buyer@newfirm.example' AND deleted_at IS NOT NULL");
  });
});
