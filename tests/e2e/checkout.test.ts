import { beforeAll, expect, it } from "vitest";
import type { Locator, Page } from "playwright-core";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

// A sole trader, who may only be mailed after two-stage consent; one who asks after the order; one who never asks.
const MAIR = { firstName: "Mair", lastName: "Owen", email: "mair@owenheating.example" };
const ANWEN = { firstName: "Anwen", lastName: "Hughes", email: "anwen@hughesplumbing.example" };
const SION = { firstName: "Siôn", lastName: "Parry", email: "sion@parrygas.example" };
type Buyer = typeof MAIR;

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("asks at the checkout with a box that is not ticked, and mails a link to whoever ticks it", async () => {
  const page = await openCheckout(MAIR);
  expect(await box(page).isChecked()).toBe(false);
  await box(page).check();
  await page.getByText("Saved. After your order we will email you a link to confirm.").waitFor();
  await picture(page, "checkout-ticked", PUBLIC);
  await pay(page, MAIR);
  await page.getByText("Check your inbox: we are emailing you a link.").waitFor();
  expect(await box(page).count()).toBe(0);
  await picture(page, "thank-you-ticked", PUBLIC);
  await page.close();
  await mailTo(MAIR);
});

it("confirms nothing when the link is opened, however often", async () => {
  const page = await openLink(MAIR);
  await page.getByRole("heading", { level: 1, name: "Do you want these emails?" }).waitFor();
  expect(new URL(page.url()).origin).toBe(stage.world.shopify.storefrontOrigin);
  await picture(page, "confirm-page", PUBLIC);
  await page.reload();
  await page.getByRole("button", { name: "Yes, email me" }).waitFor();
  await page.close();
  await openCustomer(MAIR);
  await admin.app.getByText("No, this customer is not mailed: Consent asked for, not confirmed").waitFor();
});

it("confirms when the button behind the link is pressed, and shows the consent on the customer's page", async () => {
  const page = await openLink(MAIR);
  await page.getByRole("button", { name: "Yes, email me" }).click();
  await page.getByRole("heading", { level: 1, name: "Thank you: you are on the list" }).waitFor();
  await picture(page, "confirm-done", PUBLIC);
  await page.close();
  await openCustomer(MAIR);
  await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
  await admin.app.getByText("Asked to be mailed, at the checkout").waitFor();
  await admin.app.getByText("Consent confirmed by the link").waitFor();
  await picture(admin.page, "customer-consent", ADMIN);
});

it("asks once more on the thank-you page, where only a tick and a press of the button send the link", async () => {
  const page = await openCheckout(ANWEN);
  await pay(page, ANWEN);
  expect(await box(page).isChecked()).toBe(false);
  await picture(page, "thank-you-unticked", PUBLIC);
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("Please tick the box first if you would like our emails.").waitFor();
  await box(page).check();
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("Check your inbox: we are emailing you a link.").waitFor();
  await page.close();

  await mailTo(ANWEN);
  const confirmation = await openLink(ANWEN);
  await confirmation.getByRole("button", { name: "Yes, email me" }).click();
  await confirmation.getByRole("heading", { level: 1, name: "Thank you: you are on the list" }).waitFor();
  await confirmation.close();
  await openCustomer(ANWEN);
  await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
  await admin.app.getByText("Asked to be mailed, on the thank-you page").waitFor();
});

it("writes nothing to a buyer who ticks nothing", async () => {
  const page = await openCheckout(SION);
  await box(page).check();
  await page.getByText("Saved. After your order we will email you a link to confirm.").waitFor();
  await box(page).uncheck();
  await page.getByText("Without it we send you no offers.").waitFor();
  await pay(page, SION);
  await page.close();
  await openCustomer(SION);
  await admin.app.getByText("No, this customer is not mailed").waitFor();
  expect(await admin.app.getByText("Asked to be mailed").count()).toBe(0);
  expect(stage.world.sendgrid.sentTo(SION.email)).toEqual([]);
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});

/** The box of the checkout extension: in the checkout, or on the thank-you page. */
function box(page: Page): Locator {
  return page.getByRole("checkbox", { name: "Yes, Thornbury Spares may email me offers for my trade." });
}

async function openCheckout({ email, firstName, lastName }: Buyer): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(`${stage.world.shopify.storefrontOrigin}/checkout`);
  await box(page).waitFor();
  const fields = { Email: email, "First name": firstName, "Last name": lastName };
  const address = { Address: "1 Bridge Street", "Town or city": "Chepstow", Postcode: "NP16 5EY" };
  for (const [label, text] of Object.entries({ ...fields, ...address })) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  return page;
}

/** Pays and waits for the thank-you page with its block. */
async function pay(page: Page, { firstName }: Buyer): Promise<void> {
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByRole("heading", { level: 1, name: `Thank you, ${firstName}!` }).waitFor();
  await page.getByText(/^(We will email you a link|Check your inbox)/).waitFor();
}

/** Waits until a buyer has got exactly one mail. */
async function mailTo({ email }: Buyer): Promise<void> {
  await expect.poll(() => stage.world.sendgrid.sentTo(email).length, { timeout: 20_000 }).toBe(1);
}

/** Opens a buyer's newest mail in the mailbox and clicks its link. */
async function openLink({ email }: Buyer): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(`${stage.world.sendgrid.mailboxUrl}?to=${encodeURIComponent(email)}`);
  await page.getByRole("table").getByRole("link").first().click();
  const link = page.frameLocator("iframe").locator("a[href*='/apps/twostage/confirm?token=']");
  await link.waitFor();
  await picture(page, "mailbox-verification", PUBLIC);
  await link.click();
  await page.waitForURL("**/apps/twostage/confirm**");
  return page;
}

/** Finds a customer in the admin by the address; who has just bought comes in by a webhook. */
async function openCustomer({ email, firstName, lastName }: Buyer): Promise<void> {
  const arrived = "SELECT 1 FROM contact WHERE lower(email) = $1";
  await expect
    .poll(async () => (await stage.world.database.query(arrived, [email])).rowCount, { timeout: 20_000 })
    .toBe(1);
  await admin.goTo("Customers");
  await admin.fill({ "Search by name, company or email address": email });
  await admin.button("Search").click();
  await admin.app.getByRole("row").filter({ hasText: email }).getByRole("link").click();
  await admin.heading(`${firstName} ${lastName}`).waitFor();
}
