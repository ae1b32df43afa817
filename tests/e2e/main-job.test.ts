import { beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { REASONS } from "~/policy/reasons";
import { BASIS_WORDS, REASON_WORDS } from "~/ui/words";
import { generateStore } from "../simulators/store/generate";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { STORE, useStage } from "./support/stage";

// One story in the order of its telling: each test goes on where the one before it left the store.

const FIRST = {
  name: "Boiler season offers",
  subject: "Fan and pump spares for the boiler season",
  body: "Hello,\n\nuntil the end of the month **fans and pumps** are 10 % off.\n\n- Send us a photo of the data plate\n\n[See the offers](https://thornburyspares.example/boiler)",
};
const SECOND = {
  name: "Spring clearance",
  subject: "Spring clearance for trade accounts",
  body: "Hello,\n\n[see what is left](https://thornburyspares.example/clearance).",
};

const stage = useStage();
const answers = [...generateStore(STORE)].map(({ answer }) => answer);
const eligible = answers.filter(({ decision }) => decision === "eligible");
let admin: Admin;
/** The two who opt out in the story: by the link, and as a further address. */
let optedOut: string;
let further: string;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
});

it("shows on Home what is missing before one may send", async () => {
  await admin.app.getByRole("heading", { name: "Before you may send" }).waitFor();
  for (const step of [
    "Complete your identity",
    "Complete the disclosures",
    "Connect SendGrid",
    "Write the assessment",
  ]) {
    expect(await admin.app.getByRole("link", { name: step }).isVisible()).toBe(true);
  }
  await picture(admin.page, "home-fresh", ADMIN);
});

it("takes the merchant's identity and sender in Settings, and the signed assessment", async () => {
  await admin.goTo("Settings");
  await picture(admin.page, "settings-empty", ADMIN);
  await admin.setUp();
  await admin.app.getByText("The assessment is in date").waitFor();
  await picture(admin.page, "assessment-signed", ADMIN);
  await admin.goTo("Settings");
  await admin.app.getByText("The assessment is in date").waitFor();
  await picture(admin.page, "settings-done", ADMIN);
});

it("brings in the store's customers and says how many may be mailed", async () => {
  await admin.waitForSync();
  await admin.app.getByRole("heading", { name: "Ready to send" }).waitFor();
  const present = answers.filter(({ decision }) => decision !== "absent").length;
  await admin.app.getByText(`${present} customers read`).waitFor();
  await picture(admin.page, "home-ready", ADMIN);
});

it("finds customers by verdict, legal form and name, and tells the reason for each", async () => {
  await admin.goTo("Customers");
  await picture(admin.page, "customers", ADMIN);
  const rows = admin.app.getByRole("table").getByRole("row");
  await admin.app.getByLabel("May be mailed", { exact: true }).selectOption("May be mailed");
  await rows.filter({ hasText: "No:" }).first().waitFor({ state: "detached" });
  expect(await rows.filter({ hasText: "Yes: legitimate interest" }).count()).toBeGreaterThan(0);
  await admin.app.getByRole("button", { name: "Clear all filters" }).click();
  await admin.app.getByLabel("Deciding reason").selectOption("Individual without consent");
  await rows.filter({ hasText: "Yes:" }).first().waitFor({ state: "detached" });
  await rows.filter({ hasText: "No: individual without consent" }).first().getByRole("link").click();
  await admin.app.getByText("No, this customer is not mailed: Individual without consent").waitFor();
  await picture(admin.page, "customer-ineligible", ADMIN);
});

it("previews a campaign: who gets it, who does not and why, and the mail itself", async () => {
  await admin.goTo("Campaigns");
  await picture(admin.page, "campaigns-empty");
  await admin.compose(FIRST);
  await admin.button(`Send to ${eligible.length} customers`).waitFor();
  expect(await shownCount(BASIS_WORDS.legitimate_interest.label)).toBe(eligible.length);
  for (const reason of REASONS) {
    const expected = answers.filter((answer) => answer.reason === reason).length;
    if (expected > 0) expect(await shownCount(REASON_WORDS[reason].label), reason).toBe(expected);
  }
  const mail = admin.app.frameLocator("iframe[title='The email as HTML']");
  await mail.getByRole("link", { name: "See the offers" }).waitFor();
  await picture(admin.page, "campaign-draft", ADMIN);
  await picture(admin.page, "campaign-breakdown", [[1280, 1100]]);
  await admin.app.getByRole("tab", { name: "Plain text" }).click();
  await admin.app.getByText("https://thornburyspares.example/boiler").last().waitFor();
});

