import { beforeAll, expect, it } from "vitest";
import { consentFile, evidenced } from "../support/consent-import-steps";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

const WELSH = "Iawn, caiff Thornbury Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

const field = () => admin.app.getByLabel("What people agree to");
const publish = () => admin.button("Publish in Welsh");

it("says what is wrong with a wording while it is written, and lets nothing be published that is", async () => {
  await admin.goTo("Consent wording");
  await admin.app.getByText("Version 1 is published.").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "wording-english", ADMIN);
  await admin.app.getByRole("tab", { name: /^Welsh/ }).click();
  await admin.app.getByText("Nothing is published in Welsh").waitFor();
  expect(await publish().isDisabled()).toBe(true);
  await field().fill("I accept the terms");
  await admin.app.getByText("agreeing to marketing must be asked for apart from everything else").waitFor();
  await admin.app.getByText("Name yourself, exactly as your trading name in Settings").waitFor();
  expect(await publish().isDisabled()).toBe(true);
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "wording-refused", ADMIN);
});

it("keeps a draft, shows it as the shopper would see it, and publishes it for good", async () => {
  await field().fill(WELSH);
  await admin.button("Save draft").click();
  await admin.acknowledge("Draft saved");
  await admin.app.getByText("A draft was saved on").waitFor();
  const places = admin.app.getByRole("figure");
  expect(await places.count()).toBe(3);
  for (const place of await places.all()) {
    expect(await place.textContent()).toContain(WELSH);
    expect(await place.getByRole("checkbox").isChecked()).toBe(false);
  }
  await publish().click();
  const dialog = admin.app.getByRole("dialog");
  await dialog.getByText("A published version cannot be changed or taken back").waitFor();
  await dialog.getByText("People who have ticked keep the words they saw").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await admin.acknowledge("Wording published");
  await admin.app.getByText("Version 2 is published.").waitFor();
  await admin.app.getByText(/^Staff member \d+, /).waitFor();
  // The banner goes by itself once Shopify has it.
  await expect.poll(() => admin.app.getByText("Shopify is being told").count(), { timeout: 20_000 }).toBe(0);
  expect(await publish().isDisabled()).toBe(true);
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "wording-published", ADMIN);
});

it("says so while Shopify cannot be told, and tells it once it can be", async () => {
  stage.world.shopify.adminApi.failNext(503, 503, 503);
  await admin.app.getByRole("tab", { name: /^French/ }).click();
  await admin.app.getByText("Nothing is published in French").waitFor();
  await field().fill("Oui, Thornbury Spares peut m’envoyer ses offres par e-mail. Je peux me désabonner.");
  await admin.button("Publish in French").click();
  await admin.app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await admin.app.getByText("Shopify does not have the newest version yet").waitFor({ timeout: 30_000 });
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "wording-shopify-behind", ADMIN);
  await expect
    .poll(() => admin.app.getByText("Shopify does not have the newest version yet").count(), { timeout: 60_000 })
    .toBe(0);
});

it("takes consents collected elsewhere from their file to the customer's page", async () => {
  const { rows } = await stage.world.database.query<{ email: string; name: string }>(
    "SELECT email, name FROM contact WHERE legal_form = 'individual' AND address_usable AND NOT excluded ORDER BY id LIMIT 2",
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error("the store has no individuals");
  await admin.goTo("Consent wording");
  await admin.app.getByRole("link", { name: "Consents collected elsewhere" }).first().click();
  await admin.heading("Consents collected elsewhere").waitFor();
  await admin.app.getByText("Nobody is mailed by an import").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "consent-import-start", ADMIN);
  await admin.button("Upload and go on").click();
  await admin.app.getByText("Choose a file").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  const file = consentFile(
    evidenced(first.email),
    evidenced(second.email, { "Confirmed at": "" }),
    evidenced("no address at all"),
  );
  await admin.app
    .getByLabel(/^File/)
    .setInputFiles({ name: "Old system.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await admin.button("Upload and go on").click();
  await admin.heading("Old system").waitFor();
  await admin.app.getByText("What they saw, and what proves it").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "consent-import-columns", ADMIN);
  await admin.button("Start the dry run").click();
  await admin.app.getByRole("heading", { name: "1 consent with evidence of both steps, 1 unconfirmed" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "consent-import-dry-run", ADMIN);
  await admin.button("Sign and import 2 rows").click();
  await admin.app.getByText("Enter the name of the person who signs").waitFor();
  await admin.app.getByRole("checkbox", { name: /^For every row that counts as confirmed here/ }).check();
  await admin.fill({ "Signed by": "Rhian Pritchard, director" });
  await admin.button("Sign and import 2 rows").click();
  await admin.app.getByText("1 consent with evidence taken in, 1 unconfirmed").waitFor({ timeout: 30_000 });
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "consent-import-done", ADMIN);

  await openCustomer(first.email);
  await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
  await admin.app.getByText("Consent collected elsewhere, with evidence of both stages").waitFor();
  await openCustomer(second.email);
  await admin.app.getByText("No, this customer is not mailed: Consent asked for, not confirmed").waitFor();
  expect([...stage.world.sendgrid.sentTo(first.email), ...stage.world.sendgrid.sentTo(second.email)]).toEqual([]);
});

it("gave the browser nothing to complain about", () => {
  // The forms that were sent incomplete on purpose.
  expect(stage.trouble.filter((line) => !line.includes("status of 422"))).toEqual([]);
});

async function openCustomer(email: string): Promise<void> {
  await admin.goTo("Customers");
  await admin.fill({ "Search by name, company or email address": email });
  await admin.button("Search").click();
  await admin.app.getByRole("row").filter({ hasText: email }).getByRole("link").click();
  await admin.app.getByRole("heading", { name: "Legal form", exact: true }).waitFor();
}
