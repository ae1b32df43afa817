import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { exportEvidence } from "~/services/evidence/exportEvidence";
import { expireConsents } from "~/services/consent/expireConsents";
import { claimBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { handOverCampaign } from "~/services/delivery/handOver";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { optOutByLink } from "~/services/exclusions/optOut";
import { readRegister } from "~/services/register/readRegister";
import { readRetentionRule, saveRetentionMonths, switchNightly } from "~/services/register/retentionRule";
import {
  listRetentionRuns,
  requestRetention,
  runRetention,
  startNightlyRetention,
} from "~/services/register/runRetention";
import { useAppDatabase } from "../support/app-database";
import { ask, eventsOf, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  person,
  soleTrader,
  START,
} from "../support/factories";
import { optOutTokens, withheldOf } from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import { registerRows, runByStaff, tracesOf } from "../support/retention-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

/** 24 months before the start end with February 2024: what was last in February is past, what was in March is within. */
const PAST = "2024-02-29T23:59:59Z";
const WITHIN = "2024-03-01T00:00:00Z";

const present = async (shopId: number): Promise<string[]> => {
  const rows = await prisma().contact.findMany({ where: { shopId, deletedAt: null }, orderBy: { id: "asc" } });
  return rows.map(({ email }) => email);
};
const emails = (rows: readonly { email: string }[]) => rows.map(({ email }) => email).sort();

/** Everything the shop knows that a run must leave alone. */
async function kept(shopId: number): Promise<unknown> {
  const tables = ["exclusion", "exclusion_event", "consent_event", "address_standing", "consent_wording", "batch"];
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await pool().query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t WHERE shop_id = $1 ORDER BY 1`,
        [shopId],
      );
      return { table, rows };
    }),
  );
}

describe("a run of the retention rule", () => {
  let shopId: number;
  let otherShop: number;
  beforeAll(async () => {
    [shopId, otherShop] = [await makeShop(), await makeShop()];
    const lines = [
      customer(1, { lastOrderAt: PAST, name: "Quillon Ferrabee" }),
      customer(2, { lastOrderAt: WITHIN }),
      soleTrader(3, { lastOrderAt: PAST }),
      soleTrader(4, { lastOrderAt: WITHIN }),
      person(5, { orders: 0, updatedAt: PAST }),
      person(6, { orders: 0, updatedAt: WITHIN }),
      person(7, { lastOrderAt: PAST }),
      person(8, { lastOrderAt: PAST }),
      customer(9, { lastOrderAt: PAST }),
      customer(10, { lastOrderAt: WITHIN }),
    ];
    await importLines(shopId, lines);
    await importLines(otherShop, lines);
    await giveConsent(shopId, emailOf(7), after(1));
    await ask(shopId, emailOf(8), after(2));
    for (const id of [9, 10])
      await excludeByStaff(shopId, { email: emailOf(id), note: "rang", actor: "jo", at: START });
  });

  test("shows before whom it removes, removes exactly these, and says how many", async () => {
    const shown = await registerRows(shopId, "to_remove", after(10));
    expect(emails(shown)).toEqual([1, 3, 5, 9].map(emailOf).sort());
    expect((await readRegister(shopId, after(10))).toRemove).toBe(4);
    const before = await kept(shopId);
    expect(await runByStaff(shopId, 24, after(11))).toEqual({ removed: 4, kept: 0 });
    expect(await present(shopId)).toEqual([2, 4, 6, 7, 8, 10].map(emailOf));
    expect(await kept(shopId)).toEqual(before);
    expect((await readRegister(shopId, after(12))).toRemove).toBe(0);
    expect(await registerRows(shopId, "to_remove", after(12))).toEqual([]);
  });

  test("leaves of the removed nothing but the store's number and when", async () => {
    const row = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: 1 } });
    expect(row).toMatchObject({ email: "", name: "", company: "", evidence: [], tags: [], exclusionKey: null });
    expect(row).toMatchObject({ consentKey: null, removedAt: after(11), deletedAt: after(11) });
    const { rows } = await pool().query<{ text: string }>(
      "SELECT c::text AS text FROM contact c WHERE shop_id = $1 AND shopify_id = 1",
      [shopId],
    );
    expect(rows[0]?.text).not.toMatch(/firm|buyer|quillon|ltd/i);
  });

  test("does not touch another shop", async () => {
    expect(await present(otherShop)).toHaveLength(10);
    expect(await prisma().contact.count({ where: { shopId: otherShop, removedAt: { not: null } } })).toBe(0);
  });

  test("leaves a contact whose facts are not what its class says", async () => {
    const shop = await makeShop();
    await importLines(shop, [customer(1, { lastOrderAt: PAST })]);
    await giveConsent(shop, emailOf(1), START);
    await pool().query("UPDATE contact SET consent = 'none' WHERE shop_id = $1", [shop]);
    expect(await runByStaff(shop, 24, after(1))).toEqual({ removed: 0, kept: 1 });
  });

  test("run again finds nobody", async () => {
    expect(await runByStaff(shopId, 24, after(20))).toEqual({ removed: 0, kept: 0 });
    expect(await listRetentionRuns(shopId)).toMatchObject([
      { startedBy: "owner", startedAt: after(20), removed: 0 },
      { startedBy: "owner", startedAt: after(11), removed: 4, months: 24, finishedAt: after(11) },
    ]);
  });

  test("removes all in chunks, more than one holds", async () => {
    const shop = await makeShop();
    await importLines(
      shop,
      Array.from({ length: 4100 }, (_, index) => customer(index + 1, { lastOrderAt: index % 40 ? PAST : WITHIN })),
    );
    expect(await runByStaff(shop, 24, after(1))).toEqual({ removed: 3997, kept: 0 });
    expect(await present(shop)).toHaveLength(103);
  });
});

describe("a contact that the store deleted", () => {
  test("is in no list, is counted, and is removed when its time is over", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { lastOrderAt: PAST }),
      customer(2, { lastOrderAt: WITHIN }),
      soleTrader(3),
    ]);
    await importLines(shopId, [soleTrader(3)], after(60));
    expect(await readRegister(shopId, after(70))).toMatchObject({ toRemove: 0, goneToRemove: 1 });
    expect(await runByStaff(shopId, 24, after(80))).toEqual({ removed: 1, kept: 0 });
    expect(await readRegister(shopId, after(90))).toMatchObject({ toRemove: 0, goneToRemove: 0 });
    const rows = await prisma().contact.findMany({ where: { shopId }, orderBy: { shopifyId: "asc" } });
    expect(rows.map(({ email, deletedAt, removedAt }) => ({ email, deletedAt, removedAt }))).toEqual([
      { email: "", deletedAt: after(60), removedAt: after(80) },
      { email: emailOf(2), deletedAt: after(60), removedAt: null },
      { email: emailOf(3), deletedAt: null, removedAt: null },
    ]);
  });
});

describe("the next sync", () => {
  const lines = (orders: string) => [customer(1, { lastOrderAt: orders, name: "Quillon Ferrabee" }), customer(2)];

  test("does not bring back who was removed, and a new order does", async () => {
    const shopId = await makeShop();
    await importLines(shopId, lines(PAST));
    expect(await runByStaff(shopId, 24, after(10))).toEqual({ removed: 1, kept: 0 });
    await importLines(shopId, lines(PAST), after(86_400));
    await importLines(shopId, lines("2026-03-02T09:59:59Z"), after(2 * 86_400));
    expect(await present(shopId)).toEqual([emailOf(2)]);
    await importLines(shopId, lines("2026-03-04T10:00:00Z"), after(3 * 86_400));
    expect(await present(shopId)).toEqual([1, 2].map(emailOf));
    const back = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: 1 } });
    expect(back).toMatchObject({ removedAt: null, deletedAt: null, name: "Quillon Ferrabee" });
    expect((await readRegister(shopId, after(4 * 86_400))).toRemove).toBe(0);
  });
});

describe("whoever was mailed and is removed", () => {
  const NAME = "Zephaniah Oakes";
  const EMAIL = "zephaniah@oakes-removed.example";
  let shopId: number;
  let campaignId: number;
  let token: string;
  beforeAll(async () => {
    shopId = await makeShop();
    await importLines(shopId, [customer(1, { email: EMAIL, name: NAME, lastOrderAt: PAST }), customer(2)]);
    await pool().query(
      "INSERT INTO form_evidence (shop_id, contact_id, source, says, detail, reason, at) SELECT $1, id, 'staff_decision', 'corporate', name, email, $2 FROM contact WHERE shop_id = $1",
      [shopId, START],
    );
    campaignId = await makeSendingCampaign(shopId);
    const sendGrid = scriptedSendGrid(after(1));
    await handOverCampaign(shopId, campaignId, sendGrid);
    token = optOutTokens(sendGrid.requests[0] as never).get(EMAIL) ?? "";
    await ask(shopId, EMAIL, after(60), { ip: "198.51.100.77" });
    await prisma().singleMail.updateMany({ where: { shopId }, data: { state: "accepted" } });
    await pool().query(
      "UPDATE consent_request SET confirmed_ip = '198.51.100.78', asked_note = $2 WHERE shop_id = $1",
      [shopId, `${NAME} rang`],
    );
    const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, email: EMAIL } });
    await exportEvidence(shopId, String(id), { format: "pdf", reason: `${NAME} asked`, actor: "jo", at: after(90) });
    await expireConsents(after(15 * 86_400));
    await runByStaff(shopId, 24, after(16 * 86_400));
  });

  test("is nowhere in the database any more, by address or by name", async () => {
    expect(await tracesOf(EMAIL)).toEqual([]);
    expect(await tracesOf(NAME)).toEqual([]);
    expect(await tracesOf("198.51.100.77")).toEqual([]);
    expect(await tracesOf("198.51.100.78")).toEqual([]);
  });

  test("is still counted in the campaign, with the basis and the facts it was decided on", async () => {
    const rows = await prisma().recipient.findMany({ where: { shopId, campaignId }, orderBy: { seq: "asc" } });
    expect(rows.map(({ basis, email }) => ({ basis, email })).sort((a, b) => a.email.localeCompare(b.email))).toEqual([
      { basis: "legitimate_interest", email: "" },
      { basis: "legitimate_interest", email: emailOf(2) },
    ]);
  });

  test("can still opt out by the link in the old mail, and the list holds the key alone", async () => {
    expect(await optOutByLink(shopId, token, "body_link", after(7200))).toMatchObject({ state: "excluded" });
    expect((await listExclusions(shopId, { search: EMAIL })).rows).toMatchObject([
      { email: null, source: "body_link" },
    ]);
  });
});

test("whoever is removed takes along which segments they were in and what they bought, whatever shop has the same numbers", async () => {
  const [shopId, other] = [await makeShop(), await makeShop()];
  await importLines(shopId, [customer(1, { lastOrderAt: PAST }), customer(2)]);
  const tables = ["store_segment_member", "product_purchase"];
  for (const shop of [shopId, other]) {
    await pool().query("INSERT INTO store_segment_member (shop_id, segment_id, take, customer_id) VALUES ($1, 5, 1, 1), ($1, 5, 1, 2), ($1, 6, 3, 1)", [shop]); // prettier-ignore
    await pool().query("INSERT INTO product_purchase (shop_id, product_id, customer_id, last_at) VALUES ($1, 7, 1, $2), ($1, 7, 2, $2)", [shop, PAST]); // prettier-ignore
  }
  expect(await runByStaff(shopId, 24, after(1))).toEqual({ removed: 1, kept: 0 });
  const left = async (table: string, shop: number) => {
    const { rows } = await pool().query<{ id: string }>(`SELECT customer_id::text AS id FROM ${table} WHERE shop_id = $1 ORDER BY 1`, [shop]); // prettier-ignore
    return rows.map(({ id }) => id);
  };
  for (const table of tables) {
    expect(await left(table, shopId)).toEqual(["2"]);
    expect(await left(table, other)).toContain("1");
  }
});

describe("a contact with mail on its way", () => {
  test.each([
    ["waits to be claimed", () => Promise.resolve()],
    ["is claimed", async (shopId: number, campaignId: number) => claimBatch(shopId, campaignId, after(1))],
    [
      "is being sent",
      async (shopId: number, campaignId: number) => {
        const batch = await claimBatch(shopId, campaignId, after(1));
        if (batch) await decideBatch(batch, after(2));
      },
    ],
  ])("is left for the next run while it %s", async (_state, reach) => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { lastOrderAt: PAST }), soleTrader(2, { lastOrderAt: PAST })]);
    const campaignId = await makeSendingCampaign(shopId);
    await reach(shopId, campaignId);
    expect(await runByStaff(shopId, 24, after(10))).toEqual({ removed: 1, kept: 1 });
    expect(await present(shopId)).toEqual([emailOf(1)]);
    await pool().query("UPDATE batch SET state = 'accepted' WHERE shop_id = $1", [shopId]);
    await pool().query("UPDATE campaign SET state = 'finished' WHERE shop_id = $1", [shopId]);
    expect(await runByStaff(shopId, 24, after(20))).toEqual({ removed: 1, kept: 0 });
  });

  test("that is unknown is left until the lease is over, and one that was left out is not", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { lastOrderAt: PAST })]);
    const campaignId = await makeSendingCampaign(shopId);
    const batch = await claimBatch(shopId, campaignId, after(1));
    if (batch) await decideBatch(batch, after(2));
    await pool().query("UPDATE batch SET state = 'unknown' WHERE shop_id = $1", [shopId]);
    await pool().query("UPDATE campaign SET state = 'finished' WHERE shop_id = $1", [shopId]);
    expect(await runByStaff(shopId, 24, after(46))).toMatchObject({ removed: 0 });
    expect(await runByStaff(shopId, 24, after(48))).toMatchObject({ removed: 1 });
  });

  test("while an audience is being decided nobody is removed", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [soleTrader(1, { lastOrderAt: PAST })]);
    const campaignId = await makeSendingCampaign(shopId);
    await pool().query("UPDATE campaign SET audience_built_at = NULL, state = 'sending' WHERE shop_id = $1", [shopId]);
    expect(await runByStaff(shopId, 24, after(1))).toEqual({ removed: 0, kept: 1 });
    await pool().query("UPDATE campaign SET audience_built_at = $2 WHERE shop_id = $1", [shopId, START]);
    expect(await runByStaff(shopId, 24, after(2))).toEqual({ removed: 1, kept: 0 });
    expect(await withheldOf(shopId, campaignId)).toEqual({});
  });

  test("of a paused campaign is removed, and left out when the campaign goes on", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { lastOrderAt: PAST }), customer(2)]);
    const campaignId = await makeSendingCampaign(shopId);
    await pool().query("UPDATE campaign SET state = 'paused' WHERE shop_id = $1", [shopId]);
    expect(await runByStaff(shopId, 24, after(1))).toMatchObject({ removed: 1 });
    await pool().query("UPDATE campaign SET state = 'sending' WHERE shop_id = $1", [shopId]);
    const sendGrid = scriptedSendGrid(after(2));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toEqual([emailOf(2)]);
  });
});

describe("a relation", () => {
  test("with the company counts for everybody of it", async () => {
    const shopId = await makeShop();
    await importLines(
      shopId,
      [1, 2, 3].map((id) => customer(id, { lastOrderAt: id === 2 ? WITHIN : PAST })),
    );
    await pool().query(
      "INSERT INTO company_contact (shop_id, company_id, customer_id) VALUES ($1, 7, 1), ($1, 7, 2), ($1, 8, 3)",
      [shopId],
    );
    expect(await runByStaff(shopId, 24, after(1))).toEqual({ removed: 1, kept: 0 });
    expect(await present(shopId)).toEqual([emailOf(1), emailOf(2)]);
    expect((await pool().query("SELECT 1 FROM company_contact WHERE shop_id = $1", [shopId])).rowCount).toBe(2);
  });

  test("with a prospect is the list's date or the first mail with the notice, whichever is later", async () => {
    const shopId = await makeShop();
    await importLines(
      shopId,
      [1, 2, 3].map((id) => customer(id, { orders: 0 })),
    );
    await pool().query(
      `UPDATE contact SET relation = 'prospect', prospect_origin = 'in_sector', shopify_id = NULL, relation_since = CASE WHEN email = $4 THEN $3::timestamptz ELSE $2::timestamptz END,
         notice_given_at = CASE WHEN email = $5 THEN $3::timestamptz END WHERE shop_id = $1`,
      [shopId, PAST, WITHIN, emailOf(2), emailOf(3)],
    );
    expect(emails(await registerRows(shopId, "to_remove", after(1)))).toEqual([emailOf(1)]);
    expect(await runByStaff(shopId, 24, after(1))).toEqual({ removed: 1, kept: 0 });
  });
});

describe("the rule", () => {
  let shopId: number;
  beforeAll(async () => {
    shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { lastOrderAt: PAST }),
      customer(2, { lastOrderAt: "2025-06-01T00:00:00Z" }),
    ]);
  });

  test("is 24 months and does nothing by itself until somebody says otherwise", async () => {
    expect(await readRetentionRule(pool(), shopId)).toMatchObject({ months: 24, nightlySince: null, changedBy: null });
    await startNightlyRetention(after(1));
    expect(await listRetentionRuns(shopId)).toEqual([]);
  });

  test.each([5, 73, 0, -24, 12.5, Number.NaN])("is refused with %d months", async (months) => {
    await expect(saveRetentionMonths(shopId, months, "jo", START)).rejects.toMatchObject({ fields: ["months"] });
    expect((await readRetentionRule(pool(), shopId)).months).toBe(24);
  });

  test.each([6, 72])("may be %d months, and says who changed it and when", async (months) => {
    await saveRetentionMonths(shopId, months, "jo", after(months));
    const rule = await readRetentionRule(pool(), shopId);
    expect(rule).toMatchObject({ months, changedBy: "jo", changedAt: after(months) });
  });

  test("runs every night once it is switched on by somebody who has looked at it, one run at a time", async () => {
    await saveRetentionMonths(shopId, 24, "jo", after(100));
    await expect(switchNightly(shopId, true, 12, "jo", after(101))).rejects.toMatchObject({ code: "wrong_state" });
    await switchNightly(shopId, true, 24, "jo", after(102));
    expect(await readRetentionRule(pool(), shopId)).toMatchObject({ nightlySince: after(102), nightlyBy: "jo" });
    await startNightlyRetention(after(200));
    await startNightlyRetention(after(201));
    const [run, ...others] = (await jobs("retention")).filter((job) => job.shopId === shopId);
    expect(others).toEqual([]);
    await expect(requestRetention(shopId, 24, "jo", after(202))).rejects.toMatchObject({ code: "wrong_state" });
    await runRetention(shopId, run?.runId ?? 0, after(203));
    expect(await listRetentionRuns(shopId)).toMatchObject([
      { startedBy: null, startedAt: after(200), finishedAt: after(203), removed: 1 },
    ]);
    expect(await present(shopId)).toEqual([emailOf(2)]);
  });

  test("of another time is looked at anew: the night goes off, and the old preview starts nothing", async () => {
    await saveRetentionMonths(shopId, 24, "jo", after(300));
    expect((await readRetentionRule(pool(), shopId)).nightlySince).toEqual(after(102));
    await saveRetentionMonths(shopId, 6, "jo", after(301));
    expect((await readRetentionRule(pool(), shopId)).nightlySince).toBeNull();
    await expect(requestRetention(shopId, 24, "jo", after(302))).rejects.toMatchObject({ code: "wrong_state" });
    await switchNightly(shopId, true, 6, "jo", after(303));
    await switchNightly(shopId, false, 6, "jo", after(304));
    expect((await readRetentionRule(pool(), shopId)).nightlySince).toBeNull();
    expect(await runByStaff(shopId, 6, after(305))).toEqual({ removed: 1, kept: 0 });
  });

  test("can be switched on as it is when nobody has changed it, and only for that time", async () => {
    const fresh = await makeShop();
    await expect(switchNightly(fresh, true, 12, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
    await switchNightly(fresh, true, 24, "jo", START);
    expect(await readRetentionRule(pool(), fresh)).toMatchObject({ months: 24, nightlySince: START });
  });

  test("queues a run again whose worker was lost", async () => {
    const lost = await makeShop();
    await requestRetention(lost, 24, "jo", START);
    const queued = async () => (await jobs("retention")).filter((job) => job.shopId === lost).length;
    await startNightlyRetention(after(11 * 3600));
    expect(await queued()).toBe(1);
    await startNightlyRetention(after(13 * 3600));
    expect(await queued()).toBe(2);
  });

  test("leaves a shop alone that has removed the app", async () => {
    const gone = await makeShop();
    await importLines(gone, firms(1));
    await switchNightly(gone, true, 24, "jo", START);
    await prisma().shop.update({ where: { id: gone }, data: { uninstalledAt: START } });
    await startNightlyRetention(new Date("2029-01-01T00:00:00Z"));
    expect(await listRetentionRuns(gone)).toEqual([]);
  });
});

describe("a consent that was asked for", () => {
  test("expires in the ledger when its last link can be pressed no more, once, and holds the contact until then", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [person(1, { orders: 0, updatedAt: PAST })]);
    const day = 86_400;
    await ask(shopId, emailOf(1), START);
    await ask(shopId, emailOf(1), after(3 * day));
    await expireConsents(after(14 * day));
    expect((await registerRows(shopId, undefined, after(14 * day)))[0]?.ground).toBe("consent_asked");
    await expireConsents(after(17 * day));
    await expireConsents(after(18 * day));
    expect(await eventsOf(shopId, emailOf(1))).toEqual(["requested", "requested", "expired"]);
    expect((await registerRows(shopId, undefined, after(18 * day)))[0]?.ground).toBe("none");
  });

  test("and confirmed, or withdrawn, never expires", async () => {
    const shopId = await makeShop();
    await giveConsent(shopId, emailOf(1), START);
    await ask(shopId, emailOf(2), START);
    await excludeByStaff(shopId, { email: emailOf(2), note: "rang", actor: "jo", at: after(5) });
    await expireConsents(new Date("2030-01-01T00:00:00Z"));
    expect((await eventsOf(shopId, emailOf(1))).at(-1)).toBe("confirmed");
    expect((await eventsOf(shopId, emailOf(2))).at(-1)).toBe("withdrawn");
  });
});
