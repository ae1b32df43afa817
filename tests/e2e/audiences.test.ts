import { beforeAll, expect, it } from "vitest";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture } from "./support/picture";
import { useStage } from "./support/stage";

// One story in the order of its telling.

const stage = useStage();
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

it("takes a segment from Shopify into the criteria of an audience, and counts who is in it", async () => {
  await admin.visit("/app/audiences/new");
  await admin.fill({
    "Name of the audience": "Came back",
    "Why these people": "They have bought more than once, and the offer is for regular customers.",
  });
  await admin.app.getByText("No segment has been taken yet.").waitFor();
  await admin.button("Take a segment from Shopify").click();
  const dialog = admin.app.getByRole("dialog", { name: "Segments in Shopify" });
  await dialog.getByText("number_of_orders > 1").waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-segments", ADMIN);
  await dialog.getByRole("button", { name: "Take Customers who have purchased more than once" }).click();
  await dialog.waitFor({ state: "detached" });
  const chosen = admin.app.getByRole("checkbox", { name: "Customers who have purchased more than once" });
  await chosen.waitFor();
  await admin.app.getByText(/^As of .* customers? here, of .* members? in Shopify\.$/).waitFor();
  expect(await chosen.isChecked()).toBe(true);
  const { rows } = await stage.world.database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM contact WHERE deleted_at IS NULL AND order_count > 1 AND relation = 'customer'",
  );
  await admin.app.getByText(new RegExp(`^${rows[0]?.n} customers in the audience as it stands`)).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-segment", ADMIN);
});

it("keeps it with the audience, and takes it again when asked to", async () => {
  await admin.button("Save audience").first().click();
  await admin.heading("Came back").waitFor();
  expect(await admin.app.getByRole("checkbox", { name: "Customers who have purchased more than once" }).isChecked()).toBe(true); // prettier-ignore
  const [gid = ""] = stage.world.shopify.store.segments.ids().slice(2);
  stage.world.shopify.store.segments.update(gid, { name: "Regulars", query: "number_of_orders > 9" }, "2026-03-03T10:00:00Z"); // prettier-ignore
  await admin.button("Take it again: Customers who have purchased more than once").click();
  const renamed = admin.app.getByRole("checkbox", { name: "Regulars" });
  await renamed.waitFor();
  expect(await renamed.isChecked()).toBe(true);
  const now = await admin.app.getByText(/^As of /).innerText();
  expect(now).toContain("In Shopify it was called “Customers who have purchased more than once” before.");
  const { rows } = await stage.world.database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM contact WHERE deleted_at IS NULL AND order_count > 9",
  );
  expect(now).toContain(`: ${rows[0]?.n} customers here`);
  await picture(admin.page, "audience-segment-again", ADMIN);
});

it("removes a segment that no audience uses, by keys alone, and says so of one that an audience does", async () => {
  const take = async (name: string) => {
    await admin.button("Take a segment from Shopify").click();
    const dialog = admin.app.getByRole("dialog", { name: "Segments in Shopify" });
    await dialog.getByRole("button", { name: `Take ${name}` }).click();
    await admin.app.getByRole("checkbox", { name }).waitFor();
  };
  const remove = async (name: string) => {
    await admin.button(`Remove: ${name}`).focus();
    await admin.page.keyboard.press("Enter");
  };
  await admin.visit("/app/audiences/new");
  await take("Email subscribers");
  await admin.app
    .getByText(/^As of /)
    .nth(1)
    .waitFor();
  await picture(admin.page, "audience-segments-kept", ADMIN);
  await remove("Email subscribers");
  await admin.app.getByRole("checkbox", { name: "Email subscribers" }).waitFor({ state: "detached" });
  expect(await admin.frame.evaluate(() => document.activeElement?.textContent)).toBe("Take a segment from Shopify");
  await picture(admin.page, "audience-segment-removed", ADMIN);
  await admin.acknowledge("Segment removed here; Shopify keeps it");
  await remove("Regulars");
  await admin.app.getByText("An audience uses this segment").waitFor();
  await picture(admin.page, "audience-segment-in-use", ADMIN);
  expect(await violations(admin.frame)).toEqual([]);
  expect(await admin.app.getByRole("checkbox", { name: "Regulars" }).count()).toBe(1);
});

