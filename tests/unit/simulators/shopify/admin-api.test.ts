import { describe, expect, it } from "vitest";
import { admin, customer, shop, start, storeFile } from "./support";

describe("the Admin API", () => {
  it("answers the shop's own facts", async () => {
    const simulator = await start();
    const { data } = await admin(
      simulator,
      "{ shop { name myshopifyDomain primaryDomain { url } shopAddress { countryCodeV2 } } }",
    );
    expect(data).toEqual({
      shop: {
        name: "Thornbury Spares",
        myshopifyDomain: shop,
        primaryDomain: { url: simulator.storefrontOrigin },
        shopAddress: { countryCodeV2: "GB" },
      },
    });
  });

  it("refuses a field that the schema does not have, in Shopify's words", async () => {
    const { errors } = await admin(await start(), "{ shop { legalForm } }");
    expect(errors).toMatchObject([
      {
        message: "Field 'legalForm' doesn't exist on type 'Shop'",
        extensions: { code: "undefinedField", typeName: "Shop", fieldName: "legalForm" },
      },
    ]);
  });

  it("answers 401 without a good token and 404 for another version", async () => {
    const { apiOrigin } = await start();
    const ask = (version: string) =>
      fetch(`${apiOrigin}/admin/api/${version}/graphql.json`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-simulated-host": shop,
          "x-shopify-access-token": "shpat_guess",
        },
        body: JSON.stringify({ query: "{ shop { id } }" }),
      });
    expect([(await ask("2026-07")).status, (await ask("2025-01")).status]).toEqual([401, 404]);
  });

  it("pages through customers, with null for what is optional and a neutral value for what is required", async () => {
    const bare = { id: "gid://shopify/Customer/3", firstName: "Ann", lastName: "Other" };
    const simulator = await start({ storeFile: storeFile([customer(1), customer(2), bare]) });
    const query = `query($after: String) { customers(first: 2, after: $after) {
      nodes { id displayName numberOfOrders tags defaultAddress { company } } pageInfo { hasNextPage endCursor } } }`;
    const first = await admin(simulator, query);
    expect(first.data).toMatchObject({
      customers: { nodes: [{ id: "gid://shopify/Customer/1" }, {}], pageInfo: { hasNextPage: true } },
    });
    const { endCursor } = (first.data?.customers as { pageInfo: { endCursor: string } }).pageInfo;
    const second = await admin(simulator, query, { after: endCursor });
    expect(second.data).toMatchObject({
      customers: {
        nodes: [
          {
            ...bare,
            firstName: undefined,
            lastName: undefined,
            displayName: "Ann Other",
            numberOfOrders: "0",
            tags: [],
            defaultAddress: null,
          },
        ].map(({ firstName: _f, lastName: _l, ...node }) => node),
        pageInfo: { hasNextPage: false },
      },
    });
  });

  it("wants first or last, and no page over 250", async () => {
    const simulator = await start();
    expect((await admin(simulator, "{ customers { nodes { id } } }")).errors?.[0]?.message).toMatch(
      "one of first or last",
    );
    expect((await admin(simulator, "{ customers(first: 251) { nodes { id } } }")).errors?.[0]?.message).toMatch("250");
  });

  it.each([
    ["customers", "{ customers(first: 1) { nodes { id } } }", "read_customers"],
    ["order", '{ order(id: "gid://shopify/Order/1") { id } }', "read_orders"],
    ["company", '{ company(id: "gid://shopify/Company/1") { id } }', "read_companies"],
  ])("denies %s to an app without the scope", async (field, query, scope) => {
    const { data, errors } = await admin(await start({ scopes: ["read_products"] }), query);
    expect(errors?.[0]).toMatchObject({ path: [field], extensions: { code: "ACCESS_DENIED" } });
    expect(errors?.[0]?.message).toContain(`\`${scope}\``);
    expect(data?.[field] ?? null).toBeNull();
  });

  it("takes writing to include reading", async () => {
    const { errors } = await admin(await start({ scopes: ["write_customers"] }), "{ customersCount { count } }");
    expect(errors).toBeUndefined();
  });

  it("throttles a shop that has used its points, and restores them with time", async () => {
    let now = Date.now();
    const simulator = await start({ now: () => now, throttle: { maximumAvailable: 1000, restoreRate: 50 } });
    simulator.throttle.drainTo(0);
    const query = "{ shop { id } }";
    const refused = await admin(simulator, query);
    expect(refused.errors?.[0]?.extensions?.code).toBe("THROTTLED");
    expect(refused.extensions?.cost.throttleStatus).toEqual({
      maximumAvailable: 1000,
      restoreRate: 50,
      currentlyAvailable: 0,
    });
    now += 1_000;
    expect((await admin(simulator, query)).extensions?.cost.throttleStatus.currentlyAvailable).toBe(49);
  });

  it("refuses a query that costs more than any may", async () => {
    const query = "{ customers(first: 250) { nodes { orders(first: 250) { nodes { id } } } } }";
    expect((await admin(await start(), query)).errors?.[0]?.extensions?.code).toBe("MAX_COST_EXCEEDED");
  });

  it("breaks on demand", async () => {
    const simulator = await start();
    simulator.adminApi.failNext(503);
    expect((await admin(simulator, "{ shop { id } }")).errors).toBe("Internal Server Error");
    expect((await admin(simulator, "{ shop { id } }")).errors).toBeUndefined();
  });
});

