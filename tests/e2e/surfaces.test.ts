import { beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { box, confirm, ENGLISH, openCheckout, openCustomer, pay, type Buyer } from "./support/shopper";
import { useStage } from "./support/stage";

const WELSH = "Iawn, caiff Thornbury Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.";
// One who asks on the order's page; one who asks and stops in the account; one who reads Welsh; one who rings; one who rings and has never bought.
const NIA: Buyer = { firstName: "Nia", lastName: "Rees", email: "nia@reesgas.example" };
const OWAIN: Buyer = { firstName: "Owain", lastName: "Pugh", email: "owain@pughheating.example" };
const ELERI: Buyer = { firstName: "Eleri", lastName: "Vaughan", email: "eleri@vaughanplumbing.example" };
const BRYN: Buyer = { firstName: "Bryn", lastName: "Lloyd", email: "bryn@lloydboilers.example" };
const DILYS: Buyer = { firstName: "", lastName: "", email: "dilys@reader.example" };
const YES = "Yes, you may mail this customer: confirmed consent";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
  await admin.goTo("Consent wording");
  await admin.app.getByRole("tab", { name: /^Welsh/ }).click();
  await admin.app.getByText("Nothing is published in Welsh").waitFor();
  await admin.fill({ "What people agree to": WELSH });
  await admin.button("Publish in Welsh").click();
  await admin.app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await admin.app.getByText("Version 2 is published.").waitFor();
  await admin.app.getByText("Shopify is being told").waitFor({ state: "detached" });
});

