import { beforeAll, describe, expect, test } from "vitest";
import { POLICY_VERSION } from "~/policy/decide";
import { pool, prisma } from "~/db/client";
import { listContacts, type ContactFilters } from "~/services/customers/listContacts";
import { readContact } from "~/services/customers/readContact";
import { handOverCampaign } from "~/services/delivery/handOver";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { giveConsent } from "../support/consent-steps";
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
  WORDING,
  writeLedger,
} from "../support/factories";
import { runByStaff } from "../support/retention-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
let otherShop: number;
beforeAll(async () => {
  [shopId, otherShop] = [await makeShop(), await makeShop()];
  await importLines(shopId, [
    ...firms(120),
    ...Array.from({ length: 10 }, (_, index) => soleTrader(200 + index, { name: `Sole ${index}` })),
    person(300, { name: "100% _Odd_ \\ name" }),
    customer(301, { company: "Zebra PLC", email: "hello@zebra.example", name: "Zoë" }),
    customer(302),
  ]);
  await importLines(otherShop, [customer(301, { company: "Zebra Two PLC", email: "hello@zebra.example" })]);
  await excludeByStaff(shopId, { email: emailOf(5), note: "rang", actor: "owner", at: START });
  await prisma().contact.updateMany({ where: { shopId, shopifyId: 302 }, data: { deletedAt: START } });
});

async function allPages(filters: ContactFilters) {
  const rows: Awaited<ReturnType<typeof listContacts>>["rows"][number][] = [];
  const totals = new Set<number | null>();
  let after: string | null = null;
  do {
    const page = await listContacts(shopId, filters, { at: START, ...(after ? { after } : {}) });
    rows.push(...page.rows);
    totals.add(page.total);
    expect(page.rows.length).toBeLessThanOrEqual(50);
    after = page.next;
  } while (after);
  return { rows, totals: [...totals] };
}

describe("the list of contacts", () => {
  test("pages through every present contact once, with the same total on each page", async () => {
    const { rows, totals } = await allPages({});
    expect(totals).toEqual([132]);
    expect(rows).toHaveLength(132);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(132);
    expect(rows.map(({ email }) => email)).not.toContain(emailOf(302));
  });

  test.each<[ContactFilters, number]>([
    [{ legalForm: "corporate" }, 121],
    [{ legalForm: "individual" }, 10],
    [{ legalForm: "unknown" }, 1],
    [{ decision: "eligible" }, 120],
    [{ decision: "ineligible" }, 12],
    [{ reason: "excluded" }, 1],
    [{ reason: "individual_without_consent" }, 10],
    [{ legalForm: "corporate", decision: "ineligible" }, 1],
    [{ decision: "eligible", reason: "excluded" }, 0],
  ])("narrowed to %j shows those and counts them", async (filters, count) => {
    const { rows, totals } = await allPages(filters);
    expect(rows).toHaveLength(count);
    expect(totals).toEqual([count]);
    for (const { legalForm, decision } of rows) {
      if (filters.legalForm) expect(legalForm).toBe(filters.legalForm);
      if (filters.decision) expect(decision.decision).toBe(filters.decision);
      if (filters.reason)
        expect(decision).toMatchObject({ reasons: expect.arrayContaining([filters.reason]) as string[] });
    }
  });

  test.each([
    ["zebra", ["hello@zebra.example"]],
    ["zOë", ["hello@zebra.example"]],
    ["ZOE", ["hello@zebra.example"]],
    ["buyer@firm-12", [12, 120].map(emailOf)],
    ["100% _", [emailOf(100), emailOf(300)]],
    ["' | !", []],
    ["\\", []],
    ["nobody has this", []],
  ])("searched for %j finds the beginnings of words, in any case and without accents", async (search, expected) => {
    const { rows, totals } = await allPages({ search });
    expect(rows.map(({ email }) => email)).toEqual(expected);
    expect(totals).toEqual([null]);
  });

  test("searched and narrowed at once meets both", async () => {
    expect((await allPages({ search: "Sole", decision: "eligible" })).rows).toEqual([]);
    expect((await allPages({ search: "Sole", legalForm: "individual" })).rows).toHaveLength(10);
  });

  test("shows each with the decision that its own page shows", async () => {
    const { rows } = await allPages({});
    for (const row of rows.filter((_row, index) => index % 9 === 0)) {
      expect((await readContact(shopId, row.id, START)).decision).toEqual(row.decision);
    }
  });

  test("holds nobody of another shop", async () => {
    const page = await listContacts(otherShop, {}, { at: START });
    expect(page).toMatchObject({
      total: 1,
      next: null,
      rows: [{ company: "Zebra Two PLC", decision: { decision: "eligible" } }],
    });
  });
});

