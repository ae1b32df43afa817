import { beforeAll, expect, it } from "vitest";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

// One story in the order of its telling: each test goes on where the one before it left the draft.

const EDITOR: readonly (readonly [number, number])[] = [
  [1280, 900],
  [1280, 3200],
  [390, 844],
  [390, 5200],
];

const stage = useStage();
let admin: Admin;
const blocks = () => admin.app.getByRole("list", { name: "Blocks of the email" });
const mail = () => admin.app.frameLocator("iframe[title='The email as HTML']");
const saved = () => admin.app.getByText("All changes are saved.").waitFor();

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("starts a draft with a first block, and the system's own parts locked around it", async () => {
  await admin.compose({ name: "Pumps", subject: "Pumps in March", body: "Hello," });
  await admin.app.getByText("Origin and purpose", { exact: true }).waitFor();
  await admin.app.getByText("Footer", { exact: true }).waitFor();
  await mail().getByText("Hello,").waitFor();
  await mail().getByText("Why you receive it:").waitFor();
});

async function add(kind: string): Promise<void> {
  await admin.button("Add block").click();
  await admin.app.getByRole("menuitem", { name: kind }).click();
}

const subject = async () => {
  const { rows } = await stage.world.database.query<{ subject: string }>("SELECT subject FROM campaign");
  return rows[0]?.subject;
};

it("adds blocks, fills them in beside the outline and shows them at once", async () => {
  await add("Heading");
  await admin.fill({ Words: "Pumps at a tenth off" });
  await add("Button");
  await admin.fill({ Words: "See the pumps", Link: "https://thornburyspares.example/gone" });
  await add("Dividing line");
  await add("Columns");
  await admin.button("Add to column 1").click();
  await admin.app.getByRole("menuitem", { name: "Text" }).click();
  await admin.fill({ "Text of the block": "Left words" });
  await mail().getByRole("link", { name: "See the pumps" }).waitFor();
  await mail().getByText("Left words").waitFor();
  await saved();
  await picture(admin.page, "editor", EDITOR);
});

it("marks what cannot be saved where it stands, leads there, and saves by itself once it is put right", async () => {
  await admin.button("Button: See the pumps").click();
  await admin.fill({ Link: "https://thornburyspares.example/a b" });
  await admin.button("Heading: Pumps at a tenth off").click();
  await admin.fill({ Preheader: "x".repeat(201) });
  await admin.button("Save draft").first().click();
  await admin.app.getByText("Not saved: 2 things must be put right first").waitFor();
  await admin.app.getByText("The preview goes on once what is marked is put right").waitFor();
  await picture(admin.page, "editor-refused", EDITOR);
  await admin.button("Button: See the pumps, Link").click();
  const link = admin.app.getByRole("textbox", { name: "Link" });
  expect(await link.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await link.getAttribute("aria-invalid")).toBe("true");
  expect(await blocks().first().getByText("To be put right").count()).toBe(1);
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "editor-refused-field", EDITOR);
  await link.fill("  https://thornburyspares.example/gone ");
  await admin.app.getByText("Not saved: something must be put right first").waitFor();
  await admin.button("Preheader").click();
  await admin.fill({ Preheader: "For the trade" });
  await saved();
  const { rows } = await stage.world.database.query<{ preheader: string; body: string }>(
    "SELECT preheader, body::text FROM campaign",
  );
  expect(rows[0]).toMatchObject({ preheader: "For the trade", body: expect.stringContaining('/gone"') as string });
});

it("offers no name where a text has no room for it", async () => {
  await admin.button("Heading: Pumps at a tenth off").click();
  await admin.fill({ Words: "x".repeat(185) });
  await admin.app.getByRole("group", { name: "The email itself" }).getByRole("button", { name: "Insert name" }).click();
  const menu = admin.app.getByRole("menuitem");
  expect(await menu.filter({ hasText: "No room for it: at most 200 characters" }).count()).toBe(3);
  await picture(admin.page, "editor-no-room", EDITOR);
  await admin.page.keyboard.press("Escape");
  await admin.fill({ Words: "Pumps at a tenth off" });
  await saved();
});

