import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool } from "~/db/client";
import { queue } from "~/db/queue";
import { saveCompaniesHouseKey } from "~/services/companiesHouse/key";
import { lookUpCompany } from "~/services/legalForm/lookUpCompany";
import { readLookUps } from "~/services/legalForm/readLookUps";
import { queueLookUps, requestLookUp } from "~/services/legalForm/requestLookUp";
import { startCompaniesHouse, type CompaniesHouse } from "../simulators/companies-house/start";
import { useAppDatabase } from "../support/app-database";
import { after, customer, importLines, makeShop, START } from "../support/factories";

const KEY = "the-key-of-the-shop";
const NUMBER = "01234567";
const DAY = 86_400;

useAppDatabase();
let register: CompaniesHouse;
let clock = START;
let shopId: number;
let companies = 0;

beforeAll(async () => {
  register = await startCompaniesHouse({ apiKeys: [KEY], now: () => clock });
  process.env.COMPANIES_HOUSE_BASE_URL = register.origin;
});
afterAll(() => register.close());

beforeEach(async () => {
  clock = START;
  register.limit(600);
  register.addCompany({ company_number: NUMBER, company_name: "ACME HEATING LIMITED" });
  shopId = await makeShop();
  await saveCompaniesHouseKey(shopId, KEY, "owner", START);
});

/** A contact that has given this company name, and in its company record this number or tax registration. Gives its id. */
async function makeContact(name: string | null, given: { number?: string; taxId?: string } = {}): Promise<string> {
  companies += 1;
  await importLines(shopId, [customer(companies, { company: name, name: "Jo Bloggs" })]);
  if (given.number) {
    await pool().query(
      "INSERT INTO company (shop_id, shopify_id, name, company_number, source_updated_at, read_at) VALUES ($1, $2, $3, $4, $5, $5)",
      [shopId, companies, name ?? "", given.number, START],
    );
    await pool().query("INSERT INTO company_contact (shop_id, company_id, customer_id) VALUES ($1, $2, $2)", [
      shopId,
      companies,
    ]);
  }
  if (given.taxId) {
    await pool().query("UPDATE contact SET evidence = evidence || $3::jsonb WHERE shop_id = $1 AND shopify_id = $2", [
      shopId,
      companies,
      JSON.stringify([{ source: "tax_registration", says: "supports_business", detail: given.taxId }]),
    ]);
  }
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM contact WHERE shop_id = $1 AND shopify_id = $2", [
    shopId,
    companies,
  ]);
  return rows[0]?.id ?? "";
}

async function legalFormOf(id: string): Promise<string> {
  const { rows } = await pool().query<{ form: string }>(
    "SELECT legal_form || ' ' || evidence_strength AS form FROM contact WHERE shop_id = $1 AND id = $2",
    [shopId, id],
  );
  return rows[0]?.form ?? "";
}

async function heldFor(id: string): Promise<{ says: string; detail: string; undone: boolean }[]> {
  const { rows } = await pool().query<{ says: string; detail: string; undone: boolean }>(
    "SELECT says, detail, undone_at IS NOT NULL AS undone FROM form_evidence WHERE shop_id = $1 AND contact_id = $2 AND source = 'companies_house' AND mark = $3 ORDER BY id",
    [shopId, id, NUMBER],
  );
  return rows;
}

/** Asks as staff and does the work that is queued by it. */
async function lookUp(id: string, at = START): Promise<void> {
  clock = at;
  await requestLookUp(shopId, id, NUMBER, "staff member 1", at);
  await lookUpCompany(shopId, id, NUMBER, at);
}

const outcomeOf = async (id: string) => (await readLookUps(shopId, id, START)).lookUps[0]?.outcome;

interface QueuedLookUp {
  contactId: string;
  number: string;
  startsAt: Date;
}

