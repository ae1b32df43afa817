import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { noteInstallation } from "~/services/shops/install";
import { forgetOldDeliveries, takeWebhook } from "~/services/webhooks/takeWebhook";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

let shopId: number;
let shop: string;
beforeAll(async () => {
  shopId = await makeShop();
  ({ domain: shop } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } }));
});
beforeEach(async () => {
  await pool().query("DELETE FROM pgboss.job");
});

let ids = 0;
const webhook = (topic: string, payload: Record<string, unknown>, over: { shop?: string; webhookId?: string } = {}) => {
  ids += 1;
  return { shop, topic, webhookId: `webhook-${ids}`, payload, ...over };
};

describe("a webhook", () => {
  test("is taken once by shop, topic and id, however often and at once it is delivered", async () => {
    const delivered = webhook("customers/update", { id: 7 });
    await Promise.all(Array.from({ length: 20 }, () => takeWebhook(delivered, START)));
    await takeWebhook(delivered, after(3600));
    expect(await jobs("customer-refresh")).toEqual([{ shopId, customerId: "7" }]);
  });

  test("with an id that another topic or shop used before is another one", async () => {
    const other = await makeShop();
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: other } });
    const webhookId = "shared-id";
    await takeWebhook(webhook("customers/update", { id: 1 }, { webhookId }), START);
    await takeWebhook(webhook("customers/create", { id: 2 }, { webhookId }), START);
    await takeWebhook(webhook("customers/update", { id: 3 }, { webhookId, shop: domain }), START);
    expect(await jobs("customer-refresh")).toEqual([
      { shopId, customerId: "1" },
      { shopId, customerId: "2" },
      { shopId: other, customerId: "3" },
    ]);
  });

  test("whose work could not be queued is not marked as taken, and is taken when it comes again", async () => {
    const delivered = webhook("customers/update", { id: 8 });
    await pool().query(
      "CREATE TRIGGER nothing_more BEFORE INSERT ON pgboss.job FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    );
    try {
      await expect(takeWebhook(delivered, START)).rejects.toThrow("refused");
    } finally {
      await pool().query("DROP TRIGGER nothing_more ON pgboss.job");
    }
    await takeWebhook(delivered, START);
    expect(await jobs("customer-refresh")).toEqual([{ shopId, customerId: "8" }]);
  });

  test("of a shop that does not have the app asks for nothing", async () => {
    for (const topic of [
      "customers/update",
      "orders/create",
      "orders/cancelled",
      "refunds/create",
      "shop/update",
      "bulk_operations/finish",
      "app/uninstalled",
    ]) {
      await takeWebhook(webhook(topic, { id: 1, order_id: 1 }, { shop: "unknown.myshopify.com" }), START);
    }
    expect((await pool().query("SELECT 1 FROM pgboss.job")).rowCount).toBe(0);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ["customers/create", { id: 11 }, ["11"]],
    ["customers/delete", { id: 12 }, ["12"]],
    ["customers_email_marketing_consent/update", { customer_id: 13 }, ["13"]],
    [
      "customers/merge",
      {
        admin_graphql_api_customer_kept_id: "gid://shopify/Customer/14",
        admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/15",
      },
      ["14", "15"],
    ],
    ["company_contacts/update", { customer_admin_graphql_api_id: "gid://shopify/Customer/16" }, ["16"]],
    ["customers/update", { id: "no number" }, []],
    ["customers/update", {}, []],
    ["products/update", { id: 17 }, []],
  ])("%s of %j has these customers read anew", async (topic, payload, expected) => {
    await takeWebhook(webhook(topic, payload), START);
    expect((await jobs("customer-refresh")).map(({ customerId }) => customerId).sort()).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ["companies/create", { admin_graphql_api_id: "gid://shopify/Company/21" }, ["21"]],
    ["companies/update", { admin_graphql_api_id: "gid://shopify/Company/22" }, ["22"]],
    ["companies/delete", { admin_graphql_api_id: "gid://shopify/Company/23" }, ["23"]],
    ["company_locations/update", { company: { admin_graphql_api_id: "gid://shopify/Company/24" } }, ["24"]],
    ["company_contacts/delete", { company: { admin_graphql_api_id: "gid://shopify/Company/25" } }, ["25"]],
    ["company_locations/create", { admin_graphql_api_id: "gid://shopify/CompanyLocation/26", company: null }, []],
    ["companies/update", { admin_graphql_api_id: "gid://shopify/Customer/27" }, []],
    ["companies/update", {}, []],
  ])("%s of %j has these companies read anew", async (topic, payload, expected) => {
    await takeWebhook(webhook(topic, payload), START);
    expect((await jobs("company-refresh")).map(({ companyId }) => companyId)).toEqual(expected);
  });

  test("of a new order has its customer read anew, and the order looked at for consent", async () => {
    await takeWebhook(webhook("orders/create", { id: 900, customer: { id: 18 } }), START);
    expect(await jobs("customer-refresh")).toEqual([{ shopId, customerId: "18" }]);
    expect(await jobs("order-placed")).toEqual([{ shopId, orderId: "900" }]);
  });

  test("of an order without a customer has the order looked at", async () => {
    await takeWebhook(webhook("orders/create", { id: 901, customer: null }), START);
    expect(await jobs("customer-refresh")).toEqual([]);
    expect(await jobs("order-placed")).toEqual([{ shopId, orderId: "901" }]);
  });

  test("of a cancelled order has that looked at, and nothing asked of the order again", async () => {
    await takeWebhook(webhook("orders/cancelled", { id: 902, customer: { id: 19 } }), START);
    await takeWebhook(webhook("orders/cancelled", { id: "902 or so" }), START);
    expect(await jobs("order-undone")).toEqual([{ shopId, orderId: "902" }]);
    expect(await jobs("order-placed")).toEqual([]);
  });

  test("of a refund, or of money of one that moved, has its order looked at, and of a payment nothing", async () => {
    const refund = webhook("refunds/create", { id: 9, order_id: 903, transactions: [{ id: 8, kind: "refund" }] });
    for (const _twice of [1, 2]) await takeWebhook(refund, START);
    await takeWebhook(webhook("order_transactions/create", { id: 8, order_id: 904, kind: "refund" }), START);
    await takeWebhook(webhook("order_transactions/create", { id: 7, order_id: 905, kind: "sale" }), START);
    await takeWebhook(webhook("refunds/create", { id: 906 }), START);
    expect((await jobs("order-undone")).map(({ orderId }) => orderId).sort()).toEqual(["903", "904"]);
  });

  test("of a changed shop has its set-up done anew", async () => {
    await takeWebhook(webhook("shop/update", {}), START);
    expect(await jobs("shop-set-up")).toEqual([{ shopId }]);
  });

  test("of a finished bulk operation has the running sync looked at, and no other", async () => {
    await takeWebhook(webhook("bulk_operations/finish", {}), START);
    expect(await jobs("sync-follow")).toEqual([]);
    const { id } = await prisma().syncRun.create({ data: { shopId, state: "running", bulkOperationId: "5" } });
    await takeWebhook(webhook("bulk_operations/finish", {}), START);
    expect(await jobs("sync-follow")).toEqual([{ shopId, runId: id }]);
  });
});

