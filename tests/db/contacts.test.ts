import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
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
} from "../support/factories";
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
    const told = detail.timeline.map((entry) => ("event" in entry ? entry.event : entry.kind));
    expect(new Set(told.slice(0, 2))).toEqual(new Set(["withdrawn", "exclusion"]));
    expect(told[2]).toBe("mail");
    expect(new Set(told.slice(3, 6))).toEqual(new Set(["confirmed", "verification_mailed", "requested"]));
    expect(told.slice(6)).toEqual(["relation"]);
    expect(detail.timeline).toContainEqual({
      kind: "mail",
      at: after(30),
      campaignId,
      campaignName: "Spring offer",
      basis: "consent",
      outcome: "accepted",
    });
  });

  test("of another shop, of no number, or that does not exist is not found", async () => {
    for (const id of [await idOf(otherShop, 301), "0", "abc", "", "99999999999999999999", "1; SELECT 1"]) {
      await expect(readContact(shopId, id, START), id).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
