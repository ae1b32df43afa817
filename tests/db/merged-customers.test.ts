import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { takeWebhook } from "~/services/webhooks/takeWebhook";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop } from "../support/factories";

useAppDatabase();

const KEPT = 14;
const GONE = 15;
const OTHER = 16;

let shopId: number;
let shop: string;
beforeEach(async () => {
  shopId = await makeShop();
  shop = (await prisma().shop.findUniqueOrThrow({ where: { id: shopId } })).domain;
});

const day = (days: number) => after(days * 86_400);

/** Who bought which product on which day, and placed which order. */
async function bought(customer: number, products: Readonly<Record<number, number>>, orders: Readonly<Record<number, number>>, of = shopId) {
  await prisma().productPurchase.createMany({
    data: Object.entries(products).map(([id, at]) => ({ shopId: of, customerId: BigInt(customer), productId: BigInt(id), lastAt: day(at) })),
  });
  await prisma().storeOrder.createMany({
    data: Object.entries(orders).map(([id, at]) => ({ shopId: of, id: BigInt(id), customerId: BigInt(customer), placedAt: day(at), amount: "1", currency: "GBP" })),
  });
} // prettier-ignore

let deliveries = 0;
const merge = (kept: unknown, gone: unknown) => {
  const payload = { admin_graphql_api_customer_kept_id: kept, admin_graphql_api_customer_deleted_id: gone };
  return takeWebhook({ shop, topic: "customers/merge", webhookId: `merge-${++deliveries}`, payload }, day(30));
};
const gid = (id: number) => `gid://shopify/Customer/${id}`;

/** Days of what a customer bought, by product, and numbers of their orders. */
async function of(customer: number, shopOf = shopId) {
  const where = { shopId: shopOf, customerId: BigInt(customer) };
  const products = await prisma().productPurchase.findMany({ where, orderBy: { productId: "asc" } });
  const orders = await prisma().storeOrder.findMany({ where, orderBy: { id: "asc" } });
  return {
    products: products.map(({ productId, lastAt }) => [Number(productId), (lastAt.getTime() - day(0).getTime()) / 86_400_000]),
    orders: orders.map(({ id }) => Number(id)),
  };
} // prettier-ignore

describe("of two customers whom the store made one", () => {
  test("the one kept has what both bought, of each product the newest date, and nobody else has", async () => {
    const other = await makeShop();
    await bought(KEPT, { 1: 5, 2: 9 }, { 100: 5 });
    await bought(GONE, { 1: 7, 2: 3, 3: 1 }, { 101: 7, 102: 1 });
    await bought(OTHER, { 1: 2 }, { 103: 2 });
    await bought(GONE, { 1: 4 }, { 104: 4 }, other);
    for (const _twice of [1, 2]) await merge(gid(KEPT), gid(GONE));
    expect(await of(KEPT)).toEqual({ products: [[1, 7], [2, 9], [3, 1]], orders: [100, 101, 102] }); // prettier-ignore
    expect(await of(GONE)).toEqual({ products: [], orders: [] });
    expect(await of(OTHER)).toEqual({ products: [[1, 2]], orders: [103] });
    expect(await of(GONE, other)).toEqual({ products: [[1, 4]], orders: [104] });
  });

  test("the one kept has the dates before the last of both, for when the last order is cancelled", async () => {
    await bought(KEPT, { 1: 5, 2: 9 }, {});
    await bought(GONE, { 1: 7, 2: 8, 3: 6 }, {});
    await pool().query("UPDATE product_purchase SET before_at = last_at - interval '1 day' WHERE shop_id = $1 AND product_id <> 2", [shopId]); // prettier-ignore
    await merge(gid(KEPT), gid(GONE));
    const rows = await prisma().productPurchase.findMany({ where: { shopId, customerId: BigInt(KEPT) }, orderBy: { productId: "asc" } }); // prettier-ignore
    expect(rows.map(({ beforeAt }) => beforeAt)).toEqual([day(6), day(8), day(5)]);
  });

  test("the one kept gets back nothing from before an erasure", async () => {
    await bought(GONE, { 1: 5, 2: 9 }, { 101: 5, 102: 9 });
    await pool().query(
      "INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, $2, $3, true)",
      [shopId, `customer:${KEPT}`, day(7)],
    );
    await merge(gid(KEPT), gid(GONE));
    expect(await of(KEPT)).toEqual({ products: [[2, 9]], orders: [102] });
    expect(await of(GONE)).toEqual({ products: [], orders: [] });
  });

  test.each([
    ["that are one and the same", gid(GONE), gid(GONE)],
    ["of whom the kept one is not named", null, gid(GONE)],
    ["of whom the one gone is not named", gid(KEPT), "no number"],
  ])("%s nothing is changed", async (_what, kept, gone) => {
    await bought(GONE, { 1: 5 }, { 101: 5 });
    await merge(kept, gone);
    expect(await of(GONE)).toEqual({ products: [[1, 5]], orders: [101] });
  });
});
