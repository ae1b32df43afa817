import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { PLACED_ORDER } from "~/integrations/shopify/operations";
import { createAudience } from "~/services/audiences/saveAudience";
import { audienceCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { noteUndoneOrder } from "~/services/orders/noteUndoneOrder";
import { askDailyPurchases, askPurchases } from "~/services/purchases/askPurchases";
import { boughtOptions } from "~/services/purchases/boughtOptions";
import { readCollection } from "~/services/purchases/readCollection";
import { readPurchases } from "~/services/purchases/readPurchases";
import { useAppDatabase } from "../support/app-database";
import { after, bytesOf, customer, importBytes, importLines, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";
import { startStore } from "../support/simulated-store";
import { until } from "../support/until";
import type { OrderRecord } from "../simulators/shopify/store/records";
import { customer as record, storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const queued = async (name: "purchases-read" | "collection-read") =>
  (await jobs(name)).filter((job) => job.shopId === shopId);

const DAY = 86_400_000;
const PUMP = 7_000_003;
const VALVE = 7_000_002;
const BOILER_SPARES = 8_000_001;
const NOW = Date.now();
const daysAgo = (days: number) => new Date(NOW - days * DAY);

/** An order of a customer, so many days ago, of products by number; null for a line that is no product. */
const order = (id: number, by: number, days: number, products: readonly (number | null)[], more: object = {}) =>
  ({
    id: `gid://shopify/Order/${id}`,
    createdAt: daysAgo(days).toISOString(),
    test: false,
    cancelledAt: null,
    customerId: `gid://shopify/Customer/${by}`,
    customer: { id: `gid://shopify/Customer/${by}` },
    total: 1000,
    refunds: [],
    lineItems: {
      nodes: products.map((product, place) => ({
        id: `gid://shopify/LineItem/${id * 100 + place}`,
        title: "A line",
        quantity: 1,
        product: product === null ? null : { id: `gid://shopify/Product/${product}`, title: "Pump" },
      })),
    },
    ...more,
  }) as unknown as OrderRecord;

/** A store with four customers, of whom the first three are contacts of the app, or these, and these orders. */
async function storeWith(orders: readonly OrderRecord[], scopes?: string[], contacts: readonly number[] = [1, 2, 3]) {
  const store = await startStore({
    storeFile: storeFile([1, 2, 3, 4].map((n) => record(n))),
    ...(scopes ? { scopes } : {}),
  });
  for (const each of orders) store.simulator.store.orders.set(each.id, each);
  if (contacts.length > 0)
    await importLines(
      shopId,
      contacts.map((n) => customer(n)),
    );
  const cancel = (id: number) => {
    const gid = `gid://shopify/Order/${id}`;
    const known = store.simulator.store.orders.get(gid);
    if (known) store.simulator.store.orders.set(gid, { ...known, cancelledAt: daysAgo(0).toISOString() });
  };
  return { ...store, cancel };
}

/** A store that keeps back what its orders come to. */
const withoutValue =
  (graphql: AdminGraphql): AdminGraphql =>
  (document, variables) =>
    variables?.value ? Promise.reject(new AdminFailure("denied", "ACCESS_DENIED")) : graphql(document, variables);

const SCOPES = ["read_customers", "read_orders", "read_products"];
const PICKED = { products: [{ id: String(PUMP), title: "Pump head" }], collections: [] };

/** Does what the queue would with the newest request, until it has ended. */
async function carryOut(graphql: AdminGraphql, at = START): Promise<void> {
  const { asked } = await prisma().purchaseReading.findUniqueOrThrow({ where: { shopId } });
  await readPurchases(shopId, asked, graphql, at);
  const { bulkOperationId } = await prisma().purchaseReading.findUniqueOrThrow({ where: { shopId } });
  if (bulkOperationId === null) return;
  await until(async () => {
    const { bulkOperation } = (await graphql("query ($id: ID!) { bulkOperation(id: $id) { status } }", {
      id: bulkOperationId,
    })) as { bulkOperation: { status: string } };
    return bulkOperation.status !== "CREATED" && bulkOperation.status !== "RUNNING";
  });
  await readPurchases(shopId, asked, graphql, at);
}

const selected = async (criteria: Partial<AudienceCriteria>) => {
  const { byBasis, byReason } = await previewAudience(shopId, audienceCriteria.parse(criteria), new Date(NOW));
  const named = [...byBasis, ...byReason].flatMap(({ examples }) => examples.map(({ company }) => company));
  return named.map((company) => Number(/\d+/.exec(company)?.[0])).sort();
};
const options = (at: Date, chosen: { products?: number[]; collections?: number[] } = {}) =>
  boughtOptions(shopId, { products: [], collections: [], ...chosen }, at);
const bought = async () =>
  (
    await prisma().productPurchase.findMany({ where: { shopId }, orderBy: [{ productId: "asc" }, { customerId: "asc" }] })
  ).map(({ productId, customerId, lastAt }) => [Number(productId), Number(customerId), Math.round((NOW - lastAt.getTime()) / DAY)]); // prettier-ignore

describe("what was bought", () => {
  test("is read from the store's orders: by contacts of the app, of products, the newest date of each", async () => {
    const { graphql } = await storeWith([
      order(1, 1, 50, [PUMP, VALVE]),
      order(2, 1, 20, [PUMP, null]),
      order(3, 2, 5, [VALVE, VALVE]),
      order(4, 4, 5, [PUMP]),
      order(5, 3, 5, [PUMP], { test: true }),
      order(6, 3, 5, [PUMP], { cancelledAt: daysAgo(4).toISOString() }),
      order(7, 3, 5, [PUMP], { customer: null }),
    ]);
    await askPurchases(shopId, PICKED, "jo", START);
    expect(await options(START)).toMatchObject({ readAt: null, reading: true });
    await carryOut(graphql);
    expect(await bought()).toEqual([[VALVE, 1, 50], [VALVE, 2, 5], [PUMP, 1, 20]]); // prettier-ignore
    expect(await options(START)).toMatchObject({
      products: [{ id: PUMP, title: "Pump head" }],
      readAt: START,
      orders: 7,
      reading: false,
      failure: null,
    });
    expect(await selected({ boughtProducts: [PUMP] })).toEqual([1]);
    expect(await selected({ boughtProducts: [PUMP, VALVE] })).toEqual([1, 2]);
    expect(await selected({ boughtProducts: [VALVE], boughtWithinDays: 30 })).toEqual([2]);
    expect(await selected({ boughtWithinDays: 30 })).toEqual([1, 2]);
    expect(await selected({ boughtProducts: [12345] })).toEqual([]);
    // Read again, it is the same.
    await askPurchases(shopId, PICKED, "jo", new Date(START.getTime() + DAY));
    await carryOut(graphql);
    expect(await bought()).toHaveLength(3);
  });

  test("of a file longer than a chunk goes to whose order it was", async () => {
    const many = Array.from({ length: 900 }, (_, n) => order(n + 1, 1 + (n % 3), 10, [0, 1, 2, 3].map((k) => 1_000_000 + 10 * (4 * n + k) + (n % 3)))); // prettier-ignore
    const { graphql } = await storeWith(many);
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    const { rows } = await pool().query<{ wrong: number; all: number }>(
      "SELECT count(*) FILTER (WHERE product_id % 10 <> customer_id - 1)::int AS wrong, count(*)::int AS all FROM product_purchase WHERE shop_id = $1",
      [shopId],
    );
    expect(rows[0]?.wrong).toBe(0);
    expect(rows[0]?.all).toBe(900 * 4);
  });

  test("of a file whose lines do not stand with their orders is nobody's, and does not count as read", async () => {
    const { graphql } = await storeWith([order(1, 1, 50, [PUMP]), order(2, 2, 5, [VALVE])]);
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut((document, variables) => graphql(document, variables && "grouped" in variables ? { ...variables, grouped: false } : variables)); // prettier-ignore
    expect(await options(START)).toMatchObject({ failure: "FILE_NOT_GROUPED", readAt: null, reading: false });
  });

  test("longer ago than 60 days is not shown by the store, but is known of orders that were noted as they were placed", async () => {
    const old = order(1, 1, 200, [PUMP]);
    const { graphql } = await storeWith([order(2, 2, 61, [PUMP])]);
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    expect(await bought()).toEqual([]);
    const shown: AdminGraphql = () => Promise.resolve({ order: { ...old, totalPriceSet: { shopMoney: { amount: "10.00", currencyCode: "GBP" } }, totalRefundedSet: { shopMoney: { amount: "0.0" } }, lineItems: { nodes: [{ product: { id: `gid://shopify/Product/${PUMP}` } }], pageInfo: { hasNextPage: false } } } }); // prettier-ignore
    await notePlacedOrder(shopId, "1", shown, START);
    await askPurchases(shopId, PICKED, "jo", new Date(START.getTime() + DAY));
    await carryOut(graphql);
    expect(await bought()).toEqual([[PUMP, 1, 200]]);
  });

  test("with the scope for all orders is read as far back as they go", async () => {
    const { graphql } = await storeWith([order(1, 1, 300, [PUMP])], [...SCOPES, "read_all_orders"]);
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    expect(await bought()).toEqual([[PUMP, 1, 300]]);
  });

  test("is noted of each order that is placed, page by page, and never taken back to an earlier date", async () => {
    const products = Array.from({ length: 120 }, (_, n) => 1000 + n);
    const { graphql } = await storeWith([order(1, 1, 1, products), order(2, 1, 30, [1000])]);
    await notePlacedOrder(shopId, "1", graphql, START);
    await notePlacedOrder(shopId, "2", graphql, START);
    await notePlacedOrder(shopId, "1", graphql, START);
    expect(await bought()).toEqual(products.map((product) => [product, 1, 1]));
  });

  test.each([
    ["a test", { test: true }],
    ["nobody's", { customer: null, customerId: "" }],
  ])("in an order that is %s is nothing", async (_what, more) => {
    const { graphql } = await storeWith([order(1, 1, 1, [PUMP], more)]);
    await notePlacedOrder(shopId, "1", graphql, START);
    await notePlacedOrder(shopId, "999", graphql, START);
    expect(await bought()).toEqual([]);
  });

  test("by an order that is cancelled then is taken back to the order before it, which is read again, or to nothing", async () => {
    const { graphql, cancel } = await storeWith([
      order(1, 1, 30, [PUMP, VALVE]),
      order(2, 1, 10, [PUMP]),
      order(3, 1, 1, [PUMP]),
      order(4, 2, 1, [PUMP]),
    ]);
    for (const id of ["2", "4", "1", "3"]) await notePlacedOrder(shopId, id, graphql, START);
    const afterCancelling = async (id: number) => {
      cancel(id);
      for (const _twice of [1, 2]) await noteUndoneOrder(shopId, String(id), graphql);
      return bought();
    };
    expect(await afterCancelling(3)).toEqual([[VALVE, 1, 30], [PUMP, 1, 10], [PUMP, 2, 1]]); // prettier-ignore
    // Of the dates before, one is known; by reading all orders, all that the store shows.
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    expect(await afterCancelling(2)).toEqual([[VALVE, 1, 30], [PUMP, 1, 30], [PUMP, 2, 1]]); // prettier-ignore
    expect(await afterCancelling(1)).toEqual([[PUMP, 2, 1]]);
    expect(await selected({ boughtProducts: [PUMP] })).toEqual([2]);
  });

  test("by a later order stays when an earlier one is cancelled, which is then no date to go back to", async () => {
    const { graphql, cancel } = await storeWith([order(1, 1, 30, [PUMP]), order(2, 1, 10, [PUMP])]);
    for (const id of ["1", "2"]) await notePlacedOrder(shopId, id, graphql, START);
    cancel(1);
    await noteUndoneOrder(shopId, "1", graphql);
    expect(await bought()).toEqual([[PUMP, 1, 10]]);
    cancel(2);
    await noteUndoneOrder(shopId, "2", withoutValue(graphql));
    expect(await bought()).toEqual([]);
  });

  test("by an order that is noted as cancelled is nothing, whatever older answers and files come after", async () => {
    await prisma().shop.update({ where: { id: shopId }, data: { installedAt: daysAgo(9) } });
    const { graphql, cancel } = await storeWith([order(1, 1, 5, [PUMP])]);
    const placed = await graphql(PLACED_ORDER, { id: "gid://shopify/Order/1", namespace: "$app", key: "marketing_consent", consent: true, value: true, products: true, after: null }); // prettier-ignore
    await askPurchases(shopId, PICKED, "jo", START);
    const { asked } = await prisma().purchaseReading.findUniqueOrThrow({ where: { shopId } });
    await readPurchases(shopId, asked, graphql, START);
    cancel(1);
    await noteUndoneOrder(shopId, "1", graphql);
    await notePlacedOrder(shopId, "1", () => Promise.resolve(placed), START);
    await carryOut(graphql);
    expect(await options(START)).toMatchObject({ readAt: START, orders: 1 });
    await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
    await notePlacedOrder(shopId, "1", withoutValue(graphql), START);
    expect(await bought()).toEqual([]);
  });

  test.each<[string, (graphql: AdminGraphql) => Promise<void>]>([
    [
      "noted as it was placed",
      async (graphql) => {
        for (const id of ["1", "2"]) await notePlacedOrder(shopId, id, graphql, START);
      },
    ],
    [
      "read with all orders",
      async (graphql) => {
        await askPurchases(shopId, PICKED, "jo", START);
        await carryOut(graphql);
      },
    ],
  ])("before an erasure stays forgotten, of a later order it counts: %s", async (_path, tell) => {
    const { graphql } = await storeWith([order(1, 1, 5, [PUMP]), order(2, 1, 1, [VALVE])]);
    await pool().query(
      "INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, 'customer:1', $2, true)",
      [shopId, daysAgo(3)],
    );
    await tell(graphql);
    expect(await bought()).toEqual([[VALVE, 1, 1]]);
  });

  test("is not told by a store that does not let the app read orders, which is said", async () => {
    const denied = new AdminFailure("denied", "ACCESS_DENIED");
    await notePlacedOrder(shopId, "1", () => Promise.reject(denied), START);
    const { graphql } = await storeWith([order(1, 1, 5, [PUMP])], ["read_customers", "read_products"]);
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    expect(await options(START)).toMatchObject({
      failure: "ACCESS_DENIED",
      reading: false,
      readAt: null,
    });
  });

  test("waits while the store runs another bulk query, and is lost with no file", async () => {
    const { simulator, graphql } = await storeWith([order(1, 1, 5, [PUMP])]);
    await askPurchases(shopId, PICKED, "jo", START);
    simulator.bulk.hold();
    const other = (await graphql(
      'mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { bulkOperation { id } } }',
    )) as { bulkOperationRunQuery: { bulkOperation: { id: string } } };
    await expect(readPurchases(shopId, 1, graphql, START)).rejects.toMatchObject({ code: "sync_running" });
    simulator.bulk.release();
    await until(async () => {
      const { bulkOperation } = (await graphql("query ($id: ID!) { bulkOperation(id: $id) { status } }", { id: other.bulkOperationRunQuery.bulkOperation.id })) as { bulkOperation: { status: string } }; // prettier-ignore
      return bulkOperation.status === "COMPLETED";
    });
    simulator.bulk.failNext();
    await carryOut(graphql);
    expect(await options(START)).toMatchObject({ failure: "INTERNAL_SERVER_ERROR" });
    // One that failed may be asked again at once.
    await askPurchases(shopId, PICKED, "jo", after(1));
    await carryOut(graphql);
    expect(await bought()).toEqual([[PUMP, 1, 5]]);
  });

  test("is forgotten with an app that is away, and does not count as read then", async () => {
    const { graphql } = await storeWith([order(1, 1, 5, [PUMP])]);
    const installed = (uninstalledAt: Date | null) => prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt } }); // prettier-ignore
    await askPurchases(shopId, PICKED, "jo", START);
    await installed(START);
    await carryOut(graphql);
    await notePlacedOrder(shopId, "1", graphql, START);
    expect(await bought()).toEqual([]);
    await installed(null);
    expect(await options(START)).toMatchObject({ readAt: null, orders: 0 });
    const later = new Date(START.getTime() + 4 * 3_600_000);
    await askPurchases(shopId, PICKED, "jo", later);
    await carryOut(graphql, later);
    expect(await bought()).toEqual([[PUMP, 1, 5]]);
    expect(await options(later)).toMatchObject({ readAt: later, orders: 1 });
  });

  test("by customers who were not synced yet is read again once the first sync has ended, and not after others", async () => {
    await prisma().syncRun.deleteMany({ where: { shopId } });
    const { graphql } = await storeWith([order(1, 1, 5, [PUMP])], undefined, []);
    const asked = () => prisma().purchaseReading.findUniqueOrThrow({ where: { shopId }, select: { asked: true, done: true } }); // prettier-ignore
    await askPurchases(shopId, PICKED, "jo", START);
    await carryOut(graphql);
    expect(await bought()).toEqual([]);
    await importLines(shopId, [customer(1)], after(1));
    expect(await asked()).toEqual({ asked: 2, done: 1 });
    expect(await queued("purchases-read")).toContainEqual({ shopId, reading: 2 });
    await carryOut(graphql, after(2));
    expect(await bought()).toEqual([[PUMP, 1, 5]]);
    await importLines(shopId, [customer(1), customer(2)], after(3));
    expect(await asked()).toEqual({ asked: 2, done: 2 });
    // The first after another installation is one as well.
    await prisma().syncRun.updateMany({ where: { shopId }, data: { cause: "reinstalled", state: "running" } });
    const { id } = await prisma().syncRun.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
    await importBytes(shopId, id, () => bytesOf(""), after(4));
    expect(await asked()).toEqual({ asked: 3, done: 2 });
  });

  test("is not read after a first sync where nobody asked before", async () => {
    await prisma().syncRun.deleteMany({ where: { shopId } });
    await storeWith([order(1, 1, 5, [PUMP])]);
    expect(await queued("purchases-read")).toEqual([]);
  });

  test("is asked once for all who pick within a day", async () => {
    await askPurchases(shopId, PICKED, "jo", START);
    await askPurchases(shopId, PICKED, "sam", after(5));
    expect(await queued("purchases-read")).toEqual([{ shopId, reading: 1 }]);
    expect(await prisma().auditEvent.count({ where: { shopId, act: "purchases_asked" } })).toBe(1);
  });

  test("is said to be being read for a while only, and is asked again when the reading came to no end", async () => {
    await askPurchases(shopId, PICKED, "jo", START);
    const at = (hours: number) => new Date(START.getTime() + hours * 3_600_000);
    expect(await options(at(2))).toMatchObject({ readAt: null, reading: true });
    expect(await options(at(4))).toMatchObject({ readAt: null, reading: false });
    await askPurchases(shopId, PICKED, "jo", at(2));
    expect(await queued("purchases-read")).toHaveLength(1);
    await askPurchases(shopId, PICKED, "jo", at(4));
    expect(await queued("purchases-read")).toEqual([1, 2].map((reading) => ({ shopId, reading })));
  });

  test.each([
    ["a number that is none", { products: [{ id: "gid://shopify/Product/1", title: "Pump" }], collections: [] }, "criteria.boughtProducts"],
    ["a collection without a title", { products: [], collections: [{ id: "1", title: " " }] }, "criteria.boughtCollections"],
  ])("is not asked for %s", async (_what, picked, field) => {
    await expect(askPurchases(shopId, picked, "jo", START)).rejects.toMatchObject({ code: "input_invalid", fields: [field] });
  }); // prettier-ignore
});

