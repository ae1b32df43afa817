import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { useAppDatabase } from "../support/app-database";
import { resolveNamespace } from "../simulators/shopify/store/metafields";
import { after, makeShop, START, WORDING } from "../support/factories";
import { startStore } from "../support/simulated-store";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const tick = JSON.stringify({ wording: WORDING, wordingVersion: 1, locale: "en" });
const PARTS = ["consent", "value", "products"] as const;
type Part = (typeof PARTS)[number];

const PUMP = 7_000_003;

/** A store with one order of a pump, on which a box was ticked; `ask` counts how often it is read. */
async function storeWithOrder(scopes?: string[]) {
  const { simulator, graphql } = await startStore(scopes ? { scopes } : {});
  const { order } = await simulator.placeOrder({ email: "buyer@firm.example", name: "A Buyer" });
  const kept = simulator.store.orders.get(order.id);
  const product = { id: `gid://shopify/Product/${PUMP}`, title: "Pump" };
  if (!kept) throw new Error("no such order");
  kept.lineItems.nodes = [{ id: "gid://shopify/LineItem/1", title: "Pump", quantity: 1, product }] as typeof kept.lineItems.nodes; // prettier-ignore
  simulator.store.metafields.set(
    { ownerId: order.id, namespace: resolveNamespace("$app"), key: "marketing_consent", type: "json", value: tick },
    START.toISOString(),
  );
  const asked: Part[][] = [];
  /** As the store answers, but that some parts are its own: by its scopes, or these. */
  const ask =
    (without: readonly Part[] = []): AdminGraphql =>
    async (document, variables) => {
      const parts = PARTS.filter((part) => variables?.[part]);
      asked.push(parts);
      if (parts.some((part) => without.includes(part))) throw new AdminFailure("denied", "ACCESS_DENIED");
      try {
        return await graphql(document, variables);
      } catch (error) {
        if (/Access denied/.test(String(error))) throw new AdminFailure("denied", "ACCESS_DENIED");
        throw error;
      }
    };
  return { orderId: order.id.split("/").at(-1) ?? "", ask, asked };
}

/** What is kept of the shop's orders. */
async function kept(): Promise<Part[]> {
  const where = { where: { shopId } };
  const counts = await Promise.all([
    prisma().consentRequest.count(where),
    prisma().storeOrder.count(where),
    prisma().productPurchase.count(where),
  ]);
  return PARTS.filter((_, index) => counts[index] === 1);
}

describe("an order that was placed", () => {
  test("is read once for all that it says, and again it is the same", async () => {
    const { orderId, ask, asked } = await storeWithOrder();
    await notePlacedOrder(shopId, orderId, ask(), after(1));
    expect(asked).toEqual([PARTS]);
    expect(await kept()).toEqual(PARTS);
    expect(await prisma().consentRequest.findFirst({ where: { shopId } })).toMatchObject({ email: "buyer@firm.example", surface: "checkout", orderId: BigInt(orderId), wording: WORDING }); // prettier-ignore
    expect(await prisma().productPurchase.findFirst({ where: { shopId } })).toMatchObject({ productId: BigInt(PUMP) });
    await notePlacedOrder(shopId, orderId, ask(), after(2));
    expect(await kept()).toEqual(PARTS);
  });

  test.each(PARTS)("of which the store keeps back %s is read for the rest", async (part) => {
    const { orderId, ask } = await storeWithOrder();
    await notePlacedOrder(shopId, orderId, ask([part]), after(1));
    expect(await kept()).toEqual(PARTS.filter((each) => each !== part));
  });

  test("of a store that does not let the app read products asks for consent, and is measured", async () => {
    const { orderId, ask } = await storeWithOrder(["read_customers", "read_orders"]);
    await notePlacedOrder(shopId, orderId, ask(), after(1));
    expect(await kept()).toEqual(["consent", "value"]);
  });

  test("of a store that lets the app read no order is nothing, and is not tried again", async () => {
    const { orderId, ask, asked } = await storeWithOrder(["read_customers", "read_products"]);
    await notePlacedOrder(shopId, orderId, ask(), after(1));
    expect(await kept()).toEqual([]);
    expect(asked).toEqual([PARTS, ...PARTS.map((part) => [part])]);
  });

  test("of a store that cannot be reached is tried again", async () => {
    const gone: AdminGraphql = () => Promise.reject(new AdminFailure("unavailable", "NETWORK"));
    await expect(notePlacedOrder(shopId, "1", gone, START)).rejects.toMatchObject({ code: "NETWORK" });
  });
});
