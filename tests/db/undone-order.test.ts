import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { noteUndoneOrder } from "~/services/orders/noteUndoneOrder";
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
        totalPriceSet: { shopMoney: { amount: "12.34", currencyCode: "GBP" } },
        ...paidBack("0.0"),
        ...over,
      },
    });
const CANCELLED = { cancelledAt: after(120).toISOString() };
const paidBack = (amount: string) => ({ totalRefundedSet: { shopMoney: { amount } } });
/** Of each order kept: its value, what was paid back of it and when it was cancelled. */
const kept = async () =>
  (await prisma().storeOrder.findMany({ where: { shopId } })).map(({ amount, refunded, cancelledAt }) => [String(amount), String(refunded), cancelledAt]); // prettier-ignore

describe("an order that is cancelled", () => {
  test("stays noted with its value, and with when it was cancelled, however often it is told", async () => {
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", "0", null]]);
    for (const _twice of [1, 2]) await noteUndoneOrder(shopId, "5", answer(CANCELLED));
    expect(await kept()).toEqual([["12.34", "0", after(120)]]);
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", "0", after(120)]]);
  });

  test("is noted as cancelled when that is heard first, or read with the order", async () => {
    await noteUndoneOrder(shopId, "5", answer(CANCELLED));
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await kept()).toEqual([["12.34", "0", after(120)]]);
    await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
    await notePlacedOrder(shopId, "5", answer(CANCELLED), START);
    expect(await kept()).toEqual([["12.34", "0", after(120)]]);
  });
});

describe("an order of which money was paid back", () => {
  test("is noted with the sum of it in the shop's currency, however often it is told, and whichever answer comes last", async () => {
    await notePlacedOrder(shopId, "5", answer(), START);
    for (const _twice of [1, 2]) await noteUndoneOrder(shopId, "5", answer(paidBack("2.5")));
    expect(await kept()).toEqual([["12.34", "2.5", null]]);
    await noteUndoneOrder(shopId, "5", answer(paidBack("7.75")));
    await noteUndoneOrder(shopId, "5", answer(paidBack("2.5")));
    expect(await kept()).toEqual([["12.34", "7.75", null]]);
  });

  test("is noted so when that is heard first, or read with the order, with the value it was placed with", async () => {
    await noteUndoneOrder(shopId, "5", answer(paidBack("2.5")));
    await notePlacedOrder(shopId, "5", answer(paidBack("2.5")), START);
    expect(await kept()).toEqual([["12.34", "2.5", null]]);
    await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
    await notePlacedOrder(shopId, "5", answer(paidBack("2.5")), START);
    expect(await kept()).toEqual([["12.34", "2.5", null]]);
  });

  test("and is cancelled is both, in either order", async () => {
    for (const [first, second] of [
      [paidBack("12.34"), { ...CANCELLED, ...paidBack("12.34") }],
      [CANCELLED, paidBack("12.34")],
    ]) {
      // prettier-ignore
      await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
      await noteUndoneOrder(shopId, "5", answer(first));
      await noteUndoneOrder(shopId, "5", answer(second));
      expect(await kept()).toEqual([["12.34", "12.34", after(120)]]);
    }
  });
});

describe("an order that was undone", () => {
  test.each([
    ["cancelled", CANCELLED],
    ["paid back", paidBack("2.5")],
  ])("is another shop's to nobody: %s", async (_what, over) => {
    await notePlacedOrder(shopId, "5", answer(), START);
    await noteUndoneOrder(await makeShop(), "5", answer(over));
    expect(await kept()).toEqual([["12.34", "0", null]]);
  });

  test.each([
    ["the store says that it is not", {}],
    ["it is a test", { ...CANCELLED, test: true }],
    ["it has no customer", { ...paidBack("2.5"), customer: null }],
    ["it was placed before the installation", { ...CANCELLED, createdAt: after(-60).toISOString() }],
    ["it was placed before the installation and paid back since", { ...paidBack("2.5"), createdAt: after(-60).toISOString() }], // prettier-ignore
  ])("is not noted when %s", async (_why, over) => {
    await noteUndoneOrder(shopId, "5", answer(over));
    expect(await kept()).toEqual([]);
  });

  test("is not noted when the store has none or keeps it to itself, its customer was erased since, or the app is away", async () => {
    await noteUndoneOrder(shopId, "5", () => Promise.resolve({ order: null }));
    await noteUndoneOrder(shopId, "5", () => Promise.reject(new AdminFailure("denied", "ACCESS_DENIED")));
    await pool().query(
      "INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, 'customer:7', $2, false)",
      [shopId, after(90)],
    );
    await noteUndoneOrder(shopId, "5", answer({ ...CANCELLED, ...paidBack("2.5") }));
    await pool().query("DELETE FROM erased_subject WHERE shop_id = $1", [shopId]);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await noteUndoneOrder(shopId, "5", answer({ ...CANCELLED, ...paidBack("2.5") }));
    expect(await kept()).toEqual([]);
  });
});
