import { beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { SENDER_DOMAIN } from "../simulators/demo/world";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

// One story in the order of its telling: each test goes on where the one before it left the store.

const stage = useStage();
const DOMAIN = `feedback.${SENDER_DOMAIN}`;
let admin: Admin;
/** The recipient of the campaign who writes back. */
let writer: string;
let page: Page;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
  page = await stage.browser.newPage();
});

const sentTo = (email: string) => stage.world.sendgrid.sentTo(email).at(-1);
const linkIn = (text: string | undefined, pattern: RegExp) => {
  const link = pattern.exec(text ?? "")?.[0];
  if (!link) throw new Error("the mail has no such link");
  return link;
};

/** Opens an address in the tab of whoever is not staff. */
const open = async (url: string): Promise<void> => {
  await page.bringToFront();
  await page.goto(url);
};

/** Opens the case on the desk that has these words in its row. */
const openCase = async (words: string) => {
  await admin.app.getByRole("row").filter({ hasText: words }).getByRole("link").first().click();
  await admin.app.getByText("They wrote").first().waitFor();
};

it("shows an empty desk that says what will appear there", async () => {
  await admin.goTo("Feedback");
  await admin.app.getByText("No feedback here").waitFor();
  await picture(admin.page, "feedback-empty");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "Themes" }).click();
  await admin.heading("Themes of feedback").waitFor();
  await admin.app.getByText("Nobody has written yet.").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("sets up the domain for replies with SendGrid, and uses it once mail has come in", async () => {
  await admin.goTo("Settings");
  await admin.fill({ "Domain for replies": DOMAIN });
  await admin.button("Set up with SendGrid").click();
  await admin.acknowledge("Saved");
  await admin.app.getByText(`No mail has come in by ${DOMAIN} yet.`).waitFor();
  await picture(admin.page, "settings-inbound", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await stage.world.sendgrid.controls.receive({
    from: "rhian@firm.example",
    fromName: "Rhian Owen",
    to: `hello@${DOMAIN}`,
    subject: "Data plate",
    text: "Here is the data plate. Which fan do I need?",
    files: [{ name: "plate.jpg", type: "image/jpeg", content: Buffer.from("JPEG") }],
  });
  await admin.visit("");
  await admin.goTo("Settings");
  await admin.app.getByText("In use: mail has come in since").waitFor();
});

it("lets a recipient reply in the mailbox, and the reply is a case on the desk", async () => {
  await admin.compose({
    name: "Boiler season",
    subject: "Fans for the boiler season",
    body: "Hello,\n\n**fans** are in.",
  });
  await admin.send();
  const mail = stage.world.sendgrid.sent().findLast(({ subject }) => subject === "Fans for the boiler season");
  writer = mail?.to ?? "";
  await open(`${stage.world.sendgrid.mailboxUrl}/${mail?.id}`);
  await page.getByLabel(`Answer as ${writer}`).fill("This is the third email this week. I want to complain.");
  await page.getByRole("button", { name: "Send reply" }).click();
  await page.getByRole("heading", { level: 1, name: "Reply sent" }).waitFor();
  await admin.goTo("Feedback");
  await admin.app.getByRole("cell", { name: /This is the third email this week/ }).waitFor();
  await picture(admin.page, "feedback-desk", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("Kind", { exact: true }).selectOption("Complaint");
  await admin.app.getByRole("cell", { name: /Here is the data plate/ }).waitFor({ state: "detached" });
  await admin.app.getByRole("button", { name: "Clear all filters" }).click();
});

it("lets staff sort, answer and close it, and the answer is in the mailbox", async () => {
  await openCase("third email this week");
  await admin.app.getByLabel("Theme").selectOption("Too many emails");
  await admin.button("Save").click();
  await admin.acknowledge("Saved");
  await admin.button("Send answer").click();
  await admin.app.getByText("Write the answer first").waitFor();
  await admin.app.getByLabel(`Your answer to ${writer}`).fill("I am sorry. From now on it is one a month.\n\nRhian");
  await picture(admin.page, "feedback-case", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Send answer").click();
  await admin.acknowledge("Answer on its way");
  await admin.app.getByText("Handed to SendGrid").waitFor({ timeout: 30_000 });
  await open(`${stage.world.sendgrid.mailboxUrl}/${sentTo(writer)?.id}?view=text`);
  await page.getByText("From now on it is one a month.").waitFor();
  await picture(page, "feedback-answer-in-mailbox");
  await admin.comeBack();
  await admin.app.getByRole("tab", { name: "Note for staff" }).click();
  await admin.app.getByLabel("Note, read by staff only").fill("Told marketing.");
  await admin.button("Add note").click();
  await admin.app.getByText("Told marketing.").first().waitFor();
  await admin.button("Close").first().click();
  const dialog = admin.app.getByRole("dialog");
  // Polaris draws its own mark over the input.
  await dialog.getByText("Put right, and they were told").click();
  expect(await violations(admin.frame)).toEqual([]);
  await dialog.getByRole("button", { name: "Close the case" }).click();
  await admin.acknowledge("Case closed");
  await admin.app.getByText("Closed: put right, and they were told").waitFor();
  await picture(admin.page, "feedback-case-closed", ADMIN);
});

it("offers to exclude whoever does not want marketing, and does it with one click", async () => {
  await stage.world.sendgrid.controls.receive({
    from: "enough@firm.example",
    to: `hello@${DOMAIN}`,
    subject: "Marketing",
    text: "I object to direct marketing, and where did my order go?",
  });
  await admin.visit("/app/feedback?kind=objection");
  await openCase("I object to direct marketing");
  await admin.app.getByRole("heading", { name: "They do not want marketing" }).waitFor();
  await picture(admin.page, "feedback-objection");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Exclude from marketing now").click();
  await admin.acknowledge("Excluded from marketing");
  await admin.app.getByText("They are on the exclusion list").waitFor();
});

it("takes a file to save and a case that staff enter", async () => {
  await admin.visit("/app/feedback");
  await openCase("Here is the data plate");
  const download = admin.page.waitForEvent("download");
  await admin.app.getByRole("button", { name: "Save plate.jpg" }).click();
  expect((await download).suggestedFilename()).toBe("plate.jpg");
  await admin.visit("/app/feedback/new");
  await admin.button("Enter the case").click();
  await admin.app.getByText("Write down what they said").waitFor();
  await picture(admin.page, "feedback-new");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ Name: "Mr Rees", "What they said": "Rang: likes the offers" });
  await admin.app.getByLabel("Kind").selectOption("Praise");
  await admin.button("Enter the case").click();
  await admin.heading("Mr Rees").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("reports themes beside the campaign's results", async () => {
  await admin.visit("/app/feedback/themes");
  await admin.app.getByRole("heading", { name: "Boiler season" }).waitFor();
  await picture(admin.page, "feedback-themes", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "See the campaign Boiler season" }).click();
  await admin.app.getByRole("heading", { name: "What people said" }).waitFor();
  await picture(admin.page, "campaign-feedback", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("warns on Home of what is overdue, and leads there", async () => {
  await stage.world.database.query(
    "UPDATE feedback_case SET due_at = now() - interval '1 day' WHERE email = 'rhian@firm.example'",
  );
  await admin.visit("");
  await admin.app.getByText("1 feedback case is overdue").waitFor();
  await picture(admin.page, "home-overdue");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "See what is overdue" }).click();
  await admin.app.getByText(/^Overdue since/).waitFor();
  expect(await admin.app.getByRole("table").getByRole("row").count()).toBe(2);
});

it("publishes the policy, proves its promises, and shows it on the storefront", async () => {
  await admin.goTo("Published policy");
  await picture(admin.page, "policy-unpublished", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ Introduction: "We like to hear from you.", "Closing words": "Rhian Pritchard, Thornbury Spares" });
  await admin.button("Publish").first().click();
  await admin.acknowledge("Published");
  await admin.button("Check the promises now").click();
  await admin.app.getByText("Last checked on").waitFor({ timeout: 30_000 });
  await admin.app
    .getByText(/Emails handed over to them afterwards: 0\./)
    .first()
    .waitFor();
  await picture(admin.page, "policy-published", [
    [1280, 800],
    [1280, 3200],
  ]);
  expect(await violations(admin.frame)).toEqual([]);
  await open(`${stage.world.shopify.storefrontOrigin}/apps/twostage/policy`);
  await page.getByRole("heading", { level: 1, name: "How we use email for marketing" }).waitFor();
  await picture(page, "public-policy", [
    [1280, 900],
    [390, 844],
    [1280, 3200],
  ]);
  expect(await violations(page.mainFrame())).toEqual([]);
});

it("takes what somebody writes on the storefront, by keyboard and on a telephone", async () => {
  await open(
    linkIn(
      sentTo(stage.world.sendgrid.sent().find(({ subject }) => subject === "Fans for the boiler season")?.to ?? "")
        ?.text ?? stage.world.sendgrid.sent().find(({ subject }) => subject === "Fans for the boiler season")?.text,
      /https?:\S+\/feedback\?token=[\w-]+/,
    ),
  );
  await page.getByRole("heading", { level: 1, name: "Tell us about our marketing emails" }).waitFor();
  await picture(page, "public-feedback", [...PUBLIC, [390, 1600]]);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.getByRole("radio", { name: "I want to complain" }).check();
  await page.getByLabel("Your message").fill("Twice a week is too much.");
  // The trap is out of sight and out of the way of the keyboard.
  expect(await page.getByLabel("Leave this empty").evaluate((field) => (field as HTMLInputElement).tabIndex)).toBe(-1);
  await page.getByLabel("Your name").press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("twostage-email");
  await expect
    .poll(
      async () => {
        await page.getByRole("button", { name: "Send" }).click();
        return page.getByRole("heading", { level: 1 }).textContent();
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe("Thank you, we have your message");
  await picture(page, "public-feedback-done", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
});

it("asks on the opt-out page for a reason that nobody must give", async () => {
  const mail = stage.world.sendgrid.sent().findLast(({ subject }) => subject === "Fans for the boiler season");
  await open(linkIn(mail?.text, /https?:\S+\/optout\?token=[\w-]+/));
  await page.getByRole("heading", { level: 2, name: "Tell us why, if you like" }).waitFor();
  await picture(page, "public-opt-out-note", [
    [1280, 1400],
    [390, 1800],
  ]);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.getByRole("radio", { name: "There were too many" }).check();
  await page.getByLabel("In your own words").fill("One a month would do.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Thank you for telling us" }).waitFor();
  await picture(page, "public-opt-out-note-done", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
});

it("gave the browser nothing to complain about", () => {
  // The browser writes down every form that is refused, which these tests do on purpose.
  expect(
    stage.trouble.filter(
      (line) => !/status of 422 .*\/(feedback\/new\.data|feedback\/\d+\.data|feedback\/)\)/.test(line),
    ),
  ).toEqual([]);
});
