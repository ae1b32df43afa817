import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { buildSchema, type GraphQLEnumType, Kind, validate } from "graphql";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { collectOperations, type Operation } from "../../scripts/graphql-operations";

const schema = buildSchema(readFileSync("tests/simulators/shopify/schema/admin.graphql", "utf8"));
const subscriptionSchema = z.object({
  topics: z.array(z.string()).default([]),
  compliance_topics: z.array(z.string()).default([]),
  uri: z.string(),
});
const config = z
  .object({
    client_id: z.string().min(1),
    application_url: z.url(),
    embedded: z.literal(true),
    access_scopes: z.object({ scopes: z.string(), use_legacy_install_flow: z.literal(false) }),
    auth: z.object({ redirect_urls: z.array(z.url()) }),
    app_proxy: z.object({ url: z.url(), prefix: z.string(), subpath: z.string() }),
    webhooks: z.object({ api_version: z.string(), subscriptions: z.array(subscriptionSchema) }),
  })
  .parse(parseToml(readFileSync("shopify.app.toml", "utf8")));

const scopes = config.access_scopes.scopes.split(",");
const topics = config.webhooks.subscriptions.flatMap((subscription) => subscription.topics);
const topicEnum = schema.getType("WebhookSubscriptionTopic") as GraphQLEnumType;
const enumName = (topic: string) => topic.toUpperCase().replace("/", "_");

/** The scopes a topic names in the schema's own words; having any one of them is enough. Empty: none is needed. */
function scopesOfTopic(topic: string): string[] {
  const remark = topicEnum.getValue(enumName(topic))?.description ?? "";
  return remark.match(/\b(?:read|write)_[a-z_]+/g) ?? [];
}

/**
 * Scopes by root field, from Shopify's Admin API reference: the schema itself has no remark on these. Any one is enough.
 * Fields of the app's own installation and shop (and metafields in its own namespace) need none.
 */
const SCOPES_OF_ROOT_FIELD: Record<string, string[]> = {
  order: ["read_orders"],
  orders: ["read_orders"],
  customer: ["read_customers"],
  customers: ["read_customers"],
  customersCount: ["read_customers"],
  company: ["read_customers", "read_companies"],
  companies: ["read_customers", "read_companies"],
  customerEmailMarketingConsentUpdate: ["write_customers"],
  // "access to the namespace and the resource type": definitions of orders, customers and companies.
  metafieldDefinitionCreate: ["read_orders"],
  metafieldDefinitions: ["read_orders"],
  metafieldsSet: [],
  // The app empties its own field on customers.
  metafieldsDelete: ["write_customers"],
  stagedUploadsCreate: ["write_files"],
  fileCreate: ["write_files"],
  collection: ["read_products"],
  segments: ["read_customers"],
  customerSegmentMembers: ["read_customers"],
  shop: [],
  // Each object behind a node asks for its own scope.
  node: [],
  nodes: [],
  currentAppInstallation: [],
  webhookSubscriptions: [],
  bulkOperation: [],
  bulkOperationRunQuery: [],
  bulkOperationCancel: [],
};

/** "Configuring an app proxy requires the write_app_proxy access scope." */
const APP_PROXY_SCOPE = "write_app_proxy";

const APP_FOLDER = "app/integrations/shopify";
const appOperations = collectOperations([APP_FOLDER]);
const allOperations = collectOperations([APP_FOLDER, "tests/simulators/shopify/schema/extra-operations.graphql"]);

function rootFields(operations: Operation[]): string[] {
  const names = operations.flatMap(({ document }) =>
    document.definitions.flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION
        ? node.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : "..."))
        : [],
    ),
  );
  return [...new Set(names)];
}

/** Shopify's own picker in the admin shows products to apps that may read them. */
const usesPicker = () =>
  readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .some((name) => readFileSync(path.join("app", name), "utf8").includes("resourcePicker("));