describe("metafields", () => {
  const define = `mutation($d: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $d) {
    createdDefinition { namespace capabilities { cartToOrderCopyable { enabled } } } userErrors { code field } } }`;
  const d = {
    name: "Consent",
    key: "marketing_consent",
    namespace: "$app",
    ownerType: "ORDER",
    type: "json",
    capabilities: { cartToOrderCopyable: { enabled: true } },
  };

  it("creates a definition in the app's own namespace, once", async () => {
    const simulator = await start();
    const created = await admin(simulator, define, { d });
    expect(created.data).toEqual({
      metafieldDefinitionCreate: {
        createdDefinition: { namespace: "app--987654321", capabilities: { cartToOrderCopyable: { enabled: true } } },
        userErrors: [],
      },
    });
    expect((await admin(simulator, define, { d })).data).toEqual({
      metafieldDefinitionCreate: {
        createdDefinition: null,
        userErrors: [{ code: "TAKEN", field: ["definition", "key"] }],
      },
    });
  });

  it("lets only order definitions be copied from the cart", async () => {
    const { data } = await admin(await start(), define, { d: { ...d, ownerType: "CUSTOMER" } });
    expect(data?.metafieldDefinitionCreate).toMatchObject({ userErrors: [{ code: "INVALID_CAPABILITY" }] });
  });

  it("are defined only for a type of resource the app has access to", async () => {
    const { errors } = await admin(await start({ scopes: ["read_customers"] }), define, { d });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "ACCESS_DENIED",
      requiredAccess: "`read_orders` access scope.",
    });
  });

  it.each<[what: string, more: object, code: string]>([
    [
      "access settings outside the app's own namespace",
      { namespace: "custom", access: { admin: "MERCHANT_READ" } },
      "ADMIN_ACCESS_INPUT_NOT_ALLOWED",
    ],
    ["choices that are no list", { validations: [{ name: "choices", value: "Ltd" }] }, "INVALID_OPTION"],
    ["a choice twice", { validations: [{ name: "choices", value: '["Ltd","Ltd"]' }] }, "DUPLICATE_OPTION"],
    ["an unknown validation", { validations: [{ name: "colour", value: "red" }] }, "INVALID_OPTION"],
  ])("are not defined with %s", async (_what, more, code) => {
    const text = {
      name: "Form",
      key: "form",
      namespace: "$app",
      ownerType: "CUSTOMER",
      type: "single_line_text_field",
    };
    const { data } = await admin(await start(), define, { d: { ...text, ...more } });
    expect(data?.metafieldDefinitionCreate).toMatchObject({ createdDefinition: null, userErrors: [{ code }] });
  });

  it("of a definition take only its type and its choices", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1)]) });
    const form = {
      name: "Form",
      key: "form",
      namespace: "$app",
      ownerType: "CUSTOMER",
      type: "single_line_text_field",
    };
    await admin(simulator, define, { d: { ...form, validations: [{ name: "choices", value: '["Ltd","LLP"]' }] } });
    const set = "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { code } } }";
    const m = { ownerId: "gid://shopify/Customer/1", namespace: "$app", key: "form", value: "Ltd" };
    const codes = async (more: object) =>
      (
        (await admin(simulator, set, { m: [{ ...m, ...more }] })).data?.metafieldsSet as {
          userErrors: { code: string }[];
        }
      ).userErrors;
    expect(await codes({ value: "Inc" })).toEqual([{ code: "INCLUSION" }]);
    expect(await codes({ type: "json", value: "1" })).toEqual([{ code: "INVALID_TYPE" }]);
    expect(await codes({})).toEqual([]);
  });

  it("sets and reads a shop metafield under the app's short name, refusing broken JSON", async () => {
    const simulator = await start();
    const set = "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { code } } }";
    const m = { ownerId: "gid://shopify/Shop/70000001", namespace: "$app", key: "consent_wording", type: "json" };
    expect((await admin(simulator, set, { m: [{ ...m, value: "{" }] })).data).toEqual({
      metafieldsSet: { userErrors: [{ code: "INVALID_VALUE" }] },
    });
    await admin(simulator, set, { m: [{ ...m, value: '{"version":"1"}' }] });
    const read = '{ shop { metafield(namespace: "$app", key: "consent_wording") { value type } } }';
    expect((await admin(simulator, read)).data).toEqual({
      shop: { metafield: { value: '{"version":"1"}', type: "json" } },
    });
  });
});