describe("one contact", () => {
  const idOf = async (shop: number, shopifyId: number) =>
    String((await prisma().contact.findFirstOrThrow({ where: { shopId: shop, shopifyId } })).id);

  test("shows what has happened, newest first", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(1));
    await giveConsent(shop, emailOf(1), after(10));
    const campaignId = await makeSendingCampaign(shop, {}, after(20));
    await handOverCampaign(shop, campaignId, scriptedSendGrid(after(30)));
    await excludeByStaff(shop, { email: emailOf(1), note: "rang", actor: "jo", at: after(40) });
    const detail = await readContact(shop, await idOf(shop, 1), after(50));
    expect(detail.decision).toEqual({
      decision: "ineligible",
      reasons: expect.arrayContaining(["excluded"]) as string[],
    });
    expect(detail.evidence).toEqual([
      { source: "address_company_name", says: "corporate", detail: "Firm 1 Ltd", mark: "Ltd" },
    ]);
    expect(detail.consent.events.map(({ event }) => event)).toEqual([
      "withdrawn",
      "confirmed",
      "verification_mailed",
      "requested",
    ]);
    expect(detail.consent.events.at(-1)).toMatchObject({ at: after(10), surface: "checkout", wording: WORDING });
    expect(detail.exclusion).toMatchObject({
      listed: { at: after(40), source: "staff", actor: "jo", note: "rang" },
      history: [],
    });
    expect(detail.mails.mails).toMatchObject([
      {
        at: after(30),
        campaignId,
        campaignName: "Spring offer",
        basis: "consent",
        basisSince: after(10),
        outcome: "accepted",
        reasons: [],
        withheld: [],
        policyVersion: POLICY_VERSION,
      },
    ]);
    expect(detail.ground).toMatchObject({ ground: "customer_record", excludedAt: after(40) });
  });

  test("shows each campaign with the decision as it was then, also those that left it out", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(1));
    const first = await makeSendingCampaign(shop, { name: "First" }, after(1));
    await handOverCampaign(shop, first, scriptedSendGrid(after(2)));
    const second = await makeSendingCampaign(shop, { name: "Second" }, after(3));
    await excludeByStaff(shop, { email: emailOf(1), note: "rang", actor: "jo", at: after(4) });
    await handOverCampaign(shop, second, scriptedSendGrid(after(5)));
    await makeSendingCampaign(shop, { name: "Third" }, after(6));
    const fourth = await makeSendingCampaign(shop, { name: "Fourth", audienceCriteria: {} }, after(7));
    await pool().query("UPDATE recipient SET fact_class = 'ttftncscn' WHERE shop_id = $1 AND campaign_id = $2", [
      shop,
      fourth,
    ]);
    const { mails } = (await readContact(shop, await idOf(shop, 1), after(10))).mails;
    expect(mails.map(({ campaignName, outcome, basis }) => [campaignName, outcome, basis])).toEqual([
      ["Fourth", "left_out", null],
      ["Third", "left_out", null],
      ["Second", "withheld", "legitimate_interest"],
      ["First", "accepted", "legitimate_interest"],
    ]);
    expect(mails[0]).toMatchObject({ reasons: ["excluded"], factClass: "ttftncscn", at: after(7) });
    expect(mails[2]).toMatchObject({ reasons: [], withheld: ["excluded"] });
  });

  test("shows long histories page by page, each entry once", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(1));
    const id = await idOf(shop, 1);
    await writeLedger(
      shop,
      emailOf(1),
      Array.from({ length: 45 }, () => "requested" as const),
    );
    for (let number = 0; number < 23; number++) {
      const campaignId = await makeSendingCampaign(shop, { name: `Campaign ${number}` }, after(number));
      await pool().query("UPDATE campaign SET state = 'cancelled' WHERE shop_id = $1 AND id = $2", [shop, campaignId]);
    }
    const names = new Set<string>();
    let pages: { consentBefore?: string; mailsBefore?: string } = {};
    const sizes: [number, number][] = [];
    for (let page = 0; page < 3; page++) {
      const { consent, mails } = await readContact(shop, id, after(100), pages);
      sizes.push([consent.events.length, mails.mails.length]);
      for (const { campaignName } of mails.mails) names.add(campaignName);
      pages = {
        ...(consent.older ? { consentBefore: consent.older } : {}),
        ...(mails.older ? { mailsBefore: mails.older } : { mailsBefore: "1" }),
      };
    }
    expect(sizes).toEqual([
      [20, 20],
      [20, 3],
      [5, 0],
    ]);
    expect(names.size).toBe(23);
    const odd = await readContact(shop, id, after(100), { consentBefore: "x", mailsBefore: "9".repeat(30) });
    expect([odd.consent.events.length, odd.mails.mails.length]).toEqual([20, 20]);
  });

  test("names the companies it acts for, and nobody else's", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(2));
    await pool().query(
      `INSERT INTO company (shop_id, shopify_id, name, order_count, company_number, source_updated_at, read_at)
       VALUES ($1, 1, 'Alder Heating Ltd', 4, '01234567', $2, $2), ($1, 2, 'Birch Ltd', 1, NULL, $2, $2)`,
      [shop, START],
    );
    await pool().query("INSERT INTO company_contact (shop_id, company_id, customer_id) VALUES ($1, 1, 1), ($1, 2, 2)", [
      shop,
    ]);
    expect((await readContact(shop, await idOf(shop, 1), START)).companies).toEqual([
      { name: "Alder Heating Ltd", customerSince: null, orderCount: 4, companyNumber: "01234567" },
    ]);
  });

  test("that was removed shows its campaigns, and nothing of the person", async () => {
    const shop = await makeShop();
    await importLines(shop, [customer(1, { lastOrderAt: "2024-01-20T00:00:00Z" })]);
    const campaignId = await makeSendingCampaign(shop);
    await handOverCampaign(shop, campaignId, scriptedSendGrid(after(1)));
    await runByStaff(shop, 24, after(3600));
    const detail = await readContact(shop, await idOf(shop, 1), after(3700));
    expect(detail).toMatchObject({ ground: null, exclusion: null, evidence: [], decision: { decision: "ineligible" } });
    expect(detail.mails.mails).toMatchObject([{ basis: "legitimate_interest", outcome: "accepted" }]);
  });

  test("of another shop, of no number, or that does not exist is not found", async () => {
    for (const id of [await idOf(otherShop, 301), "0", "abc", "", "99999999999999999999", "1; SELECT 1"]) {
      await expect(readContact(shopId, id, START), id).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
