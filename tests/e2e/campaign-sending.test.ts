import { beforeAll, expect, it } from "vitest";
import { StaffBrowser } from "../simulators/demo/browser-like";
import { prepareShop } from "../simulators/demo/story";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

// One story in the order of its telling: each test goes on where the one before it left the store.

const CAMPAIGN = {
  name: "Autumn offers",
  subject: "Pumps at a tenth off",
  body: "Hello,\n\npumps are a tenth off until the end of the month.",
};
const stage = useStage();
let admin: Admin;
let staff: StaffBrowser;

beforeAll(async () => {
  await prepareShop(stage.world, () => undefined);
  staff = new StaffBrowser(stage.world);
  admin = await Admin.open(stage.browser, stage.world);
});

const campaignId = async (): Promise<number> => {
  const { rows } = await stage.world.database.query<{ id: number }>("SELECT max(id) AS id FROM campaign");
  return rows[0]?.id ?? 0;
};

it("lets staff say when and how fast a campaign goes, and names what is wrong with it", async () => {
  await admin.compose(CAMPAIGN);
  await admin.button("Change when and how fast").click();
  await admin.app.getByRole("checkbox", { name: "Only at certain times" }).check();
  await admin.fill({ From: "18:00", "Emails an hour at most": "600" });
  // Neither sent nor left with times that are on the screen only.
  const unsaved = admin.app.getByText("What was changed in “When and how fast” has not been saved.");
  await unsaved.waitFor();
  await admin.fill({ Date: "2099-03-02" });
  expect(await admin.button("Schedule").isDisabled()).toBe(true);
  await admin.app.getByRole("link", { name: "Campaigns" }).first().click();
  await admin.app.getByText("What you changed in “When and how fast” has not been saved, and is lost").waitFor();
  await admin.button("Stay").click();
  await admin.button("Save times").click();
  await admin.app.getByText("Earlier than the end").waitFor();
  await picture(admin.page, "campaign-times-wrong", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ From: "08:30" });
  await admin.button("Save times").click();
  await admin.acknowledge("Times saved");
  await unsaved.waitFor({ state: "detached" });
  await admin.button("Close").click();
  await admin.app.getByText("Monday to Friday, from 08:30 until 17:00").waitFor();
  await admin.app.getByText("At most 600 an hour").waitFor();
});

it("schedules it, shows when it starts, and takes it off the schedule again", async () => {
  await admin.fill({ Date: "2099-03-02", Time: "09:15" });
  await admin.button("Schedule").click();
  await admin.acknowledge("Campaign scheduled");
  await admin.app.getByText("Starts on 2 March 2099 at 09:15").waitFor();
  await picture(admin.page, "campaign-scheduled", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.button("Take off the schedule").click();
  await admin.acknowledge("Taken off the schedule");
  await admin.app.getByRole("heading", { name: "Send later" }).waitFor();
  await picture(admin.page, "campaign-draft-sending", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
});

it("asks for a second person where the shop wants one, lets them approve it, and not the one who wrote it", async () => {
  await staff.submit("/app/settings", { intent: "approval-on" });
  await admin.visit(`/app/campaigns/${await campaignId()}`);
  await admin.app.getByText("You changed it last. Ask another member of staff to open and approve it.").waitFor();
  await picture(admin.page, "campaign-approval", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  // Now somebody else has changed it last.
  await new StaffBrowser(stage.world, "43").submit(`/app/campaigns/${await campaignId()}`, {
    intent: "plan",
    windowDays: "1,2,3,4,5",
    windowFrom: "08:30",
    windowUntil: "17:00",
    perHour: "500",
    perDay: "",
    warmUp: "no",
  });
  await admin.page.reload();
  await admin.app.getByText("You did not change it last, so you may approve it.").waitFor();
  await picture(admin.page, "campaign-approve", ADMIN);
  await admin.button("Approve").click();
  await admin.acknowledge("Campaign approved");
  await admin.app.getByText("Approved by a second person").waitFor();
  await admin.fill({ Date: "2099-03-02" });
  expect(await admin.button("Schedule").isEnabled()).toBe(true);
  await picture(admin.page, "campaign-approved", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  await admin.visit("/app/settings");
  await admin.button("Do not ask for approval").click();
  await admin.acknowledge("No approval is needed");
});

it("duplicates it, and follows the copy's progress to its result", async () => {
  const original = await campaignId();
  await admin.visit(`/app/campaigns/${original}`);
  await admin.button("Duplicate").click();
  await admin.heading(`${CAMPAIGN.name} (copy)`).waitFor();
  expect(await campaignId()).toBeGreaterThan(original);
  // At any time, or it would wait for the window.
  await admin.button("Change when and how fast").click();
  await admin.app.getByRole("checkbox", { name: "Only at certain times" }).uncheck();
  await admin.fill({ "Emails an hour at most": "" });
  await admin.button("Save times").click();
  await admin.acknowledge("Times saved");
  await admin.send();
  // The page itself follows: who was in and out, and nothing more to be paused.
  await admin.app.getByText("Legitimate interest").first().waitFor();
  await admin.button("Pause").waitFor({ state: "detached" });
  await picture(admin.page, "campaign-result", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  // The times that were wrong were refused with 422, which the browser notes.
  expect(stage.trouble.filter((line) => !line.includes("status of 422"))).toEqual([]);
});