it("uploads a picture to the store's files, once it is said what it shows, and fills in its address", async () => {
  await add("Image");
  const upload = admin.button("Upload");
  const name = "valve.png";
  const picture64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await admin.app.getByLabel("Upload a picture to your store").setInputFiles({ name, mimeType: "image/png", buffer: Buffer.from(picture64, "base64") }); // prettier-ignore
  await admin.app.getByText("Say above what the picture shows first").waitFor();
  expect(await upload.isDisabled()).toBe(true);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ "What the picture shows": "A diverter valve" });
  await picture(admin.page, "editor-picture", EDITOR);
  const pictures = /\/app\/campaigns\/pictures\.data/;
  await admin.page.route(pictures, (route) => route.abort());
  await admin.button("Upload").click();
  await admin.app.getByText("Twostage could not be reached").waitFor();
  expect(await admin.app.getByLabel("What the picture shows").inputValue()).toBe("A diverter valve");
  await admin.page.unroute(pictures);
  await upload.click();
  await mail().getByRole("img", { name: "A diverter valve" }).waitFor();
  const address = await admin.app.getByLabel("Address of the picture").inputValue();
  expect(address).toMatch(/^https:.*\/files\/valve\.png/);
  await saved();
  expect(stage.world.shopify.files.all()).toMatchObject([{ alt: "A diverter valve" }]);
  await admin.app.getByLabel("Upload a picture to your store").setInputFiles({ name, mimeType: "image/png", buffer: Buffer.from("<svg/>") }); // prettier-ignore
  await upload.click();
  await admin.app.getByText("This is no PNG, JPEG or GIF").waitFor();
  await picture(admin.page, "editor-picture-refused", EDITOR);
  await admin.button(/^Remove: Image/).click();
  await saved();
});

it("takes products from the store by Shopify's own picker", async () => {
  await add("Products");
  await admin.button("Pick products").click();
  const picker = admin.page.getByRole("dialog", { name: "Select products" });
  await picker.getByRole("checkbox", { name: "Circulator pump head, 15-60" }).check();
  await picker.getByRole("checkbox", { name: "Diverter valve kit" }).check();
  await picker.getByRole("button", { name: "Select" }).click();
  await mail().getByRole("link", { name: "Circulator pump head, 15-60" }).first().waitFor();
  await mail().getByText("£62.40").waitFor();
  await saved();
  await picture(admin.page, "editor-products", EDITOR);
});

it("marks the links to the store with the campaign, shows where they lead, and leaves it off again", async () => {
  const mark = admin.app.getByLabel("Mark the links to your store with the campaign");
  expect(await mark.isChecked()).toBe(false);
  await mark.check();
  const links = admin.app.getByRole("listitem").filter({ hasText: "utm_source=newsletter&utm_medium=email" });
  await links.first().waitFor();
  expect(await links.count()).toBe(2);
  expect(await links.first().innerText()).toMatch(/\/products\/.*utm_campaign=pumps$/);
  await admin.fill({ "Campaign (utm_campaign)": "Spring" });
  await admin.app.getByText(/^Lower-case letters/).waitFor();
  await admin.fill({ "Campaign (utm_campaign)": "spring" });
  await saved();
  await admin.app.getByRole("listitem").filter({ hasText: "utm_campaign=spring" }).first().waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "editor-marks", EDITOR);
  await mark.uncheck();
  await links.first().waitFor({ state: "detached" });
  // The simulated storefront is on this machine: no mail may lead there.
  await admin.button(/^Remove: Products/).click();
  await saved();
});

it("moves, copies and removes blocks by buttons and by keys, and takes steps back and forth", async () => {
  const order = async () => (await blocks().first().getByRole("button").allInnerTexts()).filter(Boolean);
  await admin.button("Heading: Pumps at a tenth off").click();
  await admin.button("Move up: Heading: Pumps at a tenth off").click();
  expect((await order())[0]).toContain("Heading");
  await admin.button("Heading: Pumps at a tenth off").press("Alt+ArrowDown");
  expect((await order())[0]).toContain("Text");
  await admin.button("Heading: Pumps at a tenth off").press("Control+d");
  expect(await admin.button("Heading: Pumps at a tenth off").count()).toBe(2);
  await admin.button("Heading: Pumps at a tenth off").first().press("Delete");
  expect(await admin.button("Heading: Pumps at a tenth off").count()).toBe(1);
  await admin.button("Undo").click();
  expect(await admin.button("Heading: Pumps at a tenth off").count()).toBe(2);
  await admin.button("Redo").click();
  expect(await admin.button("Heading: Pumps at a tenth off").count()).toBe(1);
  await saved();
});

