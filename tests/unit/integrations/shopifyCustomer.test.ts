import { describe, expect, it } from "vitest";
import { gidNumber, shopifyCustomer } from "~/integrations/shopify/customer";

const EMPTY = {
  id: "7",
  displayName: "",
  tags: [],
  numberOfOrders: 0,
  companyContactProfiles: [],
};

describe("a customer of Shopify", () => {
  it("is read with all its fields, and more than the app asks for", () => {
    const read = shopifyCustomer.parse({
      id: "gid://shopify/Customer/7",
      displayName: "Siân Jones",
      firstName: "Siân",
      createdAt: "2020-01-02T03:04:05Z",
      updatedAt: "2026-01-02T03:04:05+01:00",
      tags: ["trade"],
      numberOfOrders: "12",
      amountSpent: { amount: "10.00", currencyCode: "GBP" },
      lastOrder: { id: "gid://shopify/Order/1", createdAt: "2026-01-01T00:00:00Z", name: "#1" },
      defaultEmailAddress: {
        emailAddress: "sian@firm.example",
        marketingState: "SUBSCRIBED",
        marketingOptInLevel: "SINGLE_OPT_IN",
        validFormat: true,
      },
      defaultAddress: { company: "Jones Cyf", countryCodeV2: "GB", city: "Bala" },
      companyContactProfiles: [
        {
          id: "gid://shopify/CompanyContact/1",
          company: { id: "gid://shopify/Company/1", name: "Jones Cyf", ordersCount: { count: 3 } },
        },
        { company: null },
      ],
    });
    expect(read).toEqual({
      id: "7",
      displayName: "Siân Jones",
      createdAt: "2020-01-02T03:04:05Z",
      updatedAt: "2026-01-02T03:04:05+01:00",
      tags: ["trade"],
      numberOfOrders: 12,
      amountSpent: { amount: "10.00" },
      lastOrder: { createdAt: "2026-01-01T00:00:00Z" },
      defaultEmailAddress: {
        emailAddress: "sian@firm.example",
        marketingState: "SUBSCRIBED",
        marketingOptInLevel: "SINGLE_OPT_IN",
      },
      defaultAddress: { company: "Jones Cyf", countryCodeV2: "GB" },
      companyContactProfiles: [{ id: "1", name: "Jones Cyf", ordersCount: { count: 3 } }],
    });
  });

  it("is read with nothing but its id", () => {
    expect(shopifyCustomer.parse({ id: "gid://shopify/Customer/7" })).toEqual(EMPTY);
  });

  it("is read with null for everything but its id", () => {
    const nulls = Object.fromEntries(Object.keys(shopifyCustomer.shape).map((name) => [name, null]));
    expect(shopifyCustomer.parse({ ...nulls, id: "gid://shopify/Customer/7" })).toMatchObject(EMPTY);
  });

  it.each([
    undefined,
    null,
    7,
    "",
    "7",
    "gid://shopify/Company/7",
    "gid://shopify/Customer/",
    "gid://shopify/Customer/x",
    "gid://shopify/Customer/7?x=1",
    "GID://shopify/Customer/7",
    "gid://shopify/Customer/7\n",
  ])("is not read with the id %j", (id) => {
    expect(shopifyCustomer.safeParse({ id }).success).toBe(false);
  });

  it.each([
    { tags: "trade" },
    { numberOfOrders: "many" },
    { numberOfOrders: "-1" },
    { createdAt: "yesterday" },
    { defaultEmailAddress: "sian@firm.example" },
    { companyContactProfiles: {} },
  ])("is not read with a field of another type: %j", (field) => {
    expect(shopifyCustomer.safeParse({ id: "gid://shopify/Customer/7", ...field }).success).toBe(false);
  });
});

it.each([
  ["gid://shopify/Order/12", "12"],
  ["gid://shopify/OrderIdentity/12", "12"],
  ["gid://shopify/Order/", undefined],
  ["12", undefined],
])("the number of %j is %j", (id, number) => {
  expect(gidNumber(id)).toBe(number);
});