describe("requests under data-protection law", () => {
  test.each([
    ["customers/data_request", { customer: { id: 21 } }, 21n],
    ["customers/redact", { customer: { id: 22 } }, 22n],
    ["shop/redact", { shop_id: 1 }, null],
  ])("%s is recorded once, with the day by which it is due", async (topic, payload, customerId) => {
    const delivered = webhook(topic, payload);
    await takeWebhook(delivered, START);
    await takeWebhook(delivered, after(60));
    expect(await prisma().privacyRequest.findMany({ where: { shop, topic } })).toMatchObject([
      {
        webhookId: delivered.webhookId,
        customerId,
        receivedAt: START,
        dueAt: new Date("2026-04-01T10:00:00Z"),
        doneAt: null,
      },
    ]);
  });

  test("are recorded for a shop that does not have the app any more, too", async () => {
    await takeWebhook(webhook("shop/redact", {}, { shop: "gone.myshopify.com" }), START);
    expect(await prisma().privacyRequest.count({ where: { shop: "gone.myshopify.com" } })).toBe(1);
  });
});

describe("removing the app", () => {
  test("is noted, and the shop's sessions end", async () => {
    await prisma().session.create({ data: { id: `offline_${shop}`, shop, state: "", accessToken: "token" } });
    await takeWebhook(webhook("app/uninstalled", {}), after(5));
    expect(await prisma().shop.findUniqueOrThrow({ where: { id: shopId } })).toMatchObject({
      uninstalledAt: after(5),
      checkoutReadyAt: null,
    });
    expect(await prisma().session.count({ where: { shop } })).toBe(0);
    expect(await noteInstallation(shop)).toBe(shopId);
  });

  test("told again after the app was installed anew does not end the new installation", async () => {
    const delivered = webhook("app/uninstalled", {});
    await takeWebhook(delivered, after(5));
    await noteInstallation(shop);
    await takeWebhook(delivered, after(7200));
    expect((await prisma().shop.findUniqueOrThrow({ where: { id: shopId } })).uninstalledAt).toBeNull();
  });
});

test("deliveries that Shopify can no longer repeat are forgotten, and newer ones are not", async () => {
  await pool().query(
    "INSERT INTO webhook_delivery (shop, topic, webhook_id, received_at) VALUES ($1, 'old', '1', $2), ($1, 'new', '2', $3)",
    [shop, after(-15 * 86_400), after(-13 * 86_400)],
  );
  await forgetOldDeliveries(START);
  const { rows } = await pool().query("SELECT topic FROM webhook_delivery WHERE topic IN ('old', 'new')");
  expect(rows).toEqual([{ topic: "new" }]);
});
