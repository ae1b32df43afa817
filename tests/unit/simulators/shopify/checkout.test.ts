import { describe, expect, it } from "vitest";
import type { ShopifySimulator } from "../../../simulators/shopify/start";
import { admin, customer, start, storeFile } from "./support";

const wording = { version: "3", locale: "en", text: "Yes, email me offers from Thornbury Spares" };

async function install(simulator: ShopifySimulator, copyable = true): Promise<void> {
  await admin(
    simulator,
    "mutation($d: MetafieldDefinitionInput!, $m: [MetafieldsSetInput!]!) { metafieldDefinitionCreate(definition: $d) { userErrors { code } } metafieldsSet(metafields: $m) { userErrors { code } } }",
    {
      d: {
        name: "Consent",
        key: "marketing_consent",
        ownerType: "ORDER",
        type: "json",
        capabilities: { cartToOrderCopyable: { enabled: copyable } },
      },
      m: [
        {
          ownerId: "gid://shopify/Shop/70000001",
          namespace: "$app",
          key: "consent_wording",
          type: "json",
          value: JSON.stringify(wording),
        },
      ],
    },
  );
}

const consentOf = async (simulator: ShopifySimulator, id: string) => {
  const query =
    'query($id: ID!) { order(id: $id) { name email customer { id numberOfOrders } billingAddress { company } metafield(namespace: "$app", key: "marketing_consent") { type value } } }';
  return (await admin(simulator, query, { id })).data?.order as Record<string, unknown>;
};

const purchase = { email: "Pat@Newfirm.example", name: "Pat New", company: "New Firm Ltd", consent: true } as const;

describe("an order", () => {
  it("carries the consent from the cart through the copyable definition, and the app hears of it", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    await install(simulator);
    const { order, customer: buyer } = await simulator.placeOrder(purchase);
    expect(await consentOf(simulator, order.id)).toEqual({
      name: "#1001",
      email: "Pat@Newfirm.example",
      customer: { id: buyer.id, numberOfOrders: "1" },
      billingAddress: { company: "New Firm Ltd" },
      metafield: { type: "json", value: JSON.stringify({ wordingVersion: "3", wording: wording.text, locale: "en" }) },
    });
    expect(simulator.webhooks.deliveries.map((d) => d.topic)).toEqual(["customers/create", "orders/create"]);
  });

  it("loses the cart's metafield where no definition copies it", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    await install(simulator, false);
    const { order } = await simulator.placeOrder(purchase);
    expect(await consentOf(simulator, order.id)).toMatchObject({ metafield: null });
  });

  it("belongs to the customer the shop already knows under that address", async () => {
    const known = customer(5, { defaultEmailAddress: { emailAddress: "pat@newfirm.example" }, numberOfOrders: "2" });
    const simulator = await start({ storeFile: storeFile([known]), webhookRetryDelays: [] });
    const { order } = await simulator.placeOrder({ ...purchase, consent: undefined });
    expect(await consentOf(simulator, order.id)).toMatchObject({
      customer: { id: known.id, numberOfOrders: "3" },
      metafield: null,
    });
    expect(simulator.webhooks.deliveries.map((d) => d.topic)).toEqual(["customers/update", "orders/create"]);
  });

  it("is cancelled once, and the app is told of the order as it is then", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    await install(simulator, false);
    const { order } = await simulator.placeOrder(purchase);
    const { cancelledAt } = await simulator.cancelOrder(order.id);
    await expect(simulator.cancelOrder(order.id)).rejects.toThrow("cancelled already");
    await expect(simulator.cancelOrder("gid://shopify/Order/1")).rejects.toThrow("no such order");
    const [placed, cancelled, ...others] = simulator.webhooks.deliveries.filter(({ topic }) =>
      topic.startsWith("orders/"),
    );
    const told = (delivery: typeof placed) => JSON.parse(delivery?.body ?? "{}") as Record<string, unknown>;
    expect([placed?.topic, cancelled?.topic, others]).toEqual(["orders/create", "orders/cancelled", []]);
    expect(told(placed)).toMatchObject({ cancelled_at: null, cancel_reason: null });
    expect(told(cancelled)).toEqual({ ...told(placed), updated_at: cancelledAt, cancelled_at: cancelledAt, cancel_reason: "customer" }); // prettier-ignore
  });

  it("is paid back up to what it came to, and the app is told once it is and once the money has moved", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    await install(simulator, false);
    const { order } = await simulator.placeOrder(purchase);
    const { refunds, webhooks } = simulator;
    const pending = refunds.make(order.id, 250, true);
    const query = "query($id: ID!) { order(id: $id) { totalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount currencyCode } } } }"; // prettier-ignore
    const read = async () => (await admin(simulator, query, { id: order.id })).data?.order;
    const total = (order.total / 100).toFixed(2);
    expect(await read()).toEqual({ totalPriceSet: { shopMoney: { amount: total } }, totalRefundedSet: { shopMoney: { amount: "0.00", currencyCode: "GBP" } } }); // prettier-ignore
    refunds.settle(order.id, pending.id);
    expect(() => refunds.settle(order.id, pending.id)).toThrow("no such refund is pending");
    expect(() => refunds.make(order.id, order.total - 249)).toThrow("cannot be paid back");
    refunds.make(order.id, order.total - 250);
    expect(await read()).toEqual({ totalPriceSet: { shopMoney: { amount: total } }, totalRefundedSet: { shopMoney: { amount: total, currencyCode: "GBP" } } }); // prettier-ignore
    webhooks.emit("order_transactions/create", { kind: "sale" });
    const told = webhooks.deliveries.filter(({ topic }) => /refunds|transactions/.test(topic));
    expect(told.map(({ topic }) => topic)).toEqual(["refunds/create", "order_transactions/create", "refunds/create", "order_transactions/create"]); // prettier-ignore
    const [made, moved] = told.map(({ body }) => JSON.parse(body) as { order_id: number; transactions: object[] });
    expect(made).toMatchObject({ order_id: Number(order.id.split("/").at(-1)), refund_line_items: [], transactions: [{ kind: "refund", status: "pending", amount: "2.50", currency: "GBP" }], order_adjustments: [{ kind: "refund_discrepancy", amount: "-2.50" }] }); // prettier-ignore
    expect(moved).toEqual({ ...made?.transactions[0], status: "success" });
  });

  it("cannot carry a tick under a wording the shop does not have", async () => {
    await expect((await start()).placeOrder(purchase)).rejects.toThrow("no consent wording");
  });

  it("is placed once, however often a browser sends the form", async () => {
    const simulator = await start({ webhookRetryDelays: [] });
    const checkout = await fetch(`${simulator.storefrontOrigin}/checkout`);
    const body = () =>
      new URLSearchParams({ email: "a@b.example", firstName: "A", lastName: "B", address1: "1", city: "C", zip: "D" });
    const first = await fetch(checkout.url, { method: "POST", body: body() });
    const second = await fetch(checkout.url, { method: "POST", body: body() });
    expect(await first.text()).toContain("Order #1001");
    expect(await second.text()).toContain("Order #1001");
    expect(simulator.store.orders.size).toBe(1);
  });
});
