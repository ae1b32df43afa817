import { print } from "graphql";
import { expect, it } from "vitest";
import * as appOperations from "../../../../app/integrations/shopify/operations";
import { collectOperations } from "../../../../scripts/graphql-operations";
import { admin, customer, start, storeFile } from "./support";

const company = {
  id: "gid://shopify/Company/1",
  name: "Firm Ltd",
  createdAt: "2024-01-01T00:00:00Z",
  ordersCount: { count: 2 },
};
const contact = { id: "gid://shopify/CompanyContact/1", isMainContact: true, title: null, company };
const location = { id: "gid://shopify/CompanyLocation/1", name: "Depot", taxSettings: {}, __parentId: company.id };

/** Variables that fit any of the operations; those an operation does not declare are left out. */
const variables: Record<string, unknown> = {
  first: 1,
  after: null,
  ids: ["gid://shopify/Customer/1"],
  topics: null,
  groupObjects: false,
  grouped: false,
  timezone: "Europe/London",
  namespace: "$app",
  key: "marketing_consent",
  consent: true,
  value: true,
  products: true,
  definition: { name: "Consent", key: "marketing_consent", ownerType: "ORDER", type: "json" },
  metafields: [{ ownerId: "gid://shopify/Shop/70000001", key: "consent_wording", type: "json", value: "{}" }],
  input: { customerId: "gid://shopify/Customer/1", emailMarketingConsent: { marketingState: "PENDING" } },
};

const ids: [RegExp, string][] = [
  [/\bcompany\(/, "gid://shopify/Company/1"],
  [/\bbulkOperation/, "gid://shopify/BulkOperation/1"],
  [/\bcollection\(/, "gid://shopify/Collection/8000001"],
  [/on Segment/, "gid://shopify/Segment/580406444001"],
  [/\bcustomer\(/, "gid://shopify/Customer/1"],
];

const documents = [
  ...Object.entries(appOperations).flatMap(([name, text]): [string, string][] =>
    typeof text === "string" && !name.endsWith("_IN_BULK") ? [[name, text]] : [],
  ),
  ...collectOperations(["tests/simulators/shopify/schema/extra-operations.graphql"]).map(
    ({ from, document }): [string, string] => [from.split(" ").at(-1) ?? from, print(document)],
  ),
];

it.each(documents)("answers %s with no value missing", async (_name, query) => {
  const file = storeFile([customer(1, { companyContactProfiles: [contact] }), company, location]);
  const simulator = await start({ storeFile: file, webhookRetryDelays: [] });
  simulator.bulk.runQuery(appOperations.customersInBulk(), new Set(["read_customers", "read_orders"]), false);
  const { order } = await simulator.placeOrder({ email: "c1@firm1.example", name: "A B" });
  const id = ids.find(([pattern]) => pattern.test(query))?.[1] ?? order.id;
  const bulk = "{ customers { edges { node { id } } } }";
  const wanted: Record<string, unknown> = {
    ...variables,
    id,
    query: query.includes("bulkOperationRunQuery")
      ? bulk
      : query.includes("customerSegmentMembers")
        ? "number_of_orders >= 1"
        : null,
  };
  if (query.includes("stagedUploadsCreate"))
    wanted.input = [{ resource: "IMAGE", filename: "a.png", mimeType: "image/png", httpMethod: "POST" }];
  if (query.includes("fileCreate"))
    wanted.files = [{ contentType: "IMAGE", originalSource: `${simulator.apiOrigin}/staged-uploads/0a/a.png` }];
  if (query.includes("on MediaImage")) {
    const made = simulator.files.create({ contentType: "IMAGE", originalSource: "/staged-uploads/0a/a" }, "", 0);
    wanted.id = "file" in made ? made.file?.id : undefined;
  }
  if (query.includes("metafieldsDelete"))
    wanted.metafields = [{ ownerId: "gid://shopify/Customer/1", namespace: "$app", key: "legal_form" }];
  const declared = Object.fromEntries(Object.entries(wanted).filter(([name]) => query.includes(`$${name}:`)));
  const answer = await admin(simulator, query, declared);
  expect(answer.errors).toBeUndefined();
  expect(Object.values(answer.data ?? {}).filter((value) => value === null)).toEqual([]);
});
