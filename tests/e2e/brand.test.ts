import { beforeAll, expect, it } from "vitest";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { picture } from "./support/picture";
import { useStage } from "./support/stage";

const stage = useStage();
let admin: Admin;
const logo = () => admin.app.getByLabel("Address of the logo");
const colour = () => admin.app.getByLabel("Colour of buttons");
const take = () => admin.button("Take from your store’s brand").click();

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.visit("/app/settings");
});

it("says where to set a brand while the store has none, and leaves what is typed", async () => {
  await colour().fill("#112233");
  await take();
  await admin.app.getByText(/Set them in Shopify under Settings/).waitFor();
  expect(await colour().inputValue()).toBe("#112233");
});

it("fills in the store's logo and colour, to be looked at and saved", async () => {
  stage.world.shopify.storefrontApi.brand = { logo: "logo.png", colour: "#0B57A4" };
  await take();
  await admin.app.getByText("The logo and the colour of your store are filled in below.").waitFor();
  expect(await logo().inputValue()).toContain("/logo.png?");
  expect(await colour().inputValue()).toBe("#0b57a4");
  expect(await violations(admin.frame)).toEqual([]);
  await picture(admin.page, "settings-brand", [
    [1280, 2400],
    [390, 3600],
  ]);
  await admin.button("Save look").click();
  await admin.acknowledge("Look saved");
  const { rows } = await stage.world.database.query("SELECT brand_colour FROM shop_settings");
  expect(rows).toEqual([{ brand_colour: "#0b57a4" }]);
});

it("says that the store does not answer", async () => {
  stage.world.shopify.storefrontApi.cutNext();
  await take();
  await admin.app.getByText("Shopify did not answer").waitFor();
  expect(await colour().inputValue()).toBe("#0b57a4");
});
