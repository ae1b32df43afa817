import { beforeAll, expect, it } from "vitest";
import { until } from "../simulators/demo/until";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

const SUBJECT = "Spares for everybody";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("says so while there is nothing to report", async () => {
  await admin.goTo("Reports");
  await admin.app.getByText("No campaign has been started yet").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
});

it("shows what became of a campaign, as a picture and as numbers", async () => {
  await admin.compose({ name: "Everybody", subject: SUBJECT, body: "New spares." });
  await admin.send();
  const [bounced, spam] = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT);
  if (bounced) stage.world.sendgrid.controls.happen(bounced, "bounce");
  if (spam) stage.world.sendgrid.controls.happen(spam, "spamreport");
  await until(30_000, () =>
    stage.world.database.query(
      "SELECT 1 FROM mail_event WHERE event = 'spamreport' AND EXISTS (SELECT 1 FROM mail_event WHERE event = 'bounce')",
    ),
  );
  await admin.app.getByRole("link", { name: "Report", exact: true }).click();
  await admin.heading("Report: Everybody").waitFor();
  await admin.app.getByRole("img", { name: /over time/ }).waitFor();
  await admin.app.getByRole("rowheader", { name: "Reported as spam" }).waitFor();
  const handed = admin.app.getByRole("row").filter({ has: admin.app.getByRole("rowheader", { name: "Handed to SendGrid" }) }); // prettier-ignore
  const accepted = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT).length;
  expect(await handed.getByRole("cell").first().textContent()).toBe(accepted.toLocaleString("en-GB"));
  const unknown = admin.app.getByRole("row").filter({ has: admin.app.getByRole("rowheader", { name: "Not known whether it was sent" }) }); // prettier-ignore
  expect(await unknown.getByRole("cell").first().textContent()).toBe("0");
  await admin.app.getByText("there is no alarm below 3 reports or 10 emails that came back").waitFor();
  await admin.app.getByText("What you paid back is taken off").waitFor();
  await picture(admin.page, "report", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("Orders count within").selectOption("30 days of the email");
  await admin.page.waitForURL(/days=30/);
});

it("lists who got it on which ground, narrows it, and finds one person", async () => {
  const mail = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT)[3];
  await admin.app.getByRole("link", { name: "Who got it, and why" }).click();
  await admin.heading("Who got Everybody").waitFor();
  await picture(admin.page, "recipients", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByLabel("Show", { exact: true }).selectOption("Came back");
  await admin.app.getByText("delivered, came back").waitFor();
  await admin.app.getByLabel("Show", { exact: true }).selectOption("Not known whether it was sent");
  await admin.app.getByText("There is nobody of this kind in this campaign.").waitFor();
  await admin.app.getByLabel("Show", { exact: true }).selectOption("Handed to SendGrid");
  await admin.app.getByText("delivered, came back").waitFor();
  await admin.app.getByLabel("One person’s email address").fill(mail?.to ?? "");
  await admin.button("Look up").click();
  await admin.button("Show the list again").waitFor();
  await admin.app
    .getByText(mail?.to ?? "none")
    .first()
    .waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Show the list again").click();
  await admin.app.getByText("delivered, came back").waitFor();
});

it("sets the campaigns one beside the other", async () => {
  await admin.goTo("Reports");
  await admin.app.getByRole("link", { name: "Everybody" }).waitFor();
  await admin.app.getByRole("img", { name: /Of 100 emails/ }).waitFor();
  await picture(admin.page, "trends", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("tells a reader which emails they got, on a telephone too", async () => {
  const mail = stage.world.sendgrid.sent().filter(({ subject }) => subject === SUBJECT)[2];
  const link = /https?:\S+\/data\?token=[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "";
  const page = await stage.browser.newPage();
  await page.goto(link);
  await page.getByRole("link", { name: "See which marketing emails we sent you, and why" }).click();
  await page.getByRole("heading", { level: 1, name: "Emails we sent you, and why" }).waitFor();
  await page.getByRole("heading", { level: 2, name: SUBJECT }).waitFor();
  await picture(page, "mails-page", PUBLIC);
  expect(await violations(page.mainFrame())).toEqual([]);
  await page.close();
});
