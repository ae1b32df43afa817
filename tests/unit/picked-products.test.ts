import { describe, expect, it } from "vitest";
import { mailBlocks } from "~/email/blockSchema";
import { pickedProducts } from "~/ui/admin/campaigns/editor/pickedProducts";
import { pickerProducts } from "../simulators/shopify/admin-frame/picker-products";
import { readPickerOptions } from "../simulators/shopify/admin-frame/resource-picker";

const STORE = { storefrontUrl: "https://shop.example", currency: "GBP" };
const [FIRST] = pickerProducts;
const one = (change: object) => pickedProducts([{ ...FIRST, id: FIRST?.id ?? "", ...change }], STORE)[0];

describe("a product picked in Shopify's picker", () => {
  it("is kept with its page, its picture and its price in the store's currency", () => {
    expect(one({})).toEqual({
      id: "gid://shopify/Product/7000001",
      title: "Thermostatic cartridge, 22 mm",
      image: "https://cdn.thornburyspares.example/thermostatic-cartridge.png",
      alt: "",
      price: "£48.95",
      url: "https://shop.example/products/thermostatic-cartridge",
    });
  });

  it.each([
    ["has the lowest price of several", { variants: [{ price: "12.5" }, { price: "9.00" }] }, { price: "From £9.00" }],
    ["has one price when all are the same", { variants: [{ price: "9" }, { price: "9.00" }] }, { price: "£9.00" }],
    ["has no price without one", { variants: [{}] }, { price: "" }],
    ["has no picture without one", { images: [] }, { image: "", alt: "" }],
    ["has no page without a handle", { handle: "" }, { url: "" }],
    ["has the picture's own words", { images: [{ originalSrc: "https://c.example/p.png", altText: "A pump" }] }, { alt: "A pump" }],
    ["has words in one line, as a block keeps them", { title: "A\npump", images: [{ originalSrc: "https://c.example/p.png", altText: "Its\r\n front" }] }, { title: "A pump", alt: "Its front" }],
  ])("%s", (_, change, expected) => expect(one(change)).toMatchObject(expected)); // prettier-ignore

  it("can be stored, twelve of them at most", () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ ...FIRST, id: `gid://shopify/Product/${n}` }));
    const products = pickedProducts(many, STORE);
    expect(products).toHaveLength(12);
    expect(mailBlocks.safeParse([{ id: "p", type: "products", products }]).success).toBe(true);
  });
});

describe("the simulated picker", () => {
  it.each([
    ["another kind of resource", { type: "variant" }],
    ["a product among collections", { type: "collection", selectionIds: pickerProducts.slice(0, 1) }],
    ["an unknown option", { type: "product", initialSelection: [] }],
    ["an unknown filter", { type: "product", filter: { archive: false } }],
    ["a number that is none", { type: "product", multiple: 0 }],
    ["a selection that is no product", { type: "product", selectionIds: [{ id: "7" }] }],
    ["more than may be selected", { type: "product", selectionIds: pickerProducts.map(({ id }) => ({ id })) }],
  ])("refuses %s", (_, options) => expect(() => readPickerOptions(options as never)).toThrow("resourcePicker"));
});
