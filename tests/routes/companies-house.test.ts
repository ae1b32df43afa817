import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { COMPANIES_HOUSE_KEY } from "../simulators/demo/world";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 40 });
const NUMBER = "01234567";

const saveKey = (companiesHouseKey: string) =>
  shop.staff.submit("/app/settings", { intent: "companies-house", companiesHouseKey });

async function keyOnFile(): Promise<string> {
  const { rows } = await shop.world.database.query<{ hint: string }>(
    "SELECT companies_house_key_hint AS hint FROM shop_settings",
  );
  return rows[0]?.hint ?? "";
}

/** A customer with a company name that says nothing of its legal form, and the name. */
async function someFirm(): Promise<{ id: string; company: string }> {
  const { rows } = await shop.world.database.query<{ id: string; company: string }>(
    "SELECT id, company FROM contact WHERE company <> '' AND deleted_at IS NULL ORDER BY id LIMIT 1",
  );
  if (!rows[0]) throw new Error("the store has no customer with a company");
  return rows[0];
}

const lookUpData = async (id: string) => {
  const { appUrl, sessionToken } = shop.world.shopify;
  const response = await fetch(`${appUrl}/app/customers/${id}/look-up.data`, {
    headers: { "user-agent": USER_AGENT, authorization: `Bearer ${await sessionToken()}` },
  });
  return { status: response.status, text: await response.text() };
};

describe("the key of Companies House in Settings", () => {
  it("is not saved when Companies House refuses it", async () => {
    await expect(saveKey("not-the-right-key")).rejects.toThrow("companies_house_key_refused");
    expect(await keyOnFile()).toBe("");
  });

  it("is not saved when Companies House cannot be reached", async () => {
    shop.world.companiesHouse.failNext("cut");
    await expect(saveKey(COMPANIES_HOUSE_KEY)).rejects.toThrow("companies_house_unreachable");
    expect(await keyOnFile()).toBe("");
  });

  it("is not asked about when it cannot be a key", async () => {
    const before = shop.world.companiesHouse.requests.length;
    await expect(saveKey("a key: with spaces")).rejects.toThrow(/input_invalid[\s\S]*companiesHouseKey/);
    expect(shop.world.companiesHouse.requests).toHaveLength(before);
  });

  it("is missed when a number is to be looked up", async () => {
    const { id } = await someFirm();
    await expect(
      shop.staff.submit(`/app/customers/${id}/look-up`, { intent: "look-up", number: NUMBER }),
    ).rejects.toThrow("companies_house_key_missing");
  });

  it("is saved when Companies House takes it, and neither shown nor logged", async () => {
    await saveKey(COMPANIES_HOUSE_KEY);
    expect(await keyOnFile()).toBe(COMPANIES_HOUSE_KEY.slice(-4));
    expect(await shop.staff.open("/app/settings")).not.toContain(COMPANIES_HOUSE_KEY);
    expect(shop.log()).not.toContain(COMPANIES_HOUSE_KEY);
  });
});

describe("a look-up on a customer's page", () => {
  it("is done in the background and held as evidence", async () => {
    const { id, company } = await someFirm();
    shop.world.companiesHouse.addCompany({ company_number: NUMBER, company_name: company.toUpperCase() });
    await shop.staff.submit(`/app/customers/${id}/look-up`, { intent: "look-up", number: "1234567" });
    await until(20_000, () =>
      shop.world.database.query("SELECT 1 FROM contact_look_up WHERE contact_id = $1 AND outcome = 'legal_person'", [
        id,
      ]),
    );
    const { rows } = await shop.world.database.query("SELECT says, mark FROM form_evidence WHERE contact_id = $1", [
      id,
    ]);
    expect(rows).toEqual([{ says: "corporate", mark: NUMBER }]);
    const { status, text } = await lookUpData(id);
    expect(status).toBe(200);
    expect(text).toContain("legal_person");
    expect(text).not.toContain(COMPANIES_HOUSE_KEY);
  });

  it("of what is no company number names the field", async () => {
    const { id } = await someFirm();
    await expect(
      shop.staff.submit(`/app/customers/${id}/look-up`, { intent: "look-up", number: "no number" }),
    ).rejects.toThrow(/input_invalid[\s\S]*number/);
  });

  it("is nobody's without a token of the shop's admin", async () => {
    const { id } = await someFirm();
    const response = await fetch(`${shop.world.shopify.appUrl}/app/customers/${id}/look-up.data`, {
      redirect: "manual",
      headers: { "user-agent": USER_AGENT },
    });
    expect(response.status).toBe(LED_AWAY.data);
  });

  it("of a customer that does not exist shows nothing", async () => {
    const { text } = await lookUpData("999999999");
    expect(text).not.toContain("given");
  });
});

describe("the key of Companies House, removed", () => {
  it("is gone from the settings", async () => {
    await shop.staff.submit("/app/settings", { intent: "companies-house-remove" });
    expect(await keyOnFile()).toBe("");
  });
});
