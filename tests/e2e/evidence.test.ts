import { readFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import { readPdf } from "../support/read-pdf";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

const SIAN = { email: "sian@gwyrheating.example", name: "Siân Ŵyn" };
const WITHIN = { timeout: 20_000 };

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("has somebody who asked at the checkout and confirmed", async () => {
  await stage.world.shopify.placeOrder({ ...SIAN, consent: true });
  await expect.poll(() => stage.world.sendgrid.sentTo(SIAN.email).length, WITHIN).toBe(1);
  const link = /(https?:\S+confirm\?token=[\w-]+)/.exec(stage.world.sendgrid.sentTo(SIAN.email)[0]?.text ?? "")?.[1];
  const page = await stage.browser.newPage();
  await page.goto(link ?? "");
  await page.getByRole("button", { name: "Yes, email me" }).click();
  await page.getByRole("heading", { level: 1, name: "Thank you: you are on the list" }).waitFor();
  await page.close();
  await expect.poll(contactId, WITHIN).toBeDefined();
});

async function contactId(): Promise<string | undefined> {
  const { rows } = await stage.world.database.query<{ id: string }>("SELECT id::text FROM contact WHERE email = $1", [
    SIAN.email,
  ]);
  return rows[0]?.id;
}

it("shows where each event was asked, with which version of the words, and how it is sealed", async () => {
  // As the clock does every minute.
  await stage.world.database.query("INSERT INTO pgboss.job (name) VALUES ('ledger-seal')");
  await expect
    .poll(async () => (await stage.world.database.query("SELECT 1 FROM consent_unsealed")).rowCount, WITHIN)
    .toBe(0);
  await admin.visit(`/app/customers/${await contactId()}`);
  await admin.app.getByText(/^Asked to be mailed, at the checkout, order \d+$/).waitFor();
  await admin.app.getByText("Words shown (version 1)").first().waitFor();
  await admin.app.getByText(/^Event \d+, sealed at place 1$/).waitFor();
  await admin.app.getByText(/^Event \d+, sealed at place 3$/).waitFor();
  await picture(admin.page, "customer-evidence", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("asks what the evidence is needed for, by keyboard too, and then saves a paper and data about this person", async () => {
  await admin.button("Save to hand out (PDF)").click();
  await admin.app.getByText("Say what it is needed for").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("What it is needed for").fill("They asked by telephone");
  await admin.page.keyboard.press("Tab");
  const paper = admin.page.waitForEvent("download");
  await admin.page.keyboard.press("Enter");
  const saved = await paper;
  expect(saved.suggestedFilename()).toBe(`evidence-${await contactId()}.pdf`);
  expect(readPdf(await readFile(await saved.path())).pages).toBe(1);
  await admin.app.getByText(/^PDF, by Staff member \d+: They asked by telephone$/).waitFor();
  const data = admin.page.waitForEvent("download");
  await admin.button("Save as data (JSON)").click();
  const pack = JSON.parse(await readFile(await (await data).path(), "utf8")) as { person: unknown; events: unknown[] };
  expect(pack.person).toMatchObject(SIAN);
  expect(pack.events).toHaveLength(3);
  await admin.app.getByText(/^JSON, by Staff member \d+/).waitFor();
  await picture(admin.page, "evidence-taken-out", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble.filter((line) => !line.includes("422"))).toEqual([]);
});