it("inserts a merge field by the menu, and shows the mail as a chosen contact would get it", async () => {
  await admin.button(/^Text: Hello/).click();
  await admin.app.getByLabel("Text of the block").fill("Hello ");
  await admin.app.getByLabel("Text of the block").press("End");
  await admin.app.getByRole("group", { name: "The email itself" }).getByRole("button", { name: "Insert name" }).click();
  await admin.app.getByRole("menuitem", { name: "First name" }).click();
  expect(await admin.app.getByLabel("Text of the block").inputValue()).toBe("Hello {{first_name|there}}");
  await mail().getByText("Hello there").waitFor();
  const { rows } = await stage.world.database.query<{ name: string; email: string }>(
    "SELECT name, email FROM contact WHERE deleted_at IS NULL AND name LIKE '% %' AND name !~ '[.@]' AND length(split_part(name, ' ', 1)) > 2 ORDER BY id LIMIT 1",
  );
  const { name = "", email = "" } = rows[0] ?? {};
  const field = admin.app.getByRole("combobox", { name: "Show it as" });
  await field.fill("o");
  await admin.app.getByText("Type a little more.").waitFor();
  // Somebody of whom only the address is known to be theirs alone, found by keys alone.
  const asked: string[] = [];
  admin.page.on("request", (request) => asked.push(decodeURIComponent(request.url())));
  await field.fill(email);
  await admin.app.getByRole("option", { name: email }).waitFor();
  await admin.app.getByText("1 contact found.").first().waitFor();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => url.includes(email))).toEqual([]);
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "editor-find-contact");
  await field.press("Enter");
  await admin.app.getByText(`As ${name} would get it`).waitFor();
  await mail()
    .getByText(`Hello ${name.split(" ")[0]}`)
    .waitFor();
  await picture(admin.page, "editor-as-contact", EDITOR);
});

it("shows the mail on a phone, in the dark and as plain text", async () => {
  const frame = admin.app.getByTitle("The email as HTML");
  const drawnAt = () => frame.evaluate((element: HTMLElement) => element.offsetWidth);
  const ground = () =>
    mail()
      .locator("body")
      .evaluate((body) => getComputedStyle(body).backgroundColor);
  // As wide as on a desk, drawn smaller where there is less room: columns stand beside each other.
  await expect.poll(drawnAt).toBeGreaterThanOrEqual(680);
  const [shown, room] = [await frame.boundingBox(), await frame.locator("..").boundingBox()];
  expect(shown?.width).toBeCloseTo(room?.width ?? 0, 0);
  const light = await ground();
  await admin.app.getByRole("tab", { name: "Phone" }).click();
  await expect.poll(drawnAt).toBe(375);
  await picture(admin.page, "editor-phone", [[1280, 1400]]);
  await admin.app.getByRole("tab", { name: "Dark" }).click();
  await expect.poll(ground).not.toBe(light);
  await picture(admin.page, "editor-dark", [[1280, 1400]]);
  await admin.app.getByRole("tab", { name: "Plain text" }).click();
  await admin.app.getByText("See the pumps: https://thornburyspares.example/gone").waitFor();
  await admin.app.getByRole("tab", { name: "Desktop" }).click();
});

it("finds nothing wrong with the page for whoever uses it otherwise", async () => {
  expect(await violations(admin.frame)).toEqual([]);
});

it("does not let two windows overwrite each other unseen", async () => {
  const other = await Admin.open(stage.browser, stage.world);
  await other.visit(new URL(admin.page.url()).pathname.split("/apps/")[1]?.replace(/^[^/]+/, "") ?? "");
  await other.fill({ Subject: "Pumps in April" });
  await other.app.getByText("All changes are saved.").waitFor();
  await admin.fill({ Subject: "Pumps in May" });
  await admin.app.getByText("This draft was saved elsewhere meanwhile").waitFor();
  await picture(admin.page, "editor-conflict", [[1280, 900]]);
  await admin.button("Show what was saved, and drop mine").click();
  expect(await admin.app.getByLabel("Subject", { exact: true }).inputValue()).toBe("Pumps in April");
  await other.fill({ Subject: "Pumps in autumn" });
  await other.app.getByText("All changes are saved.").waitFor();
  await other.page.close();
  await admin.fill({ Subject: "Pumps in May" });
  await admin.button("Save mine over it").click();
  await saved();
  expect(await subject()).toBe("Pumps in May");
});

