import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { app, shop, start, startUpstream } from "./support";

describe("a webhook", () => {
  it("is signed over its raw body and carries what Shopify's carry", async () => {
    const upstream = await startUpstream(() => ({}));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    await simulator.webhooks.send("orders/create", { id: 1, note: "ü" }).done;
    const [one] = upstream.received;
    expect(one?.url.pathname).toBe("/webhooks");
    expect(one?.headers).toMatchObject({
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": shop,
      "x-shopify-api-version": "2026-07",
      "x-shopify-hmac-sha256": createHmac("sha256", app.apiSecret)
        .update(one?.body ?? "")
        .digest("base64"),
      "x-shopify-webhook-id": expect.any(String) as string,
      "x-shopify-event-id": expect.any(String) as string,
      "x-shopify-triggered-at": expect.any(String) as string,
    });
  });

  it("is sent again under the same id until it is answered with 2xx", async () => {
    const statuses = [500, 302, 204, 200];
    const upstream = await startUpstream(() => ({
      status: statuses.shift() ?? 200,
      headers: { location: "/elsewhere" },
    }));
    const simulator = await start({ webhookRetryDelays: [1, 1, 1, 1] });
    simulator.connectApp(upstream.origin);
    const delivery = simulator.webhooks.send("shop/redact", {});
    await delivery.done;
    expect(delivery).toMatchObject({ attempts: [500, 302, 204], delivered: true });
    expect(new Set(upstream.received.map((r) => r.headers["x-shopify-webhook-id"]))).toEqual(
      new Set([delivery.webhookId]),
    );
  });

  it("is given up after the last repetition", async () => {
    const upstream = await startUpstream(() => ({ status: 503 }));
    const simulator = await start({ webhookRetryDelays: [1, 1] });
    simulator.connectApp(upstream.origin);
    const delivery = simulator.webhooks.send("shop/redact", {});
    await delivery.done;
    expect(delivery).toMatchObject({ attempts: [503, 503, 503], delivered: false });
  });

  it("counts an answer that comes too late as none", async () => {
    let answer = (): void => undefined;
    const upstream = await startUpstream(() => new Promise((resolve) => (answer = () => resolve({}))));
    const simulator = await start({ webhookTimeout: 20, webhookRetryDelays: [] });
    simulator.connectApp(upstream.origin);
    const delivery = simulator.webhooks.send("shop/redact", {});
    await delivery.done;
    answer();
    expect(delivery.attempts).toEqual(["timeout"]);
  });

  it("can come twice", async () => {
    const upstream = await startUpstream(() => ({}));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    simulator.webhooks.copies = 2;
    await simulator.events.createCustomer({ displayName: "Twice" });
    await simulator.webhooks.settled();
    const ids = upstream.received.map((r) => r.headers["x-shopify-webhook-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("is sent for a topic only if the app's configuration subscribes to it", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    simulator.webhooks.emit("products/update", {});
    simulator.webhooks.emit("customers/update", {});
    expect(simulator.webhooks.deliveries.map((d) => d.topic)).toEqual(["customers/update"]);
  });
});