describe("to choose from", () => {
  const listed = (ids: readonly number[]) => ids.map((id) => ({ id: String(id), title: `No. ${id}` }));
  const upTo = (last: number) => Array.from({ length: 50 }, (_, n) => last - 49 + n);

  test("there are the 50 products and collections picked last, and those chosen already", async () => {
    for (const [minutes, last] of [[0, 50], [1, 100]] as const)
      await askPurchases(shopId, { products: listed(upTo(last)), collections: listed(upTo(last)) }, "jo", after(60 * minutes)); // prettier-ignore
    const offered = async (chosen: number[]) => {
      const { products, collections } = await options(after(120), { products: chosen, collections: chosen });
      expect(collections.map(({ id }) => id)).toEqual(products.map(({ id }) => id));
      return products.map(({ id }) => id);
    };
    expect(await offered([])).toEqual(upTo(100));
    expect(await offered([7, 60, 999])).toEqual([7, ...upTo(100)]);
    // Picked again, it is among the newest.
    await askPurchases(shopId, { products: listed([3]), collections: listed([3]) }, "jo", after(180));
    expect(await offered([])).toContain(3);
    expect(await offered([])).toHaveLength(50);
  });
});

describe("a collection", () => {
  const picked = { products: [], collections: [{ id: String(BOILER_SPARES), title: "Boiler spares" }] };

  test("selects whoever bought a product that is in it when it is read, whole", async () => {
    const { simulator, graphql } = await storeWith([order(1, 1, 50, [PUMP]), order(2, 2, 5, [7_000_001])]);
    await askPurchases(shopId, picked, "jo", START);
    expect(await queued("collection-read")).toEqual([{ shopId, collectionId: String(BOILER_SPARES) }]);
    await carryOut(graphql);
    expect(await selected({ boughtCollections: [BOILER_SPARES] })).toEqual([]);
    await readCollection(shopId, String(BOILER_SPARES), graphql, START);
    expect((await options(START)).collections).toEqual([
      {
        id: BOILER_SPARES,
        title: "Boiler spares",
        products: 3,
        readAt: START,
        goneAt: null,
        failure: null,
        reading: false,
      },
    ]);
    expect(await selected({ boughtCollections: [BOILER_SPARES] })).toEqual([1]);
    expect(await selected({ boughtCollections: [BOILER_SPARES], boughtWithinDays: 30 })).toEqual([]);
    const kept = simulator.store.collections.get(`gid://shopify/Collection/${BOILER_SPARES}`);
    if (!kept) throw new Error("no such collection");
    kept.title = "Spares";
    kept.productIds = Array.from({ length: 600 }, (_, n) => `gid://shopify/Product/${7_000_001 - n}`);
    await readCollection(shopId, String(BOILER_SPARES), graphql, after(1));
    expect((await options(START)).collections).toMatchObject([{ title: "Spares", products: 600 }]);
    expect(await selected({ boughtCollections: [BOILER_SPARES] })).toEqual([2]);
    simulator.store.collections.clear();
    await readCollection(shopId, String(BOILER_SPARES), graphql, after(2));
    expect((await options(START)).collections).toMatchObject([{ products: 600, goneAt: after(2) }]);
    expect(await selected({ boughtCollections: [BOILER_SPARES] })).toEqual([2]);
  });

  test("and products, where both are chosen, select who bought of each, in the days that are given", async () => {
    const { graphql } = await storeWith([
      order(1, 1, 50, [7_000_001]),
      order(2, 1, 5, [PUMP]),
      order(3, 2, 5, [7_000_001, PUMP]),
      order(4, 3, 5, [7_000_001]),
    ]);
    await askPurchases(shopId, picked, "jo", START);
    await carryOut(graphql);
    await readCollection(shopId, String(BOILER_SPARES), graphql, START);
    const both = { boughtProducts: [7_000_001], boughtCollections: [BOILER_SPARES] };
    expect(await selected({ boughtProducts: [7_000_001] })).toEqual([1, 2, 3]);
    expect(await selected({ boughtCollections: [BOILER_SPARES] })).toEqual([1, 2]);
    expect(await selected(both)).toEqual([1, 2]);
    expect(await selected({ ...both, boughtWithinDays: 30 })).toEqual([2]);
    // One product may be both.
    expect(await selected({ boughtProducts: [PUMP], boughtCollections: [BOILER_SPARES] })).toEqual([1, 2]);
  });

  test("is said to be being read for a while only, and is asked for again when it was not read, or long ago", async () => {
    const { graphql } = await storeWith([]);
    const at = (hours: number) => new Date(START.getTime() + hours * 3_600_000);
    const asks = async (hours: number) => {
      await askPurchases(shopId, picked, "jo", at(hours));
      return (await queued("collection-read")).length;
    };
    const reading = async (hours: number) => (await options(at(hours))).collections[0]?.reading;
    expect(await asks(0)).toBe(1);
    expect(await asks(2)).toBe(1);
    expect([await reading(2), await reading(4)]).toEqual([true, false]);
    expect(await asks(4)).toBe(2);
    await readCollection(shopId, String(BOILER_SPARES), graphql, at(5));
    expect(await reading(5)).toBe(false);
    expect(await asks(10)).toBe(2);
    expect(await asks(26)).toBe(3);
  });

  test("that nobody picked is not kept, and one that may not be read says so", async () => {
    const { graphql } = await storeWith([], ["read_orders", "read_customers"]);
    await readCollection(shopId, "1", () => Promise.resolve({ collection: { title: "A", products: { nodes: [{ id: "gid://shopify/Product/1" }], pageInfo: { hasNextPage: false } } } }), START); // prettier-ignore
    expect(await prisma().storeCollectionProduct.count({ where: { shopId } })).toBe(0);
    await askPurchases(shopId, picked, "jo", START);
    const denied: AdminGraphql = () => Promise.reject(new AdminFailure("denied", "ACCESS_DENIED"));
    await readCollection(shopId, String(BOILER_SPARES), denied, START);
    expect((await options(START)).collections).toMatchObject([{ failure: "ACCESS_DENIED", products: null }]);
    await expect(graphql(`{ collection(id: "gid://shopify/Collection/${BOILER_SPARES}") { title } }`)).rejects.toThrow("Access denied"); // prettier-ignore
  });
});

describe("every night", () => {
  test.each<[string, Partial<AudienceCriteria>, string[]]>([
    ["a product", { boughtProducts: [PUMP] }, []],
    ["days", { boughtWithinDays: 30 }, []],
    ["a collection", { boughtCollections: [BOILER_SPARES] }, [String(BOILER_SPARES)]],
  ])("orders are read anew where an audience in use names %s", async (_what, criteria, collections) => {
    await prisma().storeCollection.createMany({
      data: [BOILER_SPARES, 8_000_002].map((id) => ({ shopId, id: BigInt(id), title: "A" })),
    });
    await askDailyPurchases(START);
    expect(await queued("purchases-read")).toEqual([]);
    await createAudience(shopId, { name: "A", rationale: "Why.", criteria }, "jo", START);
    await askDailyPurchases(START);
    expect(await queued("purchases-read")).toEqual([{ shopId, reading: 1 }]);
    expect(await queued("collection-read")).toEqual(collections.map((collectionId) => ({ shopId, collectionId })));
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await askDailyPurchases(new Date(START.getTime() + 2 * DAY));
    expect(await queued("purchases-read")).toHaveLength(1);
  });
});
