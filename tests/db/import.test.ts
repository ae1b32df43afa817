import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { cancelSync } from "~/services/customers/requestSync";
import { markGone } from "~/services/customers/refreshCustomer";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  bytesOf,
  customer,
  emailOf,
  firms,
  importBytes,
  importLines,
  importText,
  makeRun,
  makeShop,
  person,
  soleTrader,
  START,
} from "../support/factories";
import { until } from "../support/until";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const contactOf = (shopifyId: number) => prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId } });
const contactCount = () => prisma().contact.count({ where: { shopId, deletedAt: null } });
const setAside = (runId: number) =>
  prisma().syncSetAside.findMany({
    where: { shopId, runId },
    orderBy: { line: "asc" },
    select: { line: true, reason: true },
  });

/** Where each row is and who wrote it last: equal before and after means that nothing was written. */
async function versions(): Promise<Record<string, unknown>[]> {
  const { rows } = await pool().query<Record<string, unknown>>(
    "SELECT ctid::text, xmin::text, id FROM contact WHERE shop_id = $1 ORDER BY id",
    [shopId],
  );
  return rows;
}

describe("a first import", () => {
  test("stores what the store says of each customer", async () => {
    const run = await importLines(shopId, [
      customer(1, { tags: ['Trade, "gold"', "back\\slash", "a\tb\nc"], name: "Siân O'Neill", country: null }),
      soleTrader(2, { email: "Jo.Trader@Gmail.com" }),
      person(3, { email: null, orders: 0 }),
      customer(4, { company: null, orders: 0, b2b: { name: "Group Four LLP", orders: 2 } }),
      customer(5, { email: "no address here" }),
    ]);
    expect(run).toMatchObject({
      state: "finished",
      rows: 5,
      changed: 5,
      setAside: 0,
      gone: 0,
      finishedAt: START,
      failure: null,
    });
    expect(await contactOf(1)).toMatchObject({
      email: emailOf(1),
      addressUsable: true,
      freemail: false,
      name: "Siân O'Neill",
      company: "Firm 1 Ltd",
      country: null,
      tags: ['Trade, "gold"', "back\\slash", "a\tb\nc"],
      relation: "customer",
      relationSince: new Date("2024-01-15T09:00:00Z"),
      orderCount: 3,
      lastOrderAt: new Date("2026-01-09T12:00:00Z"),
      legalForm: "corporate",
      evidenceStrength: "sufficient",
      evidence: [{ source: "address_company_name", says: "corporate", detail: "Firm 1 Ltd", mark: "Ltd" }],
    });
    expect(await contactOf(2)).toMatchObject({ email: "Jo.Trader@gmail.com", freemail: true, legalForm: "individual" });
    expect(await contactOf(3)).toMatchObject({
      email: "",
      addressUsable: false,
      exclusionKey: null,
      relation: "none",
      relationSince: null,
      legalForm: "unknown",
    });
    expect(await contactOf(4)).toMatchObject({
      company: "Group Four LLP",
      relation: "customer",
      relationSince: new Date("2023-05-01T00:00:00Z"),
      legalForm: "corporate",
    });
    expect(await contactOf(5)).toMatchObject({ addressUsable: false });
  });

  test("gives the same contacts however the bytes are cut, within characters and lines", async () => {
    const lines = [customer(1, { name: "Żółć 🐑 Łukasz" }), customer(2, { company: "Gwêr Cyf" })];
    const text = lines.map((line) => JSON.stringify(line)).join("\r\n");
    for (const chunk of [1, 7, 4096]) {
      const shop = await makeShop();
      await importBytes(shop, await makeRun(shop), () => bytesOf(text, chunk));
      const names = await prisma().contact.findMany({
        where: { shopId: shop },
        orderBy: { shopifyId: "asc" },
        select: { name: true, company: true },
      });
      expect(names, `chunks of ${chunk}`).toEqual([
        { name: "Żółć 🐑 Łukasz", company: "Firm 1 Ltd" },
        { name: "Buyer 2", company: "Gwêr Cyf" },
      ]);
    }
  });
});