it("finds the oldest of more segments than are read at a time", async () => {
  const { segments } = stage.world.shopify.store;
  for (let n = 1; n <= 510; n++) segments.create(`Over ${n}`, `number_of_orders > ${n}`, "2026-03-04T10:00:00Z");
  await admin.visit("/app/audiences/new");
  await admin.button("Take a segment from Shopify").click();
  const dialog = admin.app.getByRole("dialog", { name: "Segments in Shopify" });
  await dialog.getByLabel("Find by name").fill("EMAIL");
  await dialog.getByText("0 segments found among the newest 500: show more to look further.").waitFor();
  await picture(admin.page, "audience-segments-find", ADMIN);
  await dialog.getByRole("button", { name: "Show more segments" }).press("Enter");
  await dialog.getByText("1 segment found.").waitFor();
  await expect.poll(() => admin.frame.evaluate(() => document.activeElement?.id)).toBe("find-segment");
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-segments-found", ADMIN);
  await dialog.getByRole("button", { name: "Take Email subscribers" }).click();
  await admin.app.getByRole("checkbox", { name: "Email subscribers" }).waitFor();
});

it("shows what an act has done though a count that was asked for before is answered while the page is read again", async () => {
  const [countAsked, countMayGo, readAsked, readMayGo] = [gate(), gate(), gate(), gate()];
  let readings = 0;
  await admin.page.route(/\/app\/audiences\/count\.data/, async (route) => {
    countAsked.open();
    await countMayGo.opened;
    await route.continue();
  });
  await admin.page.route(/\/app\/audiences\/new\.data/, async (route) => {
    readAsked.open();
    if (++readings === 1) await readMayGo.opened;
    await route.continue();
  });
  await admin.fill({ "With any of these tags": "trade" });
  await countAsked.opened;
  await admin.button("Remove: Email subscribers").click();
  await readAsked.opened;
  countMayGo.open();
  await expect.poll(() => readings).toBe(2);
  readMayGo.open();
  await admin.app.getByRole("checkbox", { name: "Email subscribers" }).waitFor({ state: "detached" });
  await admin.page.unrouteAll({ behavior: "ignoreErrors" });
});

it("keeps what somebody wrote while the app cannot be reached, and goes on when it can be", async () => {
  const cut = /\/app\/audiences\/[\w.]+\.data/;
  const refused: string[] = [];
  const cutOff = () => admin.page.route(cut, (route) => { refused.push(new URL(route.request().url()).pathname); return route.abort(); }); // prettier-ignore
  const reading = (asked: string) => stage.world.database.query(`UPDATE store_segment SET asked = ${asked}, asked_at = now(), failure = NULL, reading_done = 3, reading_total = 7`); // prettier-ignore
  await admin.visit("/app/audiences/new");
  await admin.fill({ "Name of the audience": "Written meanwhile", "Why these people": "They are regular customers." });
  await admin.app.getByText(/ in the audience as it stands/).waitFor();
  await cutOff();
  await admin.button("Take a segment from Shopify").click();
  const dialog = admin.app.getByRole("dialog", { name: "Segments in Shopify" });
  await dialog.getByText("Twostage could not be reached").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await admin.fill({ "With any of these tags": "trade" });
  await admin.app.getByText("Not counted: Twostage cannot be reached. It is tried again.").waitFor();
  await admin.button("Take it again: Regulars").click();
  await admin.app.getByText("Twostage could not be reached").waitFor();
  await admin.button("Save audience").first().click();
  await expect.poll(() => admin.app.getByText("Twostage could not be reached").count()).toBe(2);
  await picture(admin.page, "audience-unreached", ADMIN);
  await admin.page.unroute(cut);
  await admin.app.getByText(/ in the audience as it stands/).waitFor();
  await admin.button("Save audience").first().click();
  await admin.heading("Written meanwhile").waitFor();

  await reading("asked + 1");
  await admin.visit(new URL(admin.page.url()).pathname.split("/apps/")[1]?.replace(/^[^/]+/, "") ?? "");
  await admin.app.getByText("Being taken: 3 of 7 members read.").first().waitFor();
  await admin.fill({ "Why these people": "They buy every month." });
  await cutOff();
  refused.length = 0;
  await expect
    .poll(() => refused.filter((path) => /\d+\.data$/.test(path)).length, { timeout: 15_000 })
    .toBeGreaterThan(1);
  expect(await admin.app.getByLabel("Why these people").inputValue()).toBe("They buy every month.");
  await reading("take");
  await admin.page.unroute(cut);
  await admin.app.getByText("Being taken: 3 of 7 members read.").first().waitFor({ state: "detached" });
  expect(await admin.app.getByLabel("Why these people").inputValue()).toBe("They buy every month.");
});

