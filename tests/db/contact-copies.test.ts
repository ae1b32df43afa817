import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { FACT_CLASS, FACT_TABLES, foldContactCounts, readFactClasses } from "~/db/contactFacts";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { foldCounts, mendContacts, mendContactsOf } from "~/services/customers/keepContacts";
import { countByDecision } from "~/services/customers/countByDecision";
import { markGone } from "~/services/customers/refreshCustomer";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  bytesOf,
  customer,
  emailOf,
  firms,
  importBytes,
  importLines,
  makeRun,
  makeShop,
  person,
  soleTrader,
  START,
  writeLedger,
} from "../support/factories";

useAppDatabase();

/** Classes of a shop's present contacts, counted from the originals. */
async function classesFromOriginals(shopId: number): Promise<Record<string, number>> {
  const { rows } = await pool().query<{ name: string; contacts: number }>(
    `SELECT ${FACT_CLASS} AS name, count(*)::int AS contacts FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.deleted_at IS NULL GROUP BY 1`,
    [shopId],
  );
  return Object.fromEntries(rows.map(({ name, contacts }) => [name, contacts]));
}

async function keptClasses(shopId: number): Promise<Record<string, number>> {
  return Object.fromEntries((await readFactClasses(pool(), shopId)).map(({ name, contacts }) => [name, contacts]));
}

async function expectKept(shopId: number): Promise<void> {
  expect(await keptClasses(shopId)).toEqual(await classesFromOriginals(shopId));
  expect(await mendContactsOf(shopId)).toBe(0);
}

describe("what contacts hold copies of, and the counts of their classes", () => {
  let shopId: number;
  let moment = 0;
  beforeAll(async () => {
    shopId = await makeShop();
  });

  const who = fc.integer({ min: 1, max: 6 });
  const store = fc.uniqueArray(
    fc.record({ id: who, kind: fc.constantFrom("firm", "sole trader", "person", "unsubscribed", "abroad") }),
    { selector: ({ id }) => id, maxLength: 6 },
  );
  const act = fc.oneof(
    fc.record({ act: fc.constant("sync" as const), store }),
    fc.record({ act: fc.constantFrom("opt out", "tagged opt out", "delete", "ask", "confirm", "withdraw"), who }),
    fc.record({ act: fc.constant("fold" as const) }),
  );

  function line({ id, kind }: { id: number; kind: string }) {
    const updatedAt = after(moment).toISOString();
    if (kind === "sole trader") return soleTrader(id, { updatedAt });
    if (kind === "person") return person(id, { updatedAt });
    if (kind === "abroad") return customer(id, { updatedAt, country: "DE" });
    return customer(id, { updatedAt, ...(kind === "unsubscribed" ? { marketingState: "UNSUBSCRIBED" } : {}) });
  }

  test("are what the originals say, whatever happens in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        for (const step of acts) {
          moment += 60;
          if (step.act === "sync") await importLines(shopId, step.store.map(line), after(moment));
          else if (step.act === "fold") await foldCounts();
          else if (step.act === "opt out" || step.act === "tagged opt out") {
            const email = emailOf(step.who).replace("@", step.act === "opt out" ? "@" : "+x@");
            await excludeByStaff(shopId, { email, note: "asked", actor: "owner", at: after(moment) });
          } else if (step.act === "delete") await markGone(shopId, String(step.who), after(moment));
          else {
            const kind = { ask: "requested", confirm: "confirmed", withdraw: "withdrawn" }[step.act] ?? "requested";
            await writeLedger(shopId, emailOf(step.who), [kind as "requested"], after(moment));
          }
        }
        await expectKept(shopId);
      }),
      { seed: 21, numRuns: 60 },
    );
  }, 120_000);

  test("follow the shop's country, and nothing else differs", async () => {
    const shop = await makeShop();
    await importLines(shop, [customer(1), customer(2, { country: null })]);
    await prisma().shop.update({ where: { id: shop }, data: { country: "IE" } });
    expect(await mendContactsOf(shop)).toBe(1);
    await expectKept(shop);
    const inUk = await prisma().contact.findMany({ where: { shopId: shop }, orderBy: { shopifyId: "asc" } });
    expect(inUk.map((contact) => contact.inUk)).toEqual([true, false]);
  });

  test("are right for who opts out or withdraws while the store is being imported", async () => {
    const shop = await makeShop();
    const file = Buffer.from(
      firms(8000)
        .map((firm) => `${JSON.stringify(firm)}\n`)
        .join(""),
    );
    const run = await makeRun(shop);
    const { exclusionKey } = await addressKeys(shop);
    const importing = importBytes(shop, run, (from) => bytesOf(file.subarray(from), 65_536));
    for (let id = 5; id <= 8000; id += 100) {
      await transaction((tx) =>
        exclude(tx, shop, [{ key: exclusionKey(emailOf(id)), source: "body_link", at: START }]),
      );
      await writeLedger(shop, emailOf(id + 1), ["requested", "confirmed"]);
    }
    await importing;
    expect(await prisma().contact.count({ where: { shopId: shop, excluded: true } })).toBe(80);
    expect(await prisma().contact.count({ where: { shopId: shop, consent: "confirmed" } })).toBe(80);
    await expectKept(shop);
  }, 60_000);

  test("are mended by night when something has put them wrong", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(3));
    await pool().query("UPDATE contact SET excluded = true WHERE shop_id = $1 AND shopify_id = 2", [shop]);
    await mendContacts();
    expect(await prisma().contact.count({ where: { shopId: shop, excluded: true } })).toBe(0);
    await expectKept(shop);
  });
});

describe("the counts", () => {
  test("fold to one row a class without changing, also twice at once", async () => {
    const shop = await makeShop();
    for (let round = 0; round < 3; round++) {
      await pool().query(
        "INSERT INTO contact_count (shop_id, fact_class, contacts) SELECT $1, CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END, 1 FROM generate_series(1, 1001) n",
        [shop],
      );
      await Promise.all([foldContactCounts(pool()), foldContactCounts(pool())]);
      expect(await keptClasses(shop)).toEqual({ a: 500 * (round + 1), b: 501 * (round + 1) });
    }
    expect(await prisma().contactCount.count({ where: { shopId: shop } })).toBeLessThanOrEqual(4);
  });

  test("give Home the decision of everybody, one by one", async () => {
    const shop = await makeShop();
    await importLines(shop, [...firms(4), soleTrader(10, { email: "jo@trade.example" }), person(11)]);
    expect(await countByDecision(shop, START)).toEqual({
      contacts: 6,
      byBasis: [{ basis: "legitimate_interest", contacts: 4 }],
      byReason: expect.arrayContaining([
        { reason: "individual_without_consent", contacts: 1 },
        { reason: "unknown_without_consent", contacts: 1 },
      ]) as unknown,
    });
  });
});