describe("a further import", () => {
  test("of an unchanged store writes no row", async () => {
    const store = [...firms(50), soleTrader(60), person(61, { email: null })];
    await importLines(shopId, store);
    const before = await versions();
    const run = await importLines(shopId, store, after(60));
    expect(run).toMatchObject({ state: "finished", rows: 52, changed: 0, gone: 0 });
    expect(await versions()).toEqual(before);
  });

  test("writes the changed row only", async () => {
    await importLines(shopId, firms(20));
    const before = await versions();
    const changed = firms(20).map((line) =>
      line.id.endsWith("/7") ? customer(7, { company: "Seven PLC", updatedAt: "2026-02-01T00:00:00Z" }) : line,
    );
    expect(await importLines(shopId, changed, after(60))).toMatchObject({ changed: 1, gone: 0 });
    expect((await contactOf(7)).company).toBe("Seven PLC");
    const now = await versions();
    expect(now.filter((row, index) => JSON.stringify(row) !== JSON.stringify(before[index]))).toHaveLength(1);
  });

  test("keeps a contact's own number, which campaigns refer to", async () => {
    await importLines(shopId, firms(3));
    const { id } = await contactOf(2);
    await importLines(shopId, [...firms(1), customer(2, { company: "Two LLP" }), customer(3)], after(1));
    expect(await contactOf(2)).toMatchObject({ id, company: "Two LLP" });
  });

  test("never puts an older state over a newer one", async () => {
    await importLines(shopId, [customer(1, { company: "New Name Ltd", updatedAt: "2026-02-01T00:00:00Z" })]);
    const run = await importLines(
      shopId,
      [customer(1, { company: "Old Name Ltd", updatedAt: "2026-01-31T23:59:59Z" })],
      after(60),
    );
    expect(run.changed).toBe(0);
    expect((await contactOf(1)).company).toBe("New Name Ltd");
  });

  test("marks customers that are gone, leaves the rest, and takes up those who return", async () => {
    await importLines(shopId, firms(5));
    expect(await importLines(shopId, firms(3), after(60))).toMatchObject({ gone: 2, changed: 0 });
    expect((await contactOf(4)).deletedAt).toEqual(after(60));
    expect(await contactCount()).toBe(3);
    expect(await importLines(shopId, firms(3), after(90))).toMatchObject({ gone: 0 });
    expect((await contactOf(4)).deletedAt).toEqual(after(60));
    expect(await importLines(shopId, firms(4), after(120))).toMatchObject({ gone: 0, changed: 1 });
    expect((await contactOf(4)).deletedAt).toBeNull();
    expect((await contactOf(5)).deletedAt).toEqual(after(60));
  });

  test("touches no other shop's customers of the same number", async () => {
    const other = await makeShop();
    await importLines(other, firms(5));
    await importLines(shopId, [customer(1, { company: "Mine Ltd" })], after(1));
    const theirs = await prisma().contact.findMany({ where: { shopId: other }, orderBy: { id: "asc" } });
    expect(theirs.map(({ company, deletedAt }) => [company, deletedAt])).toEqual(
      firms(5).map((_, index) => [`Firm ${index + 1} Ltd`, null]),
    );
  });
});

