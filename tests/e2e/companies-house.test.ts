import { beforeAll, expect, it } from "vitest";
import { COMPANIES_HOUSE_KEY } from "../simulators/demo/world";
import { Admin } from "./support/admin";
import { violations } from "./support/accessibility";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

const NUMBER = "01234567";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("lets staff enter a key of Companies House, once Companies House takes it", async () => {
  await admin.visit("/app/settings");
  await admin.fill({ "Companies House key": "not-the-right-key" });
  await admin.button("Check with Companies House and save").click();
  await admin.app.getByText("Companies House refused this key").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ "Companies House key": COMPANIES_HOUSE_KEY });
  await admin.button("Check with Companies House and save").click();
  await admin.acknowledge("Companies House has agreed; key saved");
  await admin.app.getByText(/^Connected: the key that ends in -key, agreed by Companies House on/).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "settings-companies-house", ADMIN);
});

it("looks a customer's company number up, and shows what came of it as evidence", async () => {
  const { rows } = await stage.world.database.query<{ id: string; company: string }>(
    "SELECT id, company FROM contact WHERE company <> '' AND legal_form = 'unknown' AND evidence_strength = 'insufficient' ORDER BY id LIMIT 1",
  );
  const [firm] = rows;
  if (!firm) throw new Error("the store has no firm of unknown legal form");
  stage.world.companiesHouse.addCompany({ company_number: NUMBER, company_name: firm.company.toUpperCase() });
  await admin.visit(`/app/customers/${firm.id}`);
  await admin.fill({ "Company number": "no number" });
  await admin.button("Look up at Companies House").click();
  await admin.app.getByText("Enter a company number, such as 01234567 or SC123456").waitFor();
  await admin.fill({ "Company number": "1234567" });
  await admin.button("Look up at Companies House").click();
  await admin.app.getByText(/An active company, or another legal person, of this customer's company name/).waitFor();
  await admin.app.getByText("A company, LLP or other legal person: a corporate subscriber.").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "customer-companies-house", ADMIN);
});

it("lets staff remove the key, after asking", async () => {
  await admin.visit("/app/settings");
  await admin.button("Remove the key").click();
  await admin.app.getByRole("dialog").getByRole("button", { name: "Remove the key" }).click();
  await admin.acknowledge("Key removed");
  await admin.app.getByText(/agreed by Companies House on/).waitFor({ state: "detached" });
});