it("keeps what somebody writes while the app cannot be reached, and saves it then", async () => {
  await admin.page.route(/\/app\/campaigns\/\d+\.data/, (route) => route.abort());
  await admin.fill({ Subject: "Pumps in June" });
  await admin.app.getByText("Not saved: Twostage cannot be reached").waitFor();
  await picture(admin.page, "editor-unreached", [[1280, 900]]);
  await admin.page.unroute(/\/app\/campaigns\/\d+\.data/);
  await saved();
  expect(await subject()).toBe("Pumps in June");
});

it("saves what was written last before the page is left", async () => {
  await admin.fill({ Subject: "Pumps in July" });
  await admin.app.getByRole("link", { name: "Campaigns" }).first().click();
  await admin.app.getByRole("heading", { name: "Campaigns" }).waitFor();
  expect(await subject()).toBe("Pumps in July");
  await admin.app.getByRole("link", { name: "Pumps" }).click();
  await saved();
});

it("keeps its blocks as a template, begins another campaign with it, and removes it", async () => {
  const choose = async () => {
    await admin.goTo("Campaigns");
    await admin.app.getByRole("link", { name: "New campaign" }).click();
    await admin.app.getByLabel("Template", { exact: true }).selectOption("Pump letter");
  };
  await admin.button("Save as template").click();
  await admin.fill({ "Name of the template": "Pump letter" });
  await picture(admin.page, "template-save", ADMIN);
  await admin.button("Save template").click();
  await admin.acknowledge("Template saved");
  await choose();
  await picture(admin.page, "template-chosen", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ Name: "Valves" });
  await admin.button("Save draft").last().click();
  await admin.heading("Valves").waitFor();
  await admin.button("Heading: Pumps at a tenth off").waitFor();
  await admin.button("Button: See the pumps").waitFor();
  await choose();
  await admin.button("Remove this template").click();
  await admin.acknowledge("Template removed");
  await admin.app.getByRole("option", { name: "Pump letter" }).waitFor({ state: "detached" });
  await admin.goTo("Campaigns");
  await admin.app.getByRole("link", { name: "Pumps" }).click();
  await saved();
});

it("finds before the start what would go wrong, refuses it, and leads to the place", async () => {
  await admin.button("Check now").click();
  await admin.app.getByText("A link leads to a page that is not there").waitFor();
  await picture(admin.page, "preflight", EDITOR);
  await admin.button(/^Send to [\d,]+ customers?$/).click();
  await admin.app
    .getByRole("dialog")
    .getByRole("button", { name: /^Send to/ })
    .click();
  await admin.app.getByText("Something in this campaign must be put right first").waitFor();
  await admin.button("Show where: A link leads to a page that is not there").click();
  await admin.fill({ Link: "https://thornburyspares.example/pumps" });
  await saved();
  await admin.button("Check now").click();
  await admin.app.getByText("Nothing keeps this campaign from being sent.").waitFor();
});

it("sends a test to an address of the staff once its holder has confirmed it", async () => {
  await admin.verifyAddress("rhian@thornburyspares.example");
  await admin.button("Send test").click();
  await admin.acknowledge("Test on its way");
  const tests = () => stage.world.sendgrid.sent().filter(({ customArgs }) => customArgs.twostage_test);
  await expect.poll(() => tests().length).toBe(1);
  const [test] = tests();
  expect(test?.to).toBe("rhian@thornburyspares.example");
  expect(test?.text).toContain("Hello there");
  expect(test?.html).toContain("See the pumps");
});

it("names each recipient in the mail that goes out", async () => {
  await admin.send();
  const mails = stage.world.sendgrid.sent().filter(({ customArgs }) => customArgs.twostage_recipient);
  expect(mails.length).toBeGreaterThan(10);
  for (const { html, text } of mails) expect(`${html}${text}`).not.toMatch(/%twostage_|\{\{/);
  expect(new Set(mails.map(({ text }) => /Hello (\S+)/.exec(text ?? "")?.[1])).size).toBeGreaterThan(5);
});

it("gave the browser nothing to complain about but the refusals it was shown and the connection that was cut", () => {
  expect(stage.trouble.filter((words) => !/status of (409|422)|net::ERR_FAILED/.test(words))).toEqual([]);
});