describe("the webhooks of shopify.app.toml", () => {
  it("are topics the Admin API knows", () => {
    const known = new Set(topicEnum.getValues().map(({ name }) => name));
    expect(topics.length).toBeGreaterThan(0);
    expect(topics.filter((topic) => !known.has(enumName(topic)))).toEqual([]);
  });

  it("name each topic once and all go to the one endpoint", () => {
    expect(new Set(topics).size).toBe(topics.length);
    expect(config.webhooks.subscriptions.map(({ uri }) => uri)).toEqual(
      config.webhooks.subscriptions.map(() => "/webhooks"),
    );
  });

  it("declare the three compliance topics", () => {
    const compliance = config.webhooks.subscriptions.flatMap((subscription) => subscription.compliance_topics);
    expect(compliance.sort()).toEqual(["customers/data_request", "customers/redact", "shop/redact"]);
  });

  it("speak the API version of the checkout extension", () => {
    const extension = parseToml(readFileSync("extensions/consent-checkout/shopify.extension.toml", "utf8"));
    expect(config.webhooks.api_version).toBe(extension.api_version);
  });
});

describe("the scopes of shopify.app.toml", () => {
  it("cover every topic, by the schema's own remarks", () => {
    const uncovered = topics.filter((topic) => {
      const any = scopesOfTopic(topic);
      return any.length > 0 && !any.some((scope) => scopes.includes(scope));
    });
    expect(topics.some((topic) => scopesOfTopic(topic).length > 0)).toBe(true);
    expect(uncovered).toEqual([]);
  });

  it("cover every operation", () => {
    const uncovered = rootFields(allOperations).filter((field) => {
      const any = SCOPES_OF_ROOT_FIELD[field];
      return any === undefined || (any.length > 0 && !any.some((scope) => scopes.includes(scope)));
    });
    expect(uncovered).toEqual([]);
  });

  it("hold the one that an app proxy asks for", () => {
    expect(scopes).toContain(APP_PROXY_SCOPE);
  });

  it("hold none that no topic, no operation and no app proxy asks for", () => {
    const asked = new Set([
      APP_PROXY_SCOPE,
      ...topics.flatMap(scopesOfTopic),
      ...rootFields(allOperations).flatMap((field) => SCOPES_OF_ROOT_FIELD[field] ?? []),
      ...(usesPicker() ? ["read_products"] : []),
    ]);
    expect(scopes.filter((scope) => !asked.has(scope))).toEqual([]);
  });

  it.runIf(existsSync(".env.example"))("equal SCOPES in .env.example", () => {
    const line = /^SCOPES=["']?([^"'\n]*)["']?$/m.exec(readFileSync(".env.example", "utf8"));
    expect(line?.[1]?.split(",").sort()).toEqual([...scopes].sort());
  });
});

describe("the addresses of shopify.app.toml", () => {
  it("put the app's /proxy on the storefront as /apps/twostage", () => {
    const { url, prefix, subpath } = config.app_proxy;
    expect({ url, prefix, subpath }).toEqual({
      url: new URL("/proxy", config.application_url).href,
      prefix: "apps",
      subpath: "twostage",
    });
  });

  it("come back to the app itself after a login", () => {
    const { origin } = new URL(config.application_url);
    expect(config.auth.redirect_urls.map((url) => new URL(url).origin)).toEqual([origin]);
  });
});

describe("the app's Admin API operations", () => {
  it("are found, once there is code that could hold them", () => {
    const files = existsSync(APP_FOLDER) ? readdirSync(APP_FOLDER, { recursive: true, encoding: "utf8" }) : [];
    if (files.some((file) => file.endsWith(".ts"))) expect(appOperations.length).toBeGreaterThan(0);
    else expect(appOperations).toEqual([]);
  });

  it("are valid against the pruned schema", () => {
    const errors = allOperations.flatMap(({ from, document }) =>
      validate(schema, document).map((error) => `${from}: ${error.message}`),
    );
    expect(allOperations.length).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });
});
