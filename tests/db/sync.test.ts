import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { refreshCompany } from "~/services/customers/refreshCompany";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { cancelSync, requestNightlySyncs, requestSync } from "~/services/customers/requestSync";
import { endCancelledSync, followSync, hearBulkFinished, startSync } from "~/services/customers/runSync";
import { useAppDatabase } from "../support/app-database";
import { after, customer, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";
import { startStore } from "../support/simulated-store";
import { until } from "../support/until";
import { storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const runOf = (id: number) => prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
const contactOf = (shopifyId: number) => prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId } });

/** A company's own line, a location of it, and the profile of whoever acts for it. */
const company = (id: number, name: string) => ({
  id: `gid://shopify/Company/${id}`,
  name,
  createdAt: "2024-01-01T00:00:00Z",
  updatedAt: "2025-01-01T00:00:00Z",
  customerSince: "2024-01-01T00:00:00Z",
  ordersCount: { count: 2 },
});
const location = (id: number, companyId: number, taxRegistrationId: string | null) => ({
  id: `gid://shopify/CompanyLocation/${id}`,
  name: "Leeds",
  taxSettings: { taxRegistrationId },
  __parentId: `gid://shopify/Company/${companyId}`,
});
const buyer = (id: number, of: ReturnType<typeof company>) => ({
  ...customer(id, { company: null }),
  companyContactProfiles: [{ id: `gid://shopify/CompanyContact/${id}`, isMainContact: true, company: of }],
});

/** Does what the queue would, until the run has ended. */
async function carryOut(runId: number, graphql: AdminGraphql, from = 0): Promise<void> {
  for (let step = from; step < from + 20; step++) {
    const { state, bulkOperationId } = await runOf(runId);
    if (state === "requested") await startSync(shopId, runId, graphql, after(step));
    else if (state === "running" || state === "importing") {
      await until(async () => {
        const { bulkOperation } = (await graphql("query ($id: ID!) { bulkOperation(id: $id) { status } }", {
          id: bulkOperationId,
        })) as { bulkOperation: { status: string } };
        return bulkOperation.status !== "CREATED" && bulkOperation.status !== "RUNNING";
      });
      await followSync(shopId, runId, graphql, after(step));
    } else return;
  }
  throw new Error("the run did not end");
}

async function sync(graphql: AdminGraphql) {
  const runId = await requestSync(shopId, "owner", START);
  await carryOut(runId, graphql);
  return runOf(runId);
}

