import { readFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import { POLICY_VERSION } from "~/policy/decide";
import { Admin } from "./support/admin";
import { violations } from "./support/accessibility";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

const SUBJECT = "Spares for the boiler season";
/** A mail is an article within a mail program's page: that page's landmarks are not its own. */
const MAIL = "[role=article]";
const BUYER = { email: "mair@owenheating.example", name: "Mair Owen" };

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
});

it.each(["Customers", "Review", "Campaigns", "Audiences", "Exclusion list", "Legal basis", "Assessment", "Settings"])(
  "finds nothing wrong with %s before anything is set up",
  async (name) => {
    await admin.goTo(name);
    expect(await violations(admin.frame)).toEqual([]);
  },
);

it("finds nothing wrong with Settings and Home, before and after the set-up", async () => {
  await admin.visit("");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.setUp();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.waitForSync();
  expect(await violations(admin.frame)).toEqual([]);
});

it("finds nothing wrong with the list of customers and a customer's page", async () => {
  await admin.goTo("Customers");
  const rows = admin.app.getByRole("table").getByRole("row");
  await rows.nth(1).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await rows.nth(1).getByRole("link").click();
  await admin.app.getByRole("heading", { name: "Legal form", exact: true }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("finds nothing wrong with the review desk, its decision, its keys and its outcome", async () => {
  await admin.goTo("Review");
  const rows = admin.app.getByRole("list", { name: "Waiting for a decision" }).getByRole("listitem");
  await rows.first().waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Show the keys").click();
  await admin.app.getByRole("dialog").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.page.keyboard.press("Escape");
  await admin.app.getByRole("dialog").waitFor({ state: "detached" });
  await rows
    .first()
    .getByRole("button", { name: /^Individual/ })
    .click();
  const dialog = admin.app.getByRole("dialog");
  await dialog.getByText("Buys as a private person").click();
  expect(await violations(admin.frame)).toEqual([]);
  await dialog.getByRole("button", { name: /^Record as individual/ }).click();
  await admin.app.getByRole("button", { name: "Undo", exact: true }).first().waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("finds nothing wrong with the register, the retention rule, and the assessment with its printed page", async () => {
  await admin.goTo("Legal basis");
  await admin.app.getByRole("table").getByRole("row").nth(1).waitFor();
  await picture(admin.page, "register", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "Retention rule" }).click();
  await admin.heading("Retention rule").waitFor();
  await picture(admin.page, "retention", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.goTo("Assessment");
  await admin.app.getByRole("link", { name: "Version 1: read or print" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "Version 1: read or print" }).click();
  await admin.heading("Legitimate-interests assessment: marketing by email").waitFor();
  await picture(admin.page, "assessment-print", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("prints a signed assessment by its button", async () => {
  await admin.frame.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "yes");
  });
  await admin.button("Print").click();
  expect(await admin.frame.evaluate(() => document.body.getAttribute("data-printed"))).toBe("yes");
});

it("counts an audience while it is changed, says so, and lets it be made by keyboard alone", async () => {
  await admin.visit("/app/audiences/new");
  await admin.heading("New audience").waitFor();
  const status = admin.app.getByRole("status").filter({ hasText: "may be mailed" });
  await status.getByText(/in the audience as it stands: [\d,]+ may be mailed/).waitFor();
  const before = await status.textContent();
  await tabTo("Name of the audience");
  await admin.page.keyboard.type("Customers");
  await tabTo("Why these people");
  await admin.page.keyboard.type("They buy spares for boilers.");
  await tabTo("Orders at least");
  await admin.page.keyboard.type("2");
  await status.getByText(before ?? "", { exact: true }).waitFor({ state: "detached" });
  await status.getByText(/in the audience as it stands/).waitFor();
  await picture(admin.page, "audience-new", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.page.keyboard.type("x");
  await admin.app.getByText("A whole number, or nothing").waitFor();
  await admin.app.getByText("Not counted: correct what is marked in the form.").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.page.keyboard.press("Backspace");
  await admin.page.keyboard.press("Backspace");
  await tabTo("Save audience");
  await admin.page.keyboard.press("Enter");
  await admin.heading("Customers").waitFor();
  await admin.app.getByRole("heading", { name: "Used by" }).waitFor();
  await admin.app.getByText(/in the audience as saved/).waitFor();
  await picture(admin.page, "audience", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.goTo("Audiences");
  await admin.app.getByRole("link", { name: "Customers" }).waitFor();
  await picture(admin.page, "audiences");
  expect(await violations(admin.frame)).toEqual([]);
});

it("lets a campaign be written and saved by keyboard alone", async () => {
  await admin.visit("/app/campaigns/new");
  await admin.heading("New campaign").waitFor();
  await tabTo("Name");
  await admin.page.keyboard.type("Boiler season");
  await tabTo("Subject");
  await admin.page.keyboard.type(SUBJECT);
  await tabTo("Purpose");
  await admin.page.keyboard.type("to tell trade customers about offers");
  await tabTo("Audience");
  await admin.page.keyboard.type("Customers");
  await tabTo("Save draft");
  await admin.page.keyboard.press("Enter");
  await admin.heading("Boiler season").waitFor();
  await tabTo("Text of the block");
  await admin.page.keyboard.type("# Offers\n\n[See them](https://thornburyspares.example/offers)");
  await admin.app.getByText("All changes are saved.").waitFor();
});

it("finds nothing wrong with a campaign as a draft, in its confirmation, and as a result", async () => {
  await admin.app.frameLocator("iframe").getByRole("link", { name: "See them" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button(/^Send to/).click();
  await admin.app.getByRole("dialog").getByRole("button", { name: "Not yet" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("button", { name: "Not yet" }).click();
  await admin.app.getByRole("dialog").waitFor({ state: "detached" });
  await admin.send();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.goTo("Campaigns");
  await admin.app.getByRole("link", { name: "Boiler season" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("finds nothing wrong with the page of a customer whom campaigns have mailed, with its reasons open", async () => {
  await admin.goTo("Customers");
  await admin.app.getByLabel("May be mailed", { exact: true }).selectOption("May be mailed");
  const rows = admin.app.getByRole("table").getByRole("row");
  await rows.filter({ hasText: "No:" }).first().waitFor({ state: "detached" });
  await rows.nth(1).getByRole("link").click();
  await admin.app.getByText("Why was it decided so in Boiler season").click();
  await admin.app.getByText(`by version ${POLICY_VERSION} of the rules`).waitFor();
  await picture(admin.page, "customer", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("finds nothing wrong with the exclusion list and the form that adds to it", async () => {
  await admin.goTo("Exclusion list");
  await admin.button("Exclude an address").click();
  await admin.app.getByRole("dialog").getByLabel("Email address").waitFor();
  await picture(admin.page, "exclusion-form");
  expect(await violations(admin.frame)).toEqual([]);
});

it("lets the exclusion list be saved and a file be taken in, with nothing wrong on the way", async () => {
  await admin.visit("/app/exclusions");
  await admin.app.getByRole("link", { name: "Safe keeping" }).click();
  await admin.heading("Safe keeping of the exclusion list").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Save a copy").click();
  await admin.app.getByText("Say what the copy is for").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("What the copy is for").fill("Yearly copy for the safe");
  const download = admin.page.waitForEvent("download");
  await admin.button("Save a copy").click();
  expect(await readFile(await (await download).path(), "utf8")).toMatch(/^address,key,excluded_on,source\n/);
  await admin.app.getByRole("cell", { name: "Yearly copy for the safe" }).waitFor();
  await admin.app.locator("input[type=file]").setInputFiles({
    name: "old-list.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("email\nfrom.the.old.system@firm.example\nno address\n"),
  });
  await admin.app.getByText("Line 3: no email address.").waitFor();
  await picture(admin.page, "exclusion-files", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Exclude 1 address for good").click();
  await admin.app.getByText("1 of 1 excluded").waitFor();
});

it("finds nothing wrong with what could not be written to Shopify, empty and not", async () => {
  await admin.visit("/app/sync/writes");
  await admin.app.getByText("Shopify has taken everything").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await stage.world.database.query(
    "INSERT INTO store_write (shop_id, customer_id, kind, state, outcome) SELECT shop_id, shopify_id, 'consent', 'dead', 'ACCESS_DENIED' FROM contact WHERE shopify_id IS NOT NULL ORDER BY id LIMIT 60 ON CONFLICT DO NOTHING",
  );
  await admin.visit("/app/sync/writes");
  await admin.app.getByRole("table").getByRole("row").nth(1).waitFor();
  await picture(admin.page, "store-writes", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Try all again").click();
  await admin.acknowledge("All will be tried again");
});

it("finds nothing wrong with a campaign's mail and the pages it leads to", async () => {
  const mail = stage.world.sendgrid.sent().find(({ subject }) => subject === SUBJECT);
  const page = await stage.browser.newPage();
  await page.setContent(mail?.html ?? "");
  expect(await violations(page.mainFrame(), MAIL)).toEqual([]);

  await page.goto(linkIn(mail?.headers["List-Unsubscribe"], /<(https?:[^>]+)>/));
  await page.getByRole("heading", { level: 1, name: "Stop marketing emails" }).waitFor();
  await picture(page, "one-click-page", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);

  await page.goto(linkIn(mail?.text, /(https?:\S+optout\?token=[\w-]+)/));
  await page.getByRole("heading", { level: 1, name: "You have opted out" }).waitFor();
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.getByLabel("Email addresses").fill("no address\nperson@firm.example");
  await page.getByRole("button", { name: "Add these addresses" }).click();
  await page.getByText("Line 1 held no email address.").waitFor();
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.close();
});

it("finds nothing wrong with the verification mail and the page it leads to", async () => {
  await stage.world.shopify.placeOrder({ ...BUYER, consent: true });
  const mails = () => stage.world.sendgrid.sentTo(BUYER.email);
  await expect.poll(() => mails().length, { timeout: 20_000 }).toBe(1);
  const page = await stage.browser.newPage();
  await page.setContent(mails()[0]?.html ?? "");
  expect(await violations(page.mainFrame(), MAIL)).toEqual([]);
  await page.goto(linkIn(mails()[0]?.text, /(https?:\S+confirm\?token=[\w-]+)/));
  await page.getByRole("button", { name: "Yes, email me" }).waitFor();
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.close();
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});

/** Presses Tab until what has the focus bears a name. Throws when it cannot be reached. */
async function tabTo(name: string): Promise<void> {
  const MOST = 60;
  for (let presses = 0; presses < MOST; presses += 1) {
    await admin.page.keyboard.press("Tab");
    const focused = await admin.frame.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement
          ? element.labels
          : null;
      return (labels?.[0] ?? element)?.textContent.trim();
    });
    if (focused === name) return;
  }
  throw new Error(`${MOST} presses of Tab did not reach ${name}`);
}

function linkIn(text: string | undefined, pattern: RegExp): string {
  const link = pattern.exec(text ?? "")?.[1];
  if (!link) throw new Error("the mail has no such link");
  return link;
}
