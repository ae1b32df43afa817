import { beforeAll, expect, it } from "vitest";
import { Admin } from "./support/admin";
import { violations } from "./support/accessibility";
import { picture } from "./support/picture";
import { useStage } from "./support/stage";

const FILE = "Email;Company;Country\njo@new-firm.example;Café Ltd;UK\nnobody;;\nal@gmail.com;Al Ltd;UK\n";

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
});

it("refuses a bought list as soon as it is said to be one", async () => {
  await admin.goTo("Prospects");
  await admin.app.getByText("No lists yet").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.app.getByRole("link", { name: "Import prospects" }).click();
  await admin.heading("Import prospects").waitFor();
  await admin.app.getByText("It was bought", { exact: true }).click();
  await admin.app.getByText("This list is not taken in").waitFor();
  expect(await admin.button("Upload and go on").isDisabled()).toBe(true);
  expect(await violations(admin.frame)).toEqual([]);
});

it("takes a list from its file to the contacts, with nothing wrong on any step", async () => {
  await admin.app.getByText("We made it ourselves", { exact: true }).click();
  await admin.button("Upload and go on").click();
  await admin.app.getByText("Choose a file").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await admin.fill({ "Tell how, in your own words": "Cards that visitors left at our stand at the fair." });
  await admin.app
    .getByLabel(/^File/)
    .setInputFiles({ name: "Fair.csv", mimeType: "text/csv", buffer: Buffer.from(FILE, "latin1") });
  await admin.button("Upload and go on").click();
  await admin.heading("Fair").waitFor();
  await admin.app.getByText("Café Ltd").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "prospect-columns");
  await admin.button("Start the dry run").click();
  await admin.app.getByText("Say where the data come from, or choose a column").waitFor();
  await admin.fill({ "Source for all": "Our stand at the fair", "Date for all": "2026-01-05" });
  await admin.button("Start the dry run").click();
  await admin.app.getByRole("heading", { name: "1 prospect can be added" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "prospect-dry-run");
  await admin.app.getByRole("link", { name: "Individual without consent" }).click();
  await admin.app.getByRole("cell", { name: "al@gmail.com" }).waitFor();
  await admin.button("Import 1 prospect").click();
  await admin.app.getByText("1 prospect added").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  const [saved] = await Promise.all([
    admin.page.waitForEvent("download"),
    admin.button("Download the 2 rows left out").click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^not-imported-\d+\.csv$/);
});

it("gave the browser nothing to complain about", () => {
  // The two forms that were sent incomplete on purpose.
  expect(stage.trouble.filter((line) => !line.includes("status of 422"))).toEqual([]);
});