it("chooses by what was bought, picked in Shopify's own picker, once the store's orders have been read", async () => {
  await stage.world.shopify.placeOrder({
    email: "buyer@severn-pumps.example",
    company: "Severn Pumps Ltd",
    name: "Rhian Price",
  });
  await admin.visit("/app/audiences/new");
  await admin.fill({ "Name of the audience": "Cartridges", "Why these people": "They bought a cartridge." });
  await admin.button("Pick products bought").click();
  const products = admin.page.getByRole("dialog", { name: "Select products" });
  await products.getByRole("checkbox", { name: "Thermostatic cartridge, 22 mm" }).check();
  await products.getByRole("button", { name: "Select" }).click();
  await admin.app.getByText(/^The store’s orders were last read on .* it showed \d+ order/).waitFor();
  await admin.app.getByText(/^1 customer in the audience as it stands/).waitFor();
  await admin.button("Pick collections bought").click();
  const collections = admin.page.getByRole("dialog", { name: "Select collections" });
  await collections.getByRole("checkbox", { name: "Boiler spares" }).check();
  await collections.getByRole("button", { name: "Select" }).click();
  await admin.app.getByText(/^Boiler spares \(3 products on /).waitFor();
  await admin.app.getByText(/^0 customers in the audience as it stands/).waitFor();
  await admin.fill({ "Bought in the past days": "30" });
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-bought", ADMIN);
  await admin.app.getByRole("button", { name: /^Remove Boiler spares/ }).click();
  await admin.app.getByText(/^1 customer in the audience as it stands/).waitFor();
  await admin.button("Save audience").first().click();
  await admin.heading("Cartridges").waitFor();
  await admin.app.getByText("Thermostatic cartridge, 22 mm").first().waitFor();
});

it("chooses an old campaign by its name, by keys alone, and keeps it in sight", async () => {
  await stage.world.database.query(
    "INSERT INTO campaign (shop_id, state, name, started_at) SELECT s.id, 'finished', 'Offer ' || lpad(n::text, 2, '0'), now() FROM shop s, generate_series(1, 60) n",
  );
  await admin.visit("/app/audiences/new");
  await admin.fill({ "Name of the audience": "Not again", "Why these people": "They have not had that offer." });
  const field = admin.app.getByRole("combobox", { name: /^Was mailed none of these campaigns/ });
  await field.focus();
  await admin.app.getByText("The newest 20 campaigns, and 40 more: type part of the name to narrow.").first().waitFor();
  await admin.app.getByRole("option", { name: "Offer 60" }).waitFor();
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-campaigns-newest", ADMIN);
  await field.fill("fer 03");
  await admin.app.getByRole("option", { name: "Offer 03" }).waitFor();
  await field.press("Enter");
  await admin.button("Remove Offer 03").waitFor();
  expect(await field.inputValue()).toBe("");
  await field.fill("02");
  await admin.app.getByRole("option", { name: "Offer 02" }).waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
  await admin.button("Remove Offer 02").waitFor();
  await picture(admin.page, "audience-campaigns-chosen", ADMIN);
  await admin.button("Save audience").first().click();
  await admin.heading("Not again").waitFor();
  await admin.button("Remove Offer 02").click();
  await admin.button("Save audience").first().click();
  await admin.acknowledge("Audience saved");
  expect(await admin.button("Remove Offer 03").count()).toBe(1);
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "audience-campaigns-saved", ADMIN);
});

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => undefined as void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