describe("lines that are no customer", () => {
  test("are set aside by number and reason, and the rest is imported", async () => {
    const good = JSON.stringify(customer(1));
    const text = Buffer.concat([
      Buffer.from(`${good}\n{"id": broken\n\n[1,2]\n"text"\n{"displayName":"nobody"}\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(`{"id":"gid://shopify/Customer/2","tags":"not a list"}\n${"x".repeat(1024 * 1024 + 1)}\n`),
      Buffer.from(`{"id":"gid://shopify/Customer/abc"}\n${JSON.stringify(customer(3))}`),
    ]);
    const run = await importText(shopId, text);
    expect(await setAside(run.id)).toEqual([
      { line: 2, reason: "not_json" },
      { line: 4, reason: "unknown_object" },
      { line: 5, reason: "unknown_object" },
      { line: 6, reason: "unknown_object" },
      { line: 7, reason: "not_utf8" },
      { line: 8, reason: "invalid_object" },
      { line: 9, reason: "too_long" },
      { line: 10, reason: "invalid_object" },
    ]);
    expect(run).toMatchObject({ state: "finished", rows: 2, setAside: 8 });
    expect(await contactCount()).toBe(2);
  });

  test("of other kinds of record are passed over", async () => {
    const run = await importLines(shopId, [
      { id: "gid://shopify/Company/1", name: "Firm 1 Ltd" },
      customer(1),
      { id: "gid://shopify/CompanyContact/5", __parentId: "gid://shopify/Company/1" },
      { id: "gid://shopify/Customer/9", displayName: "A child of a connection", __parentId: "gid://shopify/Company/1" },
      { namespace: "custom", value: "x", __parentId: "gid://shopify/Customer/1" },
    ]);
    expect(run).toMatchObject({ state: "finished", rows: 1, setAside: 0 });
    expect(await contactCount()).toBe(1);
  });

  test("past a thousand are counted, and the first thousand listed", async () => {
    const run = await importLines(shopId, [...Array.from({ length: 1200 }, () => "{"), customer(1)]);
    expect(run).toMatchObject({ state: "finished", rows: 1, setAside: 1200 });
    expect(await setAside(run.id)).toHaveLength(1000);
  });

  // Shoppers choose these texts: none of them may keep the whole store from being imported.
  const nasty: Record<string, object> = {
    "a NUL": customer(7, { name: "Nul\u0000l", company: "Nul\u0000l Ltd", tags: ["nul\u0000l"] }),
    "an escaped NUL as text": customer(7, { company: "Quote \\u0000 Ltd", tags: ["\\u0000"] }),
    "half of a surrogate pair": customer(7, { name: "\ud83d", company: "Half \ud83d Ltd", tags: ["\udc11"] }),
    "a surrogate pair where texts are cut": customer(7, {
      company: `${"x".repeat(199)}🐑 Ltd`,
      tags: [`sole trader ${"y".repeat(187)}🐑`],
    }),
    "COPY's own signs": customer(7, {
      name: "\\N",
      company: "\\. Ltd",
      tags: ["\\N", "", "NULL", "{}", "a,b", '"', "\r\n"],
    }),
    "more orders than a number holds": { ...customer(7), numberOfOrders: "99999999999" },
    "a part of an order": { ...customer(7), numberOfOrders: 1.5 },
    "fewer orders than none": { ...customer(7), numberOfOrders: -1 },
    "an id past the last number": { ...customer(7), id: "gid://shopify/Customer/9999999999999999999" },
    "a date before the calendar": { ...customer(7), updatedAt: "0000-01-01T00:00:00Z" },
    "a date that never was": { ...customer(7), createdAt: "2026-02-30T00:00:00Z" },
  };
  test.each(Object.entries(nasty))("with %s do not keep the others out", async (_case, line) => {
    const run = await importLines(shopId, [customer(1), line, customer(9)]);
    expect(run).toMatchObject({ state: "finished" });
    expect(run.rows + run.setAside).toBe(3);
    expect((await contactOf(1)).deletedAt).toBeNull();
    expect((await contactOf(9)).deletedAt).toBeNull();
  });
});

describe("one customer twice in a file", () => {
  test("is one contact, as the newer line has it", async () => {
    const lines = [
      customer(1, { company: "Middle Ltd", updatedAt: "2026-01-02T00:00:00Z" }),
      customer(1, { company: "Newest Ltd", updatedAt: "2026-01-03T00:00:00Z" }),
      customer(1, { company: "Oldest Ltd", updatedAt: "2026-01-01T00:00:00Z" }),
    ];
    expect(await importLines(shopId, lines)).toMatchObject({ state: "finished", changed: 1 });
    expect((await contactOf(1)).company).toBe("Newest Ltd");
  });
});

describe("who has unsubscribed in Shopify", () => {
  test("is excluded, once, and stays so after subscribing again there", async () => {
    await importLines(shopId, [
      customer(1, { marketingState: "UNSUBSCRIBED" }),
      customer(2, { marketingState: "UNSUBSCRIBED", email: "Buyer+2@firm-1.example" }),
      customer(3),
    ]);
    const exclusions = await prisma().exclusion.findMany({ where: { shopId } });
    expect(exclusions).toMatchObject([{ source: "shopify", at: START }]);
    await importLines(shopId, [customer(1, { marketingState: "UNSUBSCRIBED" }), customer(3)], after(60));
    expect(await prisma().exclusionEvent.count({ where: { shopId } })).toBe(1);
    await importLines(
      shopId,
      [customer(1, { marketingState: "SUBSCRIBED", updatedAt: "2026-02-01T00:00:00Z" }), customer(3)],
      after(120),
    );
    expect(await prisma().exclusion.count({ where: { shopId } })).toBe(1);
  });

  test("is excluded even when the line is older than what we have: the most restrictive wins", async () => {
    await importLines(shopId, [customer(1, { updatedAt: "2026-02-01T00:00:00Z" })]);
    await importLines(
      shopId,
      [customer(1, { marketingState: "UNSUBSCRIBED", updatedAt: "2026-01-01T00:00:00Z" })],
      after(60),
    );
    expect(await prisma().exclusion.count({ where: { shopId } })).toBe(1);
  });
});

const runOf = (id: number) => prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });

/** Text of a file of customers, a line each. */
const fileOf = (lines: readonly object[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** The file's bytes from an offset on, breaking off at another. */
const breakingAt = (file: Buffer, end: number) =>
  async function* (from: number): AsyncGenerator<Uint8Array> {
    yield* bytesOf(file.subarray(from, end), 65_536);
    throw new Error("connection lost");
  };

describe("runs", () => {
  test("two workers with one run: every chunk is written once, and the slower one stops", async () => {
    const file = fileOf(firms(12_000));
    const run = await makeRun(shopId);
    const ends = await Promise.allSettled([
      importBytes(shopId, run, (from) => bytesOf(file.subarray(from), 65_536)),
      importBytes(shopId, run, (from) => bytesOf(file.subarray(from), 65_536)),
    ]);
    expect(ends.filter((end) => end.status === "fulfilled" && end.value)).toHaveLength(1);
    expect(await runOf(run)).toMatchObject({ state: "finished", rows: 12_000, changed: 12_000, lines: 12_000 });
    expect(await contactCount()).toBe(12_000);
  });

  test.each(["requested", "finished", "failed", "cancelled"] as const)(
    "a run that is %s is not imported",
    async (state) => {
      await importLines(shopId, firms(2));
      const { id } = await prisma().syncRun.create({ data: { shopId, state } });
      expect(await importBytes(shopId, id, () => Readable.from([]), after(60))).toBe(false);
      expect(await contactCount()).toBe(2);
    },
  );

  test("a download that breaks off goes on from the last whole chunk, and repeats nothing", async () => {
    const file = fileOf(firms(12_000));
    const run = await makeRun(shopId);
    await expect(importBytes(shopId, run, breakingAt(file, file.length - 1000))).rejects.toThrow("connection lost");
    const broken = await runOf(run);
    expect(broken).toMatchObject({ state: "importing", lines: 10_000, rows: 10_000 });
    const asked: number[] = [];
    await importBytes(shopId, run, (from) => {
      asked.push(from);
      return bytesOf(file.subarray(from), 65_536);
    });
    expect(asked).toEqual([Number(broken.bytes)]);
    expect(await runOf(run)).toMatchObject({ state: "finished", rows: 12_000, changed: 12_000, gone: 0 });
    expect(await contactCount()).toBe(12_000);
  });

  test("a line that cannot be read keeps its number in the file after a break", async () => {
    const file = Buffer.concat([fileOf(firms(6000)), Buffer.from("{\n"), fileOf([customer(6001)])]);
    const run = await makeRun(shopId);
    await expect(importBytes(shopId, run, breakingAt(file, file.length))).rejects.toThrow("connection lost");
    await importBytes(shopId, run, (from) => bytesOf(file.subarray(from), 65_536));
    expect(await setAside(run)).toEqual([{ line: 6001, reason: "not_json" }]);
    expect(await runOf(run)).toMatchObject({ rows: 6001, setAside: 1 });
  });

  test("what a broken run has not read yet is not taken for gone", async () => {
    await importLines(shopId, firms(6002));
    const file = fileOf(firms(6002));
    const run = await makeRun(shopId, after(60));
    await expect(importBytes(shopId, run, breakingAt(file, file.length - 200))).rejects.toThrow("connection lost");
    expect(await contactCount()).toBe(6002);
  });

  test("a cancelled run stops within a chunk, and what it had read stays", async () => {
    const file = fileOf(firms(12_000));
    const run = await makeRun(shopId);
    async function* cancelling(): AsyncGenerator<Uint8Array> {
      yield* bytesOf(file.subarray(0, file.length / 2), 65_536);
      await cancelSync(shopId, "owner", after(5));
      yield* bytesOf(file.subarray(file.length / 2), 65_536);
    }
    expect(await importBytes(shopId, run, cancelling)).toBe(false);
    const ended = await runOf(run);
    expect(ended).toMatchObject({ state: "cancelled", cancelledBy: "owner", finishedAt: after(5) });
    expect(ended.rows).toBeLessThan(12_000);
    expect(await contactCount()).toBe(ended.rows);
    expect(await importLines(shopId, firms(12_000), after(60))).toMatchObject({ state: "finished", gone: 0 });
  });

  test("an empty store is a store without customers", async () => {
    await importLines(shopId, firms(3));
    expect(await importLines(shopId, [], after(60))).toMatchObject({ state: "finished", rows: 0, gone: 3 });
  });

  test("forgets what it has seen when it ends", async () => {
    await importLines(shopId, firms(3));
    expect(await prisma().syncSeen.count({ where: { shopId } })).toBe(0);
  });

  test("shows how far it is while it runs", async () => {
    const runId = await makeRun(shopId);
    let midway = 0;
    async function* store(): AsyncGenerator<Uint8Array> {
      yield fileOf(firms(6000));
      await until(async () => (await runOf(runId)).rows > 0);
      midway = (await runOf(runId)).rows;
      yield fileOf([customer(6001)]);
    }
    await importBytes(shopId, runId, store);
    expect([2500, 5000]).toContain(midway);
    expect((await runOf(runId)).rows).toBe(6001);
  });
});

describe("what was read later wins, whatever comes first", () => {
  test("a customer told of after the file was asked for is not gone", async () => {
    const run = await makeRun(shopId, START);
    await importLines(shopId, [customer(7)], after(30));
    await importBytes(shopId, run, () => bytesOf(fileOf(firms(2))), after(60));
    expect(await contactCount()).toBe(3);
  });

  test("a customer deleted after the file was asked for stays deleted", async () => {
    await importLines(shopId, firms(2));
    const run = await makeRun(shopId, after(10));
    await markGone(shopId, "2", after(30));
    const newer = customer(2, { updatedAt: "2026-03-02T10:00:20Z" });
    await importBytes(shopId, run, () => bytesOf(fileOf([customer(1), newer])), after(60));
    expect((await contactOf(2)).deletedAt).toEqual(after(30));
  });

  test("a deletion heard of late does not delete who was read since", async () => {
    await importLines(shopId, [customer(1, { company: "Back Again Ltd" })], after(60));
    await markGone(shopId, "1", after(30));
    expect((await contactOf(1)).deletedAt).toBeNull();
  });

  test("of two readings with one date of the store's the later one stays", async () => {
    await importLines(shopId, [customer(1, { company: "Later Ltd" })], after(60));
    const run = await makeRun(shopId, after(30));
    await importBytes(shopId, run, () => bytesOf(fileOf([customer(1, { company: "Earlier Ltd" })])), after(90));
    expect((await contactOf(1)).company).toBe("Later Ltd");
  });

  test("who acts for which company is as read last, too", async () => {
    const acting = (company: number) => ({
      ...customer(1, { company: null }),
      companyContactProfiles: [{ company: { id: `gid://shopify/Company/${company}`, name: "Mill Works" } }],
    });
    const links = () =>
      prisma().companyContact.findMany({ where: { shopId }, select: { companyId: true, customerId: true } });
    await importLines(shopId, [acting(8)], after(60));
    const run = await makeRun(shopId, after(30));
    await importBytes(shopId, run, () => bytesOf(fileOf([acting(7)])), after(90));
    expect(await links()).toEqual([{ companyId: 8n, customerId: 1n }]);
    await importLines(shopId, [acting(9)], after(120));
    expect(await links()).toEqual([{ companyId: 9n, customerId: 1n }]);
  });
});