/** Look-ups of the shop that are waiting, earliest first, and takes them off the queue. */
async function takeQueued(): Promise<QueuedLookUp[]> {
  await queue();
  const { rows } = await pool().query<QueuedLookUp>(
    `DELETE FROM pgboss.job WHERE name = 'company-look-up' AND (data->>'shopId')::int = $1
     RETURNING data->>'contactId' AS "contactId", data->>'number' AS number, start_after AS "startsAt"`,
    [shopId],
  );
  return rows.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

describe("a look-up", () => {
  it("of an active company of the customer's name makes the customer corporate", async () => {
    const id = await makeContact("The Acme Heating");
    expect(await legalFormOf(id)).toBe("unknown insufficient");
    await lookUp(id);
    expect(await legalFormOf(id)).toBe("corporate sufficient");
    expect(await heldFor(id)).toEqual([
      { says: "corporate", detail: "ACME HEATING LIMITED, ltd, active", undone: false },
    ]);
    expect(await outcomeOf(id)).toBe("legal_person");
  });

  it.each([
    ["somebody else's company", "Bolt Fittings Ltd", {}, "name_differs"],
    ["a company that is dissolved", "Acme Heating Ltd", { company_status: "dissolved" }, "not_active"],
    ["an establishment of a foreign company", "Acme Heating Ltd", { type: "uk-establishment" }, "form_by_hand"],
  ])("of %s takes the sufficiency from the name's ending", async (_what, name, entry, finding) => {
    register.addCompany({ company_number: NUMBER, company_name: "ACME HEATING LIMITED", ...entry });
    const id = await makeContact(name);
    expect(await legalFormOf(id)).toBe("corporate sufficient");
    await lookUp(id);
    expect(await legalFormOf(id)).toBe("unknown contradicted");
    expect(await outcomeOf(id)).toBe(finding);
  });

  it("takes the place of an earlier one of the same number, which is kept as undone", async () => {
    const id = await makeContact("Acme Heating");
    await lookUp(id);
    register.addCompany({
      company_number: NUMBER,
      company_name: "ACME HEATING LIMITED",
      company_status: "liquidation",
    });
    await lookUp(id, after(31 * DAY));
    expect(await heldFor(id)).toEqual([
      { says: "corporate", detail: "ACME HEATING LIMITED, ltd, active", undone: true },
      { says: "doubt", detail: "ACME HEATING LIMITED, ltd, liquidation", undone: false },
    ]);
    expect(await legalFormOf(id)).toBe("unknown insufficient");
  });

  it("done again, also twice at once, holds the same evidence once", async () => {
    const id = await makeContact("Acme Heating");
    await lookUp(id);
    await Promise.all([1, 2, 3].map(() => lookUpCompany(shopId, id, NUMBER, after(1))));
    expect(await heldFor(id)).toHaveLength(1);
  });

  it("does not count once the customer's company name is another", async () => {
    const id = await makeContact("Acme Heating");
    await lookUp(id);
    await importLines(
      shopId,
      [customer(companies, { company: "Bolt Fittings", updatedAt: "2026-03-03T09:00:00Z" })],
      after(2 * DAY),
    );
    await lookUpCompany(shopId, id, NUMBER, after(2 * DAY));
    expect(await legalFormOf(id)).toBe("unknown insufficient");
    expect((await heldFor(id)).map(({ says, undone }) => [says, undone])).toEqual([
      ["corporate", true],
      ["doubt", false],
    ]);
  });

  it.each([
    ["of another name", { company_number: NUMBER, company_name: "BOLT FITTINGS LTD" }, "01234567"],
    ["that is not there", { company_number: "09999999", company_name: "BOLT FITTINGS LTD" }, "07654321"],
  ])(
    "of a tax registration that happens to look like a company number %s says nothing",
    async (_what, entry, taxId) => {
      register.addCompany(entry);
      const id = await makeContact("Acme Heating Ltd", { taxId });
      await lookUpCompany(shopId, id, taxId, START);
      expect(await legalFormOf(id)).toBe("corporate sufficient");
      expect((await pool().query("SELECT 1 FROM form_evidence WHERE shop_id = $1", [shopId])).rows).toEqual([]);
    },
  );

  it("of a number that the company record gives and the register does not have is doubt", async () => {
    const id = await makeContact("Acme Heating Ltd", { number: "9999999" });
    await lookUpCompany(shopId, id, "09999999", START);
    expect(await legalFormOf(id)).toBe("unknown contradicted");
  });

  it("waits for the limit in the queue, and changes nothing meanwhile", async () => {
    const id = await makeContact("Acme Heating");
    await requestLookUp(shopId, id, NUMBER, "staff member 1", START);
    await takeQueued();
    register.limit(0);
    await lookUpCompany(shopId, id, NUMBER, START);
    expect(await takeQueued()).toEqual([{ contactId: id, number: NUMBER, startsAt: after(300) }]);
    expect(await readLookUps(shopId, id, START)).toMatchObject({ underWay: true, lookUps: [{ outcome: null }] });
    expect(await legalFormOf(id)).toBe("unknown insufficient");
  });

  it("is left to the queue to try again when Companies House cannot be reached", async () => {
    const id = await makeContact("Acme Heating");
    register.failNext("cut");
    await expect(lookUpCompany(shopId, id, NUMBER, START)).rejects.toMatchObject({
      code: "companies_house_unreachable",
    });
    expect(await heldFor(id)).toEqual([]);
  });

  it("of a customer that is gone holds nothing", async () => {
    const id = await makeContact("Acme Heating");
    await requestLookUp(shopId, id, NUMBER, "staff member 1", START);
    await pool().query("UPDATE contact SET deleted_at = $3 WHERE shop_id = $1 AND id = $2", [shopId, id, START]);
    await lookUpCompany(shopId, id, NUMBER, START);
    expect(await heldFor(id)).toEqual([]);
  });
});

describe("staff who ask for a look-up", () => {
  it.each([
    ["of no number of the register's form", (id: string) => [id, "GB123456789"], "input_invalid"],
    ["of a customer that does not exist", () => ["999999999", NUMBER], "not_found"],
    ["of a customer whose id is none", () => ["1; DROP", NUMBER], "not_found"],
  ])("%s are told so", async (_what, args, code) => {
    const [contactId = "", number = ""] = args(await makeContact("Acme Heating"));
    await expect(requestLookUp(shopId, contactId, number, "staff", START)).rejects.toMatchObject({ code });
    expect(await takeQueued()).toEqual([]);
  });

  it("without a key on file are told so", async () => {
    shopId = await makeShop();
    const id = await makeContact("Acme Heating");
    await expect(requestLookUp(shopId, id, NUMBER, "staff", START)).rejects.toMatchObject({
      code: "companies_house_key_missing",
    });
  });

  it("of another shop's customer are told that there is none", async () => {
    const id = await makeContact("Acme Heating");
    const other = await makeShop();
    await saveCompaniesHouseKey(other, KEY, "owner", START);
    await expect(requestLookUp(other, id, NUMBER, "staff", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(readLookUps(other, id, START)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the nightly look-up", () => {
  const queuedAt = async (at: Date) => {
    await queueLookUps(at);
    return (await takeQueued()).map(({ contactId, number }) => `${contactId} ${number}`);
  };

  it("takes up every number that is known and was not looked up yet, once", async () => {
    const claimed = await makeContact("Acme Heating", { number: "123 4567" });
    const possible = await makeContact("Bolt Fittings", { taxId: "07654321" });
    await makeContact("Cog Works", { taxId: "GB123456789" });
    await makeContact("Dyno Parts");
    expect((await queuedAt(START)).sort()).toEqual([`${claimed} 01234567`, `${possible} 07654321`].sort());
    expect(await queuedAt(after(DAY))).toEqual([]);
    expect(await queuedAt(after(31 * DAY))).toHaveLength(2);
  });

  it.each(["registered_number", "customer_number_field", "company_number_field"])(
    "takes up a number that is known as %s",
    async (source) => {
      const id = await makeContact("Acme Heating");
      await pool().query("UPDATE contact SET evidence = $3 WHERE shop_id = $1 AND id = $2", [
        shopId,
        id,
        JSON.stringify([{ source, says: "corporate", detail: "sc 123456" }]),
      ]);
      expect(await queuedAt(START)).toEqual([`${id} SC123456`]);
    },
  );

  it("takes a number up again when the store's record of the customer has changed", async () => {
    const id = await makeContact("Acme Heating", { number: NUMBER });
    await queuedAt(START);
    await pool().query("UPDATE contact SET read_at = $3 WHERE shop_id = $1 AND id = $2", [shopId, id, after(60)]);
    expect(await queuedAt(after(DAY))).toEqual([`${id} ${NUMBER}`]);
  });

  it("leaves shops alone that have no key, or none that is taken, or have removed the app", async () => {
    await makeContact("Acme Heating", { number: NUMBER });
    await pool().query("UPDATE shop_settings SET companies_house_verified_at = NULL WHERE shop_id = $1", [shopId]);
    expect(await queuedAt(START)).toEqual([]);
    await saveCompaniesHouseKey(shopId, KEY, "owner", START);
    await pool().query("UPDATE shop SET uninstalled_at = $2 WHERE id = $1", [shopId, START]);
    expect(await queuedAt(START)).toEqual([]);
  });

  it("spreads the work, and leaves room in every window for staff", async () => {
    const id = await makeContact("Acme Heating");
    const pieces = Array.from({ length: 450 }, (_, index) => ({
      source: "registered_number",
      says: "corporate",
      detail: `SC${String(index).padStart(6, "0")}`,
    }));
    await pool().query("UPDATE contact SET evidence = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      id,
      JSON.stringify(pieces),
    ]);
    await queueLookUps(START);
    const starts = (await takeQueued()).map(({ startsAt }) => startsAt.getTime());
    expect(starts.filter((at) => at === START.getTime())).toHaveLength(400);
    expect(starts.filter((at) => at === after(300).getTime())).toHaveLength(50);
  });
});