describe("a sync of the whole store", () => {
  test("reads companies with their locations, then customers, and weighs both together", async () => {
    const plain = company(1, "Harbour Works");
    const numbered = company(2, "Mill Works");
    const { graphql } = await startStore({
      storeFile: storeFile([
        plain,
        location(11, 1, "GB123456789"),
        numbered,
        location(12, 2, "SC123456"),
        buyer(1, plain),
        buyer(2, numbered),
        customer(3),
      ]),
    });
    expect(await sync(graphql)).toMatchObject({
      state: "finished",
      companies: 2,
      rows: 3,
      changed: 5,
      setAside: 0,
      missing: [],
    });
    expect(await contactOf(1)).toMatchObject({ legalForm: "unknown", company: "Harbour Works", companyKey: "b2b:1" });
    expect(await contactOf(2)).toMatchObject({ legalForm: "corporate", evidenceStrength: "sufficient" });
    expect(await contactOf(3)).toMatchObject({ companyKey: "name:firm 3" });
    expect(await prisma().companyContact.findMany({ where: { shopId }, orderBy: { companyId: "asc" } })).toEqual([
      { shopId, companyId: 1n, customerId: 1n },
      { shopId, companyId: 2n, customerId: 2n },
    ]);
    expect(await prisma().syncSeen.count()).toBe(0);
  });

  test("of a store that has not changed changes nothing", async () => {
    const works = company(1, "Harbour Works");
    const { graphql } = await startStore({
      storeFile: storeFile([works, location(11, 1, "GB123456789"), buyer(1, works), customer(2)]),
    });
    await sync(graphql);
    expect(await sync(graphql)).toMatchObject({ state: "finished", changed: 0, gone: 0, rows: 2, companies: 1 });
  });

  test("of a store without company records says so, and reads the rest", async () => {
    const { graphql } = await startStore({ storeFile: storeFile([customer(1)]) });
    expect(await sync(graphql)).toMatchObject({ state: "finished", rows: 1, missing: ["no_companies"] });
  });

  test("of a store that withholds orders reads customers without their last order, and says so", async () => {
    const { graphql } = await startStore({ storeFile: storeFile([customer(1)]), scopes: ["read_customers"] });
    expect(await sync(graphql)).toMatchObject({ state: "finished", missing: ["orders", "files", "no_companies"] });
    expect(await contactOf(1)).toMatchObject({ orderCount: 3, lastOrderAt: null, relation: "customer" });
  });

  test("of a store whose companies may not be read goes on with the customers alone", async () => {
    const { simulator, graphql } = await startStore({ storeFile: storeFile([customer(1)]) });
    simulator.bulk.failNext("ACCESS_DENIED", 0);
    expect(await sync(graphql)).toMatchObject({ state: "finished", rows: 1, missing: ["companies", "no_companies"] });
  });

  test("of a store that lets nothing be read fails with Shopify's code", async () => {
    const { graphql } = await startStore({ storeFile: storeFile([customer(1)]), scopes: ["read_orders"] });
    expect(await sync(graphql)).toMatchObject({ state: "failed", failure: "ACCESS_DENIED" });
  });

  test("of a store whose customers all lack an address says that, as without approval for protected data", async () => {
    const bare = (id: number) => ({ ...customer(id, { email: null, country: null, company: null }), displayName: "" });
    const { graphql } = await startStore({ storeFile: storeFile([bare(1), bare(2)]) });
    expect((await sync(graphql)).missing).toEqual(["emails", "names", "addresses", "no_companies"]);
  });

  test("whose file expired is begun anew, and after three times fails", async () => {
    const { simulator, graphql } = await startStore({ storeFile: storeFile([customer(1)]) });
    const expiring: AdminGraphql = (document, variables) => {
      const id = variables?.id;
      if (document.includes("query BulkOperation(") && typeof id === "string") simulator.bulkResults.expire(id);
      return graphql(document, variables);
    };
    const runId = await requestSync(shopId, "owner", START);
    // The companies' file is empty and has no address: only the customers' one expires.
    await carryOut(runId, expiring);
    expect(await runOf(runId)).toMatchObject({ state: "failed", failure: "FILE_EXPIRED", restarts: 3 });
    expect(await sync(graphql)).toMatchObject({ state: "finished", rows: 1 });
  });

  test("whose download breaks off goes on with the bytes that are left", async () => {
    const lines = Array.from({ length: 7000 }, (_, index) => customer(index + 1));
    const { simulator, graphql } = await startStore({ storeFile: storeFile(lines) });
    const runId = await requestSync(shopId, "owner", START);
    await startSync(shopId, runId, graphql, START);
    while ((await runOf(runId)).part === "companies" || (await runOf(runId)).state === "requested") {
      if ((await runOf(runId)).state === "requested") await startSync(shopId, runId, graphql, START);
      else await followSync(shopId, runId, graphql, START);
    }
    simulator.bulkResults.cutNextDownload(3_000_000);
    await expect(carryOut(runId, graphql)).rejects.toThrow();
    expect(await runOf(runId)).toMatchObject({ state: "importing", rows: 5000 });
    await carryOut(runId, graphql);
    expect(await runOf(runId)).toMatchObject({ state: "finished", rows: 7000, changed: 7000 });
  }, 60_000);
});

