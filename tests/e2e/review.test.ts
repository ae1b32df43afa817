import { beforeAll, expect, it } from "vitest";
import type { Locator } from "playwright-core";
import { until } from "../simulators/demo/until";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

const stage = useStage();
let admin: Admin;
let rows: Locator;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.waitForSync();
  await until(20_000, () => stage.world.database.query("SELECT 1 FROM review_item"));
  await admin.goTo("Review");
  rows = admin.app.getByRole("list", { name: "Waiting for a decision" }).getByRole("listitem");
  await rows.nth(3).waitFor();
});

const press = (key: string) => admin.page.keyboard.press(key);
const dialog = () => admin.app.getByRole("dialog");
const nameOf = (row: Locator) =>
  row.getByRole("checkbox").evaluate((box) => (box as HTMLInputElement).labels?.[0]?.textContent ?? "");
/** The name of the row whose tick box has the focus. */
const focusedRow = () =>
  admin.frame.evaluate(() =>
    document.activeElement instanceof HTMLInputElement ? (document.activeElement.labels?.[0]?.textContent ?? "") : "",
  );

/** Brings the focus into the app's page, as Tab does from the admin around it. */
async function enterFrame(): Promise<void> {
  await admin.app.getByRole("combobox", { name: "Show" }).focus();
  await press("Tab");
}

it("is looked at", async () => {
  await picture(admin.page, "review", ADMIN);
});

it("decides two rows by keyboard alone, and undoes it", async () => {
  const names = [await nameOf(rows.nth(0)), await nameOf(rows.nth(1)), await nameOf(rows.nth(2))];
  await enterFrame();
  await press("j");
  expect(await focusedRow()).toBe(names[0]);
  await press("Space");
  await press("ArrowDown");
  await press("j");
  expect(await focusedRow()).toBe(names[2]);
  await press("k");
  expect(await focusedRow()).toBe(names[1]);
  await press("Space");
  await admin.app.getByText("2 rows chosen").first().waitFor();
  await press("c");
  await dialog().waitFor();
  // Arrows move among reasons, as among the radio buttons of any form; up from the first leads to the last.
  await tabTo("Found on the Companies House register");
  await press("ArrowUp");
  await press("Tab");
  await tabTo("Reason in your words");
  // Letters that are shortcuts elsewhere.
  await admin.page.keyboard.type("jack rang? cited his ltd");
  await picture(admin.page, "review-decide");
  await tabTo(/^Record as company: \d+ customers?$/);
  await press("Enter");
  await dialog().waitFor({ state: "detached" });
  await admin.app
    .getByText(/^\d+ customers recorded as company$/)
    .first()
    .waitFor();
  await picture(admin.page, "review-decided", ADMIN);
  expect(await nameOf(rows.nth(0))).toBe(names[2]);
  await admin.app.getByText("jack rang? cited his ltd").waitFor();

  // The focus went to what was done: the next stop is its button.
  await press("Tab");
  await tabTo("Undo");
  await press("Enter");
  await admin.app
    .getByText(/^Undone: \d+ customers counted as before$/)
    .first()
    .waitFor();
  expect([await nameOf(rows.nth(0)), await nameOf(rows.nth(1)), await nameOf(rows.nth(2))]).toEqual(names);
  await admin.app.getByText(/^Undone by /).waitFor();
});

it("shows its keys, closes by Escape, and says so when no row is chosen", async () => {
  await enterFrame();
  await press("c");
  await admin.app.getByText("Choose a row first").waitFor();
  await press("?");
  await dialog().waitFor();
  await press("c");
  expect(await dialog().count()).toBe(1);
  await press("Escape");
  await dialog().waitFor({ state: "detached" });
  await press("i");
  expect(await dialog().count()).toBe(0);
});

it("keeps its keys to itself when they are switched off", async () => {
  await admin.app.getByRole("checkbox", { name: "Keyboard shortcuts" }).uncheck();
  await press("?");
  await press("j");
  expect(await dialog().count()).toBe(0);
  expect(await focusedRow()).toBe("Keyboard shortcuts");
  await admin.app.getByRole("checkbox", { name: "Keyboard shortcuts" }).check();
  await press("?");
  await dialog().waitFor();
  await press("Escape");
  await dialog().waitFor({ state: "detached" });
});

it("narrowed to the contradictory shows those only", async () => {
  await admin.app.getByRole("combobox", { name: "Show" }).selectOption("Contradictory only");
  await expect.poll(async () => (await rows.count()) === (await rows.getByText("Contradictory").count())).toBe(true);
  expect(await rows.count()).toBeGreaterThan(0);
});

it("says so to the second of two who decide the same row", async () => {
  await admin.visit("/app/review");
  const second = await Admin.open(stage.browser, stage.world);
  await second.visit("/app/review");
  for (const each of [admin, second]) {
    const list = each.app.getByRole("list", { name: "Waiting for a decision" }).getByRole("listitem");
    await list
      .first()
      .getByRole("button", { name: /^Company/ })
      .click();
    await each.app.getByText("Partnership in Scotland").click();
    if (each === admin) {
      await each.app
        .getByRole("dialog")
        .getByRole("button", { name: /^Record as company/ })
        .click();
      await each.app
        .getByText(/recorded as company$/)
        .first()
        .waitFor();
      await second.page.bringToFront();
    } else {
      await each.app
        .getByRole("dialog")
        .getByRole("button", { name: /^Record as company/ })
        .click();
      await each.app.getByText("Nothing was left to decide").first().waitFor();
    }
  }
  await second.page.close();
});

it("gave the browser nothing to complain about", () => {
  expect(stage.trouble).toEqual([]);
});

/** Presses Tab until what has the focus bears a name. Throws when it cannot be reached. */
async function tabTo(name: string | RegExp): Promise<void> {
  const MOST = 40;
  for (let presses = 0; presses < MOST; presses += 1) {
    const focused = await admin.frame.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
      return (labels?.[0] ?? element)?.textContent?.trim() ?? "";
    });
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
    await press("Tab");
  }
  throw new Error(`${MOST} presses of Tab did not reach ${String(name)}`);
}
