import { readFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import { Admin } from "./support/admin";
import { violations } from "./support/accessibility";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

const SUBJECT = "Spares for everybody";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
  await admin.compose({ name: "Everybody", subject: SUBJECT, body: "New spares." });
  await admin.send();
});

/** Opens the page of somebody who was mailed. Gives their address. */
async function openMailed(place: number): Promise<string> {
  const mail = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT)[place];
  const { rows } = await stage.world.database.query<{ id: string }>(
    "SELECT id::text FROM contact WHERE lower(email) = lower($1) AND deleted_at IS NULL",
    [mail?.to],
  );
  await admin.visit(`/app/customers/${rows[0]?.id}`);
  await admin.app.getByRole("heading", { name: "Their rights" }).waitFor();
  return mail?.to ?? "";
}

it("says so while nobody has asked, and lists the rules of retention", async () => {
  await admin.goTo("Privacy");
  await admin.app.getByText("Nobody has asked about their data yet").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "Retention", exact: true }).click();
  await admin.heading("Retention").waitFor();
  await picture(admin.page, "privacy-retention", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("erases a person from their page, after saying what stays and why, and shows the evidence", async () => {
  const address = await openMailed(0);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Erase their data").click();
  const dialog = admin.app.getByRole("dialog");
  await dialog.getByText("What stays names nobody").waitFor();
  await picture(admin.page, "privacy-erase-asking");
  expect(await violations(admin.frame)).toEqual([]);
  await dialog.getByLabel("How they asked").selectOption("By letter");
  await dialog.getByLabel("Note").fill("Signature compared");
  await dialog.getByRole("button", { name: "Erase their data" }).click();
  await admin.heading("Erasure").waitFor();
  await admin.app.getByRole("heading", { name: "What was erased" }).waitFor();
  await admin.app.getByText("Contact records", { exact: true }).waitFor();
  await admin.app.getByText("Nothing any more. It is done.").waitFor();
  await picture(admin.page, "privacy-erased", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  const { rows } = await stage.world.database.query("SELECT 1 FROM contact WHERE lower(email) = lower($1)", [address]);
  expect(rows).toEqual([]);
});

it("takes down that somebody wants a copy, saves it to read and as JSON, and keeps who took it", async () => {
  const address = await openMailed(1);
  await admin.button("Copy of their data").click();
  await admin.app.getByRole("dialog").getByRole("button", { name: "Take it down" }).click();
  await admin.heading("Copy of their data").waitFor();
  await admin.button("Save to read and print").waitFor();
  await picture(admin.page, "privacy-access", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  const [readable] = await Promise.all([
    admin.page.waitForEvent("download"),
    admin.button("Save to read and print").click(),
  ]);
  const html = await readFile(await readable.path(), "utf8");
  expect(html).toContain(address);
  await admin.app.getByRole("cell", { name: "To read and print" }).waitFor();
  const [machine] = await Promise.all([admin.page.waitForEvent("download"), admin.button("Save as JSON").click()]);
  expect(JSON.parse(await readFile(await machine.path(), "utf8"))).toMatchObject({ format: "twostage-person-file" });
  const page = await stage.browser.newPage();
  await page.setContent(html);
  await picture(page, "person-file", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.close();
  await admin.button("The person has it").click();
  await admin.acknowledge("Request closed");
  await admin.app.getByText("Done", { exact: true }).first().waitFor();
});

it("lets a reader of a mail ask by its link, without a script, and tells staff to make sure who asked", async () => {
  const mail = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT)[2];
  const link = /https?:\S+\/data\?token=[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "";
  const page = await stage.browser.newPage();
  await page.goto(link);
  await page.getByRole("heading", { level: 1, name: "Your data" }).waitFor();
  await picture(page, "data-page", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.getByRole("button", { name: "Ask for erasure" }).click();
  await page.getByRole("heading", { level: 1, name: "We have your request" }).waitFor();
  await picture(page, "data-page-asked", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.close();
  await admin.goTo("Privacy");
  await admin.app.getByRole("link", { name: "Erasure" }).first().click();
  await admin.app.getByText("Make sure who asked").waitFor();
  await picture(admin.page, "privacy-by-link", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Close without doing it").click();
  await admin.app.getByRole("dialog").getByText("The person took it back").click();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("dialog").getByRole("button", { name: "Close the request" }).click();
  await admin.acknowledge("Request closed");
});

it("shows overdue requests first, and on Home", async () => {
  await stage.world.database.query(
    "INSERT INTO privacy_request (shop, shop_id, kind, way, due_at, received_at) SELECT domain, id, 'access', 'shopify', now() - interval '2 days', now() - interval '32 days' FROM shop",
  );
  await admin.visit("");
  await admin.app.getByText("1 request about people’s data is overdue.").waitFor();
  await picture(admin.page, "home-overdue");
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "See the requests" }).click();
  await admin.heading("Privacy").waitFor();
  expect(await admin.app.getByRole("table").getByRole("row").nth(1).innerText()).toContain("Overdue");
  await picture(admin.page, "privacy-list", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("tells in the audit who did all this, narrows it, and lets it be taken out", async () => {
  await admin.goTo("Audit");
  await admin.app.getByRole("cell", { name: "Person erased" }).first().waitFor();
  await picture(admin.page, "audit", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("What", { exact: true }).selectOption("Campaign started");
  const rows = admin.app.getByRole("table").getByRole("row");
  await expect.poll(() => rows.count()).toBe(2);
  const [saved] = await Promise.all([admin.page.waitForEvent("download"), admin.button("Save as CSV").click()]);
  expect((await readFile(await saved.path(), "utf8")).trimEnd().split("\r\n")).toHaveLength(2);
  await admin.button("Clear all filters").click();
  await admin.app.getByRole("cell", { name: "Audit taken out" }).first().waitFor();
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});
