import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { noteCancelledOrder } from "~/services/orders/noteCancelledOrder";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START } from "../support/factories";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
  await prisma().shop.update({ where: { id: shopId }, data: { installedAt: START } });
});

/** The store's answer about its order 5, placed a minute after the installation. */
const answer =
  (over: object = {}): AdminGraphql =>
  () =>
    Promise.resolve({
      order: {
        id: "gid://shopify/Order/5",
        createdAt: after(60).toISOString(),
        test: false,
        cancelledAt: null,
        customer: { id: "gid://shopify/Customer/7" },
        currentTotalPriceSet: { shopMoney: { amount: "12.34", currencyCode: "GBP" } },
        ...over,
      },
    });
const CANCELLED = { cancelledAt: after(120).toISOString() };
/** Of each order kept: its value and when it was cancelled. */
const kept = async () =>
  (await prisma().storeOrder.findMany({ where: { shopId } })).map(({ amount, cancelledAt }) => [String(amount), cancelledAt]); // prettier-ignore

describe("an order that is cancelled", () => {
  test("stays noted with its value, and with when it was cancelled, however often it is told", async () => {
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", null]]);
    // Paid back by then: what it came to when it was placed is kept.
    const paidBack = { currentTotalPriceSet: { shopMoney: { amount: "0.00", currencyCode: "GBP" } } };
    for (const _twice of [1, 2]) await noteCancelledOrder(shopId, "5", answer({ ...CANCELLED, ...paidBack }));
    expect(await kept()).toEqual([["12.34", after(120)]]);
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", after(120)]]);
  });

  test("is noted as cancelled when that is heard first, or read with the order", async () => {
    await noteCancelledOrder(shopId, "5", answer(CANCELLED));
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", after(120)]]);
    await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
    await notePlacedOrder(shopId, "5", answer(CANCELLED), START);
    expect(await kept()).toEqual([["12.34", after(120)]]);
  });

  test("is another shop's to nobody", async () => {
    await notePlacedOrder(shopId, "5", answer(), START);
    await noteCancelledOrder(await makeShop(), "5", answer(CANCELLED));
    expect(await kept()).toEqual([["12.34", null]]);
  });

  test.each([
    ["the store says that it is not", {}],
    ["it is a test", { ...CANCELLED, test: true }],
    ["it has no customer", { ...CANCELLED, customer: null }],
    ["it was placed before the installation", { ...CANCELLED, createdAt: after(-60).toISOString() }],
  ])("is not noted when %s", async (_why, over) => {
    await noteCancelledOrder(shopId, "5", answer(over));
    expect(await kept()).toEqual([]);
  });

  test("is not noted when the store has none or keeps it to itself, its customer was erased since, or the app is away", async () => {
    await noteCancelledOrder(shopId, "5", () => Promise.resolve({ order: null }));
    await noteCancelledOrder(shopId, "5", () => Promise.reject(new AdminFailure("denied", "ACCESS_DENIED")));
    await pool().query(
      "INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, 'customer:7', $2, false)",
      [shopId, after(90)],
    );
    await noteCancelledOrder(shopId, "5", answer(CANCELLED));
    await pool().query("DELETE FROM erased_subject WHERE shop_id = $1", [shopId]);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await noteCancelledOrder(shopId, "5", answer(CANCELLED));
    expect(await kept()).toEqual([]);
  });
});