it("sends a test to staff alone, once the holder of the address has confirmed it", async () => {
  expect(await admin.button("Send test").count()).toBe(0);
  await admin.verifyAddress("office@thornburyspares.example");
  await admin.button("Send test").click();
  await admin.acknowledge("Test on its way");
  const tests = () => stage.world.sendgrid.sent().filter(({ customArgs }) => customArgs.twostage_test);
  await expect.poll(() => tests().length).toBe(1);
  expect(tests().map(({ to }) => to)).toEqual(["office@thornburyspares.example"]);
});

it("sends the campaign after a confirmation and shows its progress to the end", async () => {
  await admin.button(`Send to ${eligible.length} customers`).click();
  await picture(admin.page, "campaign-confirmation");
  await admin.app.getByRole("button", { name: "Not yet" }).click();
  await admin.app.getByRole("dialog").waitFor({ state: "detached" });
  expect(recipientsOf(FIRST.subject)).toEqual([]);
  await admin.send();
  await admin.acknowledge("Campaign started");
  await admin.app.getByText(`${eligible.length} of ${eligible.length} handled`).waitFor();
  await picture(admin.page, "campaign-result", ADMIN);
  expect(recipientsOf(FIRST.subject).length).toBe(eligible.length);
});

it("opts a recipient out by the link in the mail, and a second address on the page", async () => {
  const page = await openMail(FIRST.subject);
  const toThem = await page.getByRole("link", { name: /^All to / }).innerText();
  optedOut = toThem.replace("All to ", "").toLowerCase();
  further = recipientsOf(FIRST.subject).find((address) => address !== optedOut) ?? "";
  await picture(page, "mailbox-mail", PUBLIC);
  await page
    .frameLocator("iframe")
    .getByRole("link", { name: /stop|opt out|unsubscribe/i })
    .click();
  await page.getByRole("heading", { level: 1, name: "You have opted out" }).waitFor();
  expect(new URL(page.url()).origin).toBe(stage.world.shopify.storefrontOrigin);
  await picture(page, "opt-out-page", PUBLIC);
  await page.getByLabel("Email addresses").fill(further);
  await page.getByRole("button", { name: "Add these addresses" }).click();
  await page.getByText("We have taken 1 more address.").waitFor();
  await picture(page, "opt-out-further", PUBLIC);
  await page.close();
});

it("shows both on the exclusion list with how they came there", async () => {
  await admin.goTo("Exclusion list");
  const row = (address: string) => admin.app.getByRole("row").filter({ hasText: address });
  await row(optedOut).getByText("Opened the opt-out link in an email").waitFor();
  await row(further).getByText("Added on the opt-out page by another recipient").waitFor();
  await picture(admin.page, "exclusions", ADMIN);
});

it("leaves both out of the next campaign and says so beforehand", async () => {
  await admin.compose(SECOND);
  await admin.button(`Send to ${eligible.length - 2} customers`).waitFor();
  const before = answers.filter(({ reason }) => reason === "excluded").length;
  expect(await shownCount(REASON_WORDS.excluded.label)).toBe(before + 2);
  await admin.send();
  const mailed = recipientsOf(SECOND.subject);
  expect(mailed.length).toBe(eligible.length - 2);
  expect(mailed).not.toContain(optedOut);
  expect(mailed).not.toContain(further);
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});

/** The number beside a basis or a reason in the breakdown of the open campaign. */
async function shownCount(label: string): Promise<number> {
  const row = admin.app.getByText(label, { exact: true }).locator("xpath=..");
  return Number((await row.innerText()).replace(label, "").replaceAll(",", "").trim());
}

/** Recipients of a campaign's mails, lower case; a test to staff is none. */
function recipientsOf(subject: string): string[] {
  const mails = stage.world.sendgrid
    .sent()
    .filter((mail) => mail.subject === subject && mail.customArgs.twostage_recipient);
  return mails.map(({ to }) => to.toLowerCase());
}

/** Opens the newest mail with a subject in the mailbox. */
async function openMail(subject: string): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(stage.world.sendgrid.mailboxUrl);
  await picture(page, "mailbox", PUBLIC);
  await page.getByRole("link", { name: subject, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: subject }).waitFor();
  return page;
}
