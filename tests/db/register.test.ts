import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { foldContactCounts } from "~/db/contactFacts";
import { GROUNDS } from "~/policy/holding";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { listRegister, readRegister } from "~/services/register/readRegister";
import { saveRetentionMonths } from "~/services/register/retentionRule";
import { useAppDatabase } from "../support/app-database";
import { ask, giveConsent } from "../support/consent-steps";
import { after, customer, emailOf, importLines, makeShop, person, soleTrader, START } from "../support/factories";
import { registerRows } from "../support/retention-steps";

useAppDatabase();

const PAST = "2024-02-10T00:00:00Z";
const WITHIN = "2025-08-10T00:00:00Z";

let shopId: number;
let otherShop: number;
beforeAll(async () => {
  [shopId, otherShop] = [await makeShop(), await makeShop()];
  await importLines(shopId, [
    ...Array.from({ length: 70 }, (_, index) => customer(index + 1, { lastOrderAt: WITHIN })),
    ...Array.from({ length: 60 }, (_, index) => soleTrader(index + 101, { lastOrderAt: WITHIN })),
    ...Array.from({ length: 55 }, (_, index) => soleTrader(index + 201, { lastOrderAt: PAST })),
    ...Array.from({ length: 5 }, (_, index) => person(index + 301, { orders: 0, updatedAt: WITHIN })),
    ...Array.from({ length: 4 }, (_, index) => customer(index + 401, { lastOrderAt: PAST })),
    person(501, { lastOrderAt: PAST }),
    person(502, { lastOrderAt: PAST }),
  ]);
  await importLines(otherShop, [customer(1)]);
  await giveConsent(shopId, emailOf(501), after(1));
  await ask(shopId, emailOf(502), after(2));
  for (const id of [401, 1]) await excludeByStaff(shopId, { email: emailOf(id), note: "rang", actor: "jo", at: START });
});

const COUNTS = {
  consent: 1,
  consent_asked: 1,
  legitimate_interest: 69,
  customer_record: 61,
  exclusion: 1,
  none: 55 + 5 + 3,
};
const countsOf = async (shop: number, at = after(100)) =>
  Object.fromEntries((await readRegister(shop, at)).byGround.map(({ ground, contacts }) => [ground, contacts]));

describe("the register of legal bases", () => {
  test("counts everybody once, and how many are held too long", async () => {
    expect(await countsOf(shopId)).toEqual(COUNTS);
    expect((await readRegister(shopId, after(100))).toRemove).toBe(55 + 4);
  });

  test("counts the same after the kept counts were folded", async () => {
    await pool().query(
      "INSERT INTO contact_count (shop_id, fact_class, month, contacts) SELECT $1, 'ftftncscn', 24290, 0 FROM generate_series(1, 1100)",
      [shopId],
    );
    expect(await foldContactCounts(pool())).toBeGreaterThan(1000);
    expect(await countsOf(shopId)).toEqual(COUNTS);
    const { rows } = await pool().query<{ month: number }>("SELECT month FROM contact_count WHERE shop_id = $1", [
      shopId,
    ]);
    expect(Math.min(...rows.map(({ month }) => month))).toBeGreaterThan(24_000);
  });

  test.each(GROUNDS)(
    "lists those held on %s, as many as it counts, each once, oldest relation first",
    async (ground) => {
      const rows = await registerRows(shopId, ground, after(100));
      expect(rows).toHaveLength(COUNTS[ground]);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(new Set(rows.map((row) => row.ground))).toEqual(new Set([ground]));
    },
  );

  test("lists everybody when no ground is chosen, and nobody of another shop", async () => {
    expect(await registerRows(shopId, undefined, after(100))).toHaveLength(196);
    expect((await registerRows(otherShop, undefined, after(100))).map(({ email }) => email)).toEqual([emailOf(1)]);
  });

  test("gives with each the evidence that its ground rests on", async () => {
    const found = async (email: string) =>
      (await registerRows(shopId, undefined, after(100))).find((row) => row.email === email);
    expect(await found(emailOf(501))).toMatchObject({ ground: "consent", consentSince: after(1), removedFrom: null });
    expect(await found(emailOf(2))).toMatchObject({
      ground: "legitimate_interest",
      companyEvidence: { source: "address_company_name", detail: "Firm 2 Ltd" },
      lastOrderAt: new Date(WITHIN),
      orderCount: 3,
      removedFrom: new Date("2027-09-01T00:00:00Z"),
    });
    expect(await found(emailOf(401))).toMatchObject({ ground: "exclusion", excludedAt: START });
    expect(await found(emailOf(201))).toMatchObject({
      ground: "none",
      relation: "customer",
      removedFrom: new Date("2026-03-01T00:00:00Z"),
    });
  });

  test("moves with the clock: a month later nobody less, and after the time all but consent are to be removed", async () => {
    const later = new Date("2027-09-01T00:00:00Z");
    const summary = await readRegister(shopId, later);
    expect(summary.toRemove).toBe(194);
    expect(summary.byGround.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(196);
    expect((await readRegister(shopId, new Date("2027-08-31T23:59:59Z"))).toRemove).toBe(59);
  });

  test("moves with the rule", async () => {
    await saveRetentionMonths(otherShop, 6, "jo", START);
    expect(await readRegister(otherShop, after(100))).toMatchObject({ months: 6, toRemove: 0 });
    expect(await readRegister(otherShop, new Date("2026-08-01T00:00:00Z"))).toMatchObject({ toRemove: 1 });
  });

  test.each(["", "x", "_", "1_", "99999999999_1", "1_1; DROP TABLE contact"])(
    "starts at the beginning for a cursor it never gave: %j",
    async (cursor) => {
      const page = await listRegister(shopId, undefined, { after: cursor, at: after(100) });
      expect(page).toEqual(await listRegister(shopId, undefined, { at: after(100) }));
    },
  );
});
