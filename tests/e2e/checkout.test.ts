import { beforeAll, expect, it } from "vitest";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { box, confirm, mailTo, openCheckout, openCustomer, openLink, pay } from "./support/shopper";
import { useStage } from "./support/stage";

// A sole trader, who may only be mailed after two-stage consent; one who asks after the order; one who never asks.
const MAIR = { firstName: "Mair", lastName: "Owen", email: "mair@owenheating.example" };
const ANWEN = { firstName: "Anwen", lastName: "Hughes", email: "anwen@hughesplumbing.example" };
const SION = { firstName: "Siôn", lastName: "Parry", email: "sion@parrygas.example" };

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("asks at the checkout with a box that is not ticked, and mails a link to whoever ticks it", async () => {
  const page = await openCheckout(stage, MAIR);
  expect(await box(page).isChecked()).toBe(false);
  await box(page).check();
  await page.getByText("Saved. After your order we will email you a link to confirm.").waitFor();
  await picture(page, "checkout-ticked", PUBLIC);
  await pay(page, MAIR);
  await page.getByText("Check your inbox: we are emailing you a link.").waitFor();
  expect(await box(page).count()).toBe(0);
  await picture(page, "thank-you-ticked", PUBLIC);
  await page.close();
  await mailTo(stage, MAIR);
});

it("confirms nothing when the link is opened, however often", async () => {
  const page = await openLink(stage, MAIR);
  await page.getByRole("heading", { level: 1, name: "Do you want these emails?" }).waitFor();
  expect(new URL(page.url()).origin).toBe(stage.world.shopify.storefrontOrigin);
  await picture(page, "confirm-page", PUBLIC);
  await page.reload();
  await page.getByRole("button", { name: "Yes, email me" }).waitFor();
  await page.close();
  await openCustomer(stage, admin, MAIR);
  await admin.app.getByText("No, this customer is not mailed: Consent asked for, not confirmed").waitFor();
});

it("confirms when the button behind the link is pressed, and shows the consent on the customer's page", async () => {
  const page = await openLink(stage, MAIR);
  await page.getByRole("button", { name: "Yes, email me" }).click();
  await page.getByRole("heading", { level: 1, name: "Thank you: you are on the list" }).waitFor();
  await picture(page, "confirm-done", PUBLIC);
  await page.close();
  await openCustomer(stage, admin, MAIR);
  await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
  await admin.app.getByText("Asked to be mailed, at the checkout").waitFor();
  await admin.app.getByText("Consent confirmed by the link").waitFor();
  await picture(admin.page, "customer-consent", ADMIN);
});

it("asks once more on the thank-you page, where only a tick and a press of the button send the link", async () => {
  const page = await openCheckout(stage, ANWEN);
  await pay(page, ANWEN);
  await page.getByText("We will email you a link to confirm.").waitFor();
  expect(await box(page).isChecked()).toBe(false);
  await picture(page, "thank-you-unticked", PUBLIC);
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("Please tick the box first if you would like our emails.").waitFor();
  await box(page).check();
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("Check your inbox: we are emailing you a link.").waitFor();
  await page.close();

  await confirm(stage, ANWEN);
  await openCustomer(stage, admin, ANWEN);
  await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
  await admin.app.getByText("Asked to be mailed, on the thank-you page").waitFor();
});

it("writes nothing to a buyer who ticks nothing", async () => {
  const page = await openCheckout(stage, SION);
  await box(page).check();
  await page.getByText("Saved. After your order we will email you a link to confirm.").waitFor();
  await box(page).uncheck();
  await page.getByText("Without it we send you no offers.").waitFor();
  await pay(page, SION);
  await page.close();
  await openCustomer(stage, admin, SION);
  await admin.app.getByText("No, this customer is not mailed").waitFor();
  expect(await admin.app.getByText("Asked to be mailed").count()).toBe(0);
  expect(stage.world.sendgrid.sentTo(SION.email)).toEqual([]);
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});