describe("marketing consent", () => {
  const update = `mutation($input: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $input) {
    customer { defaultEmailAddress { marketingState } } userErrors { message } } }`;
  const input = (marketingState: string) => ({
    input: {
      customerId: "gid://shopify/Customer/1",
      emailMarketingConsent: { marketingState, marketingOptInLevel: "CONFIRMED_OPT_IN" },
    },
  });

  it("is set, and the app is told by the consent topic", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1)]), webhookRetryDelays: [] });
    expect((await admin(simulator, update, input("SUBSCRIBED"))).data).toEqual({
      customerEmailMarketingConsentUpdate: {
        customer: { defaultEmailAddress: { marketingState: "SUBSCRIBED" } },
        userErrors: [],
      },
    });
    expect(simulator.webhooks.deliveries.map((w) => w.topic)).toEqual(["customers_email_marketing_consent/update"]);
    expect(JSON.parse(simulator.webhooks.deliveries[0]?.body ?? "")).toMatchObject({
      customer_id: 1,
      email_marketing_consent: { state: "subscribed" },
    });
  });

  it("that is the same already, or older than what Shopify holds, changes nothing and tells nobody", async () => {
    const held = {
      emailAddress: "c1@firm1.example",
      marketingState: "UNSUBSCRIBED",
      marketingOptInLevel: "CONFIRMED_OPT_IN",
      marketingUpdatedAt: "2026-03-01T00:00:00Z",
    };
    const simulator = await start({
      storeFile: storeFile([customer(1, { defaultEmailAddress: held })]),
      webhookRetryDelays: [],
    });
    const dated = (marketingState: string, consentUpdatedAt: string) => {
      const { customerId, emailMarketingConsent } = input(marketingState).input;
      return { input: { customerId, emailMarketingConsent: { ...emailMarketingConsent, consentUpdatedAt } } };
    };
    const answers = [
      await admin(simulator, update, input("UNSUBSCRIBED")),
      await admin(simulator, update, dated("SUBSCRIBED", "2026-02-28T23:59:59Z")),
    ];
    for (const { data } of answers)
      expect(data).toEqual({
        customerEmailMarketingConsentUpdate: {
          customer: { defaultEmailAddress: { marketingState: "UNSUBSCRIBED" } },
          userErrors: [],
        },
      });
    expect(simulator.webhooks.deliveries).toEqual([]);
    await admin(simulator, update, dated("SUBSCRIBED", "2026-03-01T00:00:01Z"));
    expect((await simulator.store.customer("gid://shopify/Customer/1"))?.defaultEmailAddress).toMatchObject({
      marketingState: "SUBSCRIBED",
      marketingUpdatedAt: "2026-03-01T00:00:01Z",
    });
    expect(simulator.webhooks.deliveries).toHaveLength(1);
  });

  it.each<[string, object, object]>([
    [
      "of a customer who is gone",
      { customerId: "gid://shopify/Customer/9" },
      { code: "INVALID", field: ["input", "customerId"] },
    ],
    [
      "dated in the future",
      { emailMarketingConsent: { marketingState: "SUBSCRIBED", consentUpdatedAt: "2199-01-01T00:00:00Z" } },
      { code: "INVALID", field: ["input", "emailMarketingConsent", "consentUpdatedAt"] },
    ],
    [
      "of a customer without an address",
      { customerId: "gid://shopify/Customer/2" },
      { code: "INVALID", field: ["input", "emailMarketingConsent"] },
    ],
  ])("%s is refused with a user error", async (_case, change, error) => {
    const file = storeFile([customer(1), customer(2, { defaultEmailAddress: null })]);
    const simulator = await start({ storeFile: file, webhookRetryDelays: [] });
    const document = update.replace("userErrors { message }", "userErrors { code field }");
    const answer = await admin(simulator, document, { input: { ...input("SUBSCRIBED").input, ...change } });
    expect(answer.data).toEqual({ customerEmailMarketingConsentUpdate: { customer: null, userErrors: [error] } });
    expect(simulator.webhooks.deliveries).toEqual([]);
  });

  it("of several customers is read at once, null for who is gone, and at most 250", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1), customer(2)]) });
    const read = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { id } } }";
    const gids = (...numbers: number[]) => ({ ids: numbers.map((number) => `gid://shopify/Customer/${number}`) });
    expect((await admin(simulator, read, gids(2, 9, 1))).data).toEqual({
      nodes: [{ id: "gid://shopify/Customer/2" }, null, { id: "gid://shopify/Customer/1" }],
    });
    const { errors } = await admin(simulator, read, gids(...Array.from({ length: 251 }, (_, index) => index)));
    expect(errors?.[0]?.extensions).toMatchObject({ code: "MAX_INPUT_SIZE_EXCEEDED" });
  });

  it("cannot be set back to never asked", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1)]) });
    expect((await admin(simulator, update, input("NOT_SUBSCRIBED"))).data).toMatchObject({
      customerEmailMarketingConsentUpdate: {
        customer: null,
        userErrors: [{ message: expect.stringContaining("NOT_SUBSCRIBED") as string }],
      },
    });
  });
});