it("asks on the order's own page, with what the buyer says to buy as, from the tick to the customer's page", async () => {
  const page = await openCheckout(stage, NIA);
  await pay(page, NIA);
  await page.getByRole("link", { name: "View order status" }).click();
  await page.getByRole("heading", { level: 1, name: /^Order #/ }).waitFor();
  await box(page).waitFor();
  expect(await box(page).isChecked()).toBe(false);
  expect(await page.getByLabel("I buy as (you need not say)").count()).toBe(0);
  await box(page).check();
  await page.getByLabel("I buy as (you need not say)").selectOption("Sole trader");
  expect(await violations(page.mainFrame(), "#extension")).toEqual([]);
  await picture(page, "order-status-ticked", PUBLIC);
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("Check your inbox: we are emailing you a link.").waitFor();
  await picture(page, "order-status-sent", PUBLIC);
  await page.close();
  await confirm(stage, NIA);
  await openCustomer(stage, admin, NIA);
  await admin.app.getByText(YES).waitFor();
  await admin.app.getByText("Asked to be mailed, on an order's page").waitFor();
  await admin.app.getByRole("row").filter({ hasText: "Sole trader" }).first().waitFor();
});

it("asks in the buyer's language at the checkout, and keeps those words with the answer about the legal form", async () => {
  const page = await openCheckout(stage, ELERI, { locale: "cy-GB", words: WELSH });
  await box(page, WELSH).check();
  await page.getByText("Wedi cadw. Ar ôl eich archeb byddwn yn e-bostio dolen atoch i gadarnhau.").waitFor();
  await Promise.all([
    page.waitForResponse("**/metafields"),
    page.getByLabel("Rwy'n prynu fel (nid oes rhaid i chi ddweud)").selectOption("Limited company"),
  ]);
  await picture(page, "checkout-welsh", PUBLIC);
  await pay(page, ELERI);
  await page.getByText("Edrychwch yn eich mewnflwch").waitFor();
  // The box was ticked at the checkout: the order's own page asks nothing more.
  await page.getByRole("link", { name: "View order status" }).click();
  await page.getByRole("heading", { level: 1, name: /^Order #/ }).waitFor();
  await page.locator("#extension[data-state=running]").waitFor({ state: "attached" });
  expect(await page.getByRole("checkbox").count()).toBe(0);
  await page.close();
  const { rows } = await arrived(
    "SELECT wording, locale, stated_form FROM consent_request WHERE email = $1",
    ELERI.email,
  );
  expect(rows).toEqual([{ wording: WELSH, locale: "cy", stated_form: "Limited company" }]);
});

it("falls back to the shop's own words for a language there are none in, with the texts it has", async () => {
  const page = await openCheckout(stage, ELERI, { locale: "fr-FR" });
  await page.getByText("Sans confirmation, vous ne recevrez aucune offre.").waitFor();
  await page.close();
});

it("shows in the account where the customer stands, takes the tick there, and stops at one press", async () => {
  const checkout = await openCheckout(stage, OWAIN);
  await pay(checkout, OWAIN);
  await checkout.close();
  const page = await signIn(OWAIN);
  await page.getByText("You have not asked for our offers by email.").waitFor();
  expect(await box(page).isChecked()).toBe(false);
  expect(await violations(page.mainFrame(), "#extension")).toEqual([]);
  await picture(page, "account-none", PUBLIC);
  await box(page).check();
  await page.getByLabel("I buy as (you need not say)").selectOption("Private person");
  await page.getByRole("button", { name: "Send me the confirmation link" }).click();
  await page.getByText("until you confirm there, we send you none").waitFor();
  await picture(page, "account-asked", PUBLIC);
  await confirm(stage, OWAIN);
  await page.reload();
  await page.getByText("You asked for our offers by email and confirmed it.").waitFor();
  expect(await violations(page.mainFrame(), "#extension")).toEqual([]);
  await picture(page, "account-confirmed", PUBLIC);
  await openCustomer(stage, admin, OWAIN);
  await admin.app.getByText(YES).waitFor();
  await admin.app.getByText("Asked to be mailed, on the profile page of their account").waitFor();

  await page.getByRole("button", { name: "Send me no offers" }).click();
  await page.getByText("We send you no offers by email.").waitFor();
  await page.getByText("please write to office@thornburyspares.example").waitFor();
  expect(await page.getByRole("button").count()).toBe(0);
  await picture(page, "account-stopped", PUBLIC);
  await page.close();
  await openCustomer(stage, admin, OWAIN);
  await admin.app.getByText("No, this customer is not mailed: On the exclusion list").waitFor();
  await admin.app.getByText("Withdrew on the profile page of their account.").waitFor();
  // Staff cannot ask for somebody who is excluded, and are told why.
  await admin.app.getByText("This address is on the exclusion list, so no verification email is sent to it.").waitFor();
  expect(await admin.button("Send the verification email").count()).toBe(0);
});

it("offers another try when the app cannot be reached, in the customer's language", async () => {
  const page = await signIn(OWAIN, "de");
  await page.getByText("Wir senden Ihnen keine Angebote per E-Mail.").waitFor();
  await stage.browser.route("**/api/account", (route) => route.abort());
  await page.reload();
  await page.getByText("Ihre Auswahl konnte nicht gefunden werden.").waitFor();
  await picture(page, "account-unreachable", PUBLIC);
  await stage.browser.unroute("**/api/account");
  await page.getByRole("button", { name: "Erneut versuchen" }).click();
  await page.getByText("Wir senden Ihnen keine Angebote per E-Mail.").waitFor();
  await page.close();
});

it("lets staff ask for somebody who rang, and mails them the link", async () => {
  const checkout = await openCheckout(stage, BRYN);
  await pay(checkout, BRYN);
  await checkout.close();
  await openCustomer(stage, admin, BRYN);
  await admin.button("Send the verification email").click();
  await admin.app.getByText("Choose how they asked").waitFor();
  await admin.app.getByText("Say in a sentence what they asked for").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("How they asked").selectOption("phone");
  await admin.fill({ "When they asked": "2026-03-01", Note: "Rang about the boiler offers" });
  await admin.app.getByText(`“${ENGLISH}`).waitFor();
  await picture(admin.page, "customer-ask-consent", ADMIN);
  await admin.button("Send the verification email").click();
  await admin.acknowledge("Verification email on its way");
  await admin.app.getByText("Asked to be mailed, through your staff").waitFor();
  await admin.app.getByText(/They had asked by phone on 1 March 2026\. Entered by: Staff member \d+/).waitFor();
  expect(await admin.app.getByText("Rang about the boiler offers").count()).toBe(0);
  await admin.app.getByText("No, this customer is not mailed: Consent asked for, not confirmed").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await confirm(stage, BRYN);
  await openCustomer(stage, admin, BRYN);
  await admin.app.getByText(YES).waitFor();
  await picture(admin.page, "customer-asked-by-staff", ADMIN);
});

it("lets staff ask for somebody who is no customer, who becomes one of the list by confirming", async () => {
  await admin.goTo("Customers");
  await admin.app.getByRole("link", { name: "Ask for consent" }).click();
  await admin.app.getByRole("heading", { name: "Ask for consent", level: 1 }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ "Email address": DILYS.email, "When they asked": "2026-03-01", Note: "Wrote to the office" });
  await admin.app.getByLabel("How they asked").selectOption("letter");
  await picture(admin.page, "ask-consent-address", ADMIN);
  await admin.button("Send the verification email").click();
  await admin.acknowledge("Verification email on its way");
  await confirm(stage, DILYS);
  await openCustomer(stage, admin, DILYS);
  await admin.app.getByText(YES).waitFor();
  await admin.app.getByText(/They had asked by letter on 1 March 2026/).waitFor();
});

it("gave the browser nothing to complain about", () => {
  // The form that was sent incomplete, and the request that was cut, on purpose.
  const expected = /status of 422|ERR_FAILED/;
  expect(stage.trouble.filter((line) => !expected.test(line))).toEqual([]);
});

/** Signs a customer in and opens the profile page. */
async function signIn({ email }: Buyer, locale?: string): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.context().clearCookies({ name: "customer_session" });
  await page.goto(`${stage.world.shopify.storefrontOrigin}/account/profile${locale ? `?locale=${locale}` : ""}`);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
  return page;
}

/** Waits for rows that a webhook brings about. */
async function arrived(sql: string, email: string) {
  const query = () => stage.world.database.query<Record<string, unknown>>(sql, [email]);
  await expect.poll(async () => (await query()).rowCount, { timeout: 20_000 }).toBe(1);
  return query();
}