describe("asking for a sync", () => {
  test("while one is under way is refused", async () => {
    await requestSync(shopId, "owner", START);
    await expect(requestSync(shopId, "owner", START)).rejects.toMatchObject({ code: "sync_running" });
  });

  test("is possible again after a cancel, which Shopify is told of", async () => {
    const { simulator, graphql } = await startStore({ storeFile: storeFile([customer(1)]) });
    simulator.bulk.hold();
    const runId = await requestSync(shopId, "owner", START);
    await startSync(shopId, runId, graphql, START);
    await cancelSync(shopId, "owner", after(5));
    expect(await runOf(runId)).toMatchObject({ state: "cancelled", cancelledBy: "owner", finishedAt: after(5) });
    expect(await jobs("sync-cancel")).toEqual([{ shopId, runId }]);
    await endCancelledSync(shopId, runId, graphql);
    await until(() => simulator.bulk.all()[0]?.status === "CANCELED");
    await followSync(shopId, runId, graphql, after(6));
    expect((await runOf(runId)).state).toBe("cancelled");
    expect(await sync(graphql)).toMatchObject({ state: "finished", rows: 1 });
  });

  test("to cancel when none is under way is refused", async () => {
    await expect(cancelSync(shopId, "owner", START)).rejects.toMatchObject({ code: "wrong_state" });
  });

  test("happens every night for every shop that has the app, unless one is under way", async () => {
    const busy = await makeShop();
    await requestSync(busy, "owner", START);
    const gone = await makeShop();
    await prisma().shop.update({ where: { id: gone }, data: { uninstalledAt: START } });
    await requestNightlySyncs(START);
    const runs = await prisma().syncRun.findMany({
      where: { shopId: { in: [shopId, busy, gone] }, cause: { not: "first" } },
      orderBy: { id: "asc" },
    });
    expect(runs.map((run) => [run.shopId, run.cause])).toEqual([
      [busy, "staff"],
      [shopId, "nightly"],
    ]);
  });

  test("Shopify's word that a file is ready queues a look at the running sync only", async () => {
    await hearBulkFinished(shopId);
    const { id } = await prisma().syncRun.create({ data: { shopId, state: "running" } });
    await hearBulkFinished(shopId);
    expect((await jobs("sync-follow")).filter((job) => job.shopId === shopId)).toEqual([{ shopId, runId: id }]);
  });
});

describe("a nightly sync", () => {
  test("finds what messages missed, and counts it", async () => {
    const { simulator, graphql } = await startStore({ storeFile: storeFile([customer(1), customer(2), customer(3)]) });
    await sync(graphql);
    simulator.store.deleteCustomer("gid://shopify/Customer/3");
    const two = await simulator.store.customer("gid://shopify/Customer/2");
    simulator.store.putCustomer({ ...two!, tags: ["sole trader"], updatedAt: "2026-03-01T00:00:00Z" });
    const runId = await requestSync(shopId, "Twostage", START, "nightly");
    await carryOut(runId, graphql, 100);
    expect(await runOf(runId)).toMatchObject({ state: "finished", changed: 1, gone: 1 });
    expect((await contactOf(2)).legalForm).toBe("unknown");
    expect((await contactOf(3)).deletedAt).not.toBeNull();
  });
});

describe("a message about a company", () => {
  const works = company(1, "Harbour Works");

  test("reads it anew, and queues everybody who acts for it or did", async () => {
    const { graphql } = await startStore({
      storeFile: storeFile([works, location(11, 1, "SC123456"), buyer(1, works), buyer(2, works), customer(3)]),
    });
    await prisma().companyContact.create({ data: { shopId, companyId: 1n, customerId: 9n } });
    await refreshCompany(shopId, "1", graphql, START);
    expect(await prisma().company.findFirst({ where: { shopId } })).toMatchObject({ name: "Harbour Works" });
    expect(await prisma().companyLocation.findMany({ where: { shopId } })).toMatchObject([
      { taxRegistrationId: "SC123456" },
    ]);
    expect((await jobs("customer-refresh")).map((job) => job.customerId).sort()).toEqual(["1", "2", "9"]);
    await refreshCustomer(shopId, "1", graphql, after(1));
    expect((await contactOf(1)).legalForm).toBe("corporate");
  });

  test("that is gone takes its evidence from who acted for it", async () => {
    const full = await startStore({
      storeFile: storeFile([works, location(11, 1, "SC123456"), buyer(1, works)]),
    });
    await refreshCompany(shopId, "1", full.graphql, START);
    await refreshCustomer(shopId, "1", full.graphql, START);
    expect((await contactOf(1)).legalForm).toBe("corporate");
    const without = await startStore({ storeFile: storeFile([customer(1, { company: null })]) });
    await refreshCompany(shopId, "1", without.graphql, after(60));
    await refreshCustomer(shopId, "1", without.graphql, after(60));
    expect((await prisma().company.findFirstOrThrow({ where: { shopId } })).deletedAt).toEqual(after(60));
    expect(await prisma().companyLocation.count({ where: { shopId } })).toBe(0);
    expect(await prisma().companyContact.count({ where: { shopId } })).toBe(0);
    expect((await contactOf(1)).legalForm).toBe("unknown");
  });
});
