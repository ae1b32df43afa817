import { beforeEach, describe, expect, it } from "vitest";
import type { StoreBrand } from "../simulators/shopify/options";
import { useShop } from "../support/world";

const shop = useShop({ customers: 10 });
const CDN = "https://cdn.shopify.com/s/files/1/0001/0001/files";
const SMALL = "v=1&width=320&format=png";

const take = () => shop.staff.submit("/app/settings", { intent: "brand-of-store" });
const stored = async () =>
  (await shop.world.database.query("SELECT logo_url, brand_colour FROM shop_settings")).rows as unknown[];

describe("The look of the mails, taken from the store's brand", () => {
  let before: unknown[];
  beforeEach(async () => {
    before = await stored();
  });

  it.each<readonly [string, StoreBrand | undefined, { logoUrl: string; brandColour: string }]>([
    [
      "has logo and colour",
      { logo: "logo.png", colour: "#0B57A4" },
      { logoUrl: `${CDN}/logo.png?${SMALL}`, brandColour: "#0b57a4" },
    ],
    [
      "has the square logo where there is no other",
      { squareLogo: "square.jpg" },
      { logoUrl: `${CDN}/square.jpg?${SMALL}`, brandColour: "" },
    ],
    [
      "has the square logo where mail programs cannot show the other",
      { logo: "logo.svg", squareLogo: "square.png" },
      { logoUrl: `${CDN}/square.png?${SMALL}`, brandColour: "" },
    ],
    [
      "has no logo where there is only an SVG",
      { logo: "logo.svg", colour: "#ffffff" },
      { logoUrl: "", brandColour: "#ffffff" },
    ],
    [
      "leaves out a colour that is not of six digits",
      { logo: "logo.png", colour: "#fff" },
      { logoUrl: `${CDN}/logo.png?${SMALL}`, brandColour: "" },
    ],
    ["is empty where nothing is set", undefined, { logoUrl: "", brandColour: "" }],
  ])("%s", async (_, brand, found) => {
    shop.world.shopify.storefrontApi.brand = brand;
    const answer = await take();
    for (const word of Object.values(found).filter(Boolean)) expect(answer).toContain(word);
    expect(answer.includes(CDN)).toBe(found.logoUrl !== "");
    expect(/#[0-9a-f]{3,6}\b/i.test(answer)).toBe(found.brandColour !== "");
    expect(await stored()).toEqual(before);
  });

  it("says so when the store does not answer, and changes nothing", async () => {
    shop.world.shopify.storefrontApi.cutNext();
    await expect(take()).rejects.toThrow("shopify_unreachable");
    expect(await stored()).toEqual(before);
  });
});
