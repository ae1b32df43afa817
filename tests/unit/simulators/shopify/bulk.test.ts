import { describe, expect, it, vi } from "vitest";
import type { ShopifySimulator } from "../../../simulators/shopify/start";
import { admin, customer, start, startUpstream, storeFile } from "./support";

const run = async (simulator: ShopifySimulator, query: string, groupObjects = true) => {
  const { data } = await admin(
    simulator,
    "mutation($query: String!, $groupObjects: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) { bulkOperation { id status } userErrors { code message } } }",
    { query, groupObjects },
  );
  return data?.bulkOperationRunQuery as {
    bulkOperation: { id: string; status: string } | null;
    userErrors: { code: string; message: string }[];
  };
};

const read = async (simulator: ShopifySimulator, id: string) => {
  const { data } = await admin(
    simulator,
    "query($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount url partialDataUrl fileSize } }",
    { id },
  );
  return data?.bulkOperation as Record<string, string | null>;
};

async function finished(simulator: ShopifySimulator, query: string, groupObjects = true) {
  const { bulkOperation, userErrors } = await run(simulator, query, groupObjects);
  expect(userErrors).toEqual([]);
  const id = bulkOperation?.id ?? "";
  await vi.waitFor(async () => expect((await read(simulator, id)).status).toMatch(/COMPLETED|FAILED|CANCELED/), {
    timeout: 10_000,
    interval: 5,
  });
  return { id, ...(await read(simulator, id)) } as { id: string } & Record<string, string | null>;
}

const lines = async (url: string | null | undefined): Promise<unknown[]> =>
  (await (await fetch(url ?? "")).text())
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l) as unknown);

describe("a bulk query", () => {
  it("writes exactly the selected fields, one line per object, and tells the app when it is done", async () => {
    const upstream = await startUpstream(() => ({}));
    const file = storeFile([
      customer(1, { secret: "x" }),
      { id: "gid://shopify/Customer/2", defaultEmailAddress: null },
    ]);
    const simulator = await start({ storeFile: file });
    simulator.connectApp(upstream.origin);
    const done = await finished(
      simulator,
      "{ customers { edges { node { id locale mail: defaultEmailAddress { emailAddress } defaultAddress { company } } } } }",
    );
    expect(done).toMatchObject({ status: "COMPLETED", rootObjectCount: "2", objectCount: "2", errorCode: null });
    expect(await lines(done.url)).toEqual([
      {
        id: "gid://shopify/Customer/1",
        locale: "en",
        mail: { emailAddress: "c1@firm1.example" },
        defaultAddress: { company: "Firm 1 Ltd" },
      },
      { id: "gid://shopify/Customer/2", locale: "en", mail: null, defaultAddress: null },
    ]);
    await simulator.webhooks.settled();
    expect(upstream.received.map((r) => [r.headers["x-shopify-topic"], JSON.parse(r.body) as object])).toMatchObject([
      ["bulk_operations/finish", { admin_graphql_api_id: done.id, status: "completed", error_code: null }],
    ]);
  });

  it("writes the objects of a nested connection as lines after their parent, or after all objects unless they are to be grouped", async () => {
    const company = (n: number) => ({
      id: `gid://shopify/Company/${n}`,
      name: `Company ${n}`,
      createdAt: "2024-01-01T00:00:00Z",
    });
    const location = (n: number, parent: number) => ({
      id: `gid://shopify/CompanyLocation/${n}`,
      name: `Depot ${n}`,
      taxSettings: { taxRegistrationId: "GB1" },
      __parentId: `gid://shopify/Company/${parent}`,
    });
    const simulator = await start({
      storeFile: storeFile([customer(1), company(1), company(2), location(7, 1), location(8, 2)]),
    });
    const query =
      "{ companies { edges { node { id name locations { edges { node { id taxSettings { taxRegistrationId } } } } } } } }";
    const done = await finished(simulator, query);
    expect(done.objectCount).toBe("4");
    const grouped = await lines(done.url);
    expect(grouped).toEqual([
      { id: "gid://shopify/Company/1", name: "Company 1" },
      {
        id: "gid://shopify/CompanyLocation/7",
        taxSettings: { taxRegistrationId: "GB1" },
        __parentId: "gid://shopify/Company/1",
      },
      { id: "gid://shopify/Company/2", name: "Company 2" },
      {
        id: "gid://shopify/CompanyLocation/8",
        taxSettings: { taxRegistrationId: "GB1" },
        __parentId: "gid://shopify/Company/2",
      },
    ]);
    const apart = await finished(simulator, query, false);
    expect(apart).toMatchObject({ objectCount: "4", rootObjectCount: "2", fileSize: done.fileSize });
    expect(await lines(apart.url)).toEqual([0, 2, 1, 3].map((place) => grouped[place]));
  });

  it("sees what changed since the file was written", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1), customer(2)]), webhookRetryDelays: [] });
    await simulator.events.deleteCustomer("gid://shopify/Customer/1");
    await simulator.events.updateCustomer("gid://shopify/Customer/2", { displayName: "Changed" });
    await simulator.events.createCustomer({ displayName: "New" });
    const done = await finished(simulator, "{ customers { edges { node { displayName } } } }");
    expect(await lines(done.url)).toEqual([{ displayName: "Changed" }, { displayName: "New" }]);
  });

  it("filters by the date of the last change", async () => {
    const simulator = await start({
      storeFile: storeFile([customer(1), customer(2, { updatedAt: "2026-02-01T00:00:00Z" })]),
    });
    const done = await finished(
      simulator,
      `{ customers(query: "updated_at:>='2026-01-01T00:00:00Z'") { edges { node { id } } } }`,
    );
    expect(await lines(done.url)).toEqual([{ id: "gid://shopify/Customer/2" }]);
  });

  it("has no address where there is nothing to fetch", async () => {
    expect(await finished(await start(), "{ customers { edges { node { id } } } }")).toMatchObject({
      status: "COMPLETED",
      url: null,
      fileSize: null,
    });
  });

  it("fails on demand with partial data", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1), customer(2), customer(3)]) });
    simulator.bulk.failNext("INTERNAL_SERVER_ERROR", 2);
    const failed = await finished(simulator, "{ customers { edges { node { id } } } }");
    expect(failed).toMatchObject({ status: "FAILED", errorCode: "INTERNAL_SERVER_ERROR", url: null });
    expect(await lines(failed.partialDataUrl)).toHaveLength(2);
    expect(await finished(simulator, "{ customers { edges { node { id } } } }")).toMatchObject({ status: "COMPLETED" });
  });

  it("fails where the app may not read what it selects", async () => {
    const simulator = await start({ scopes: ["read_customers"], storeFile: storeFile([customer(1)]) });
    expect(await finished(simulator, "{ customers { edges { node { id lastOrder { id } } } } }")).toMatchObject({
      status: "FAILED",
      errorCode: "ACCESS_DENIED",
    });
  });

  it("answers 403 once its address has expired", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1)]) });
    const done = await finished(simulator, "{ customers { edges { node { id } } } }");
    simulator.bulkResults.expire(done.id);
    expect((await fetch(done.url ?? "")).status).toBe(403);
  });

  it("can lose the connection in the middle of a download, which can then be taken up where it broke", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1), customer(2)]) });
    const done = await finished(simulator, "{ customers { edges { node { id displayName } } } }");
    const url = done.url ?? "";
    const whole = await (await fetch(url)).text();
    simulator.bulkResults.cutNextDownload(20);
    await expect(fetch(url).then((r) => r.text())).rejects.toThrow();
    const rest = await fetch(url, { headers: { range: "bytes=20-" } });
    expect([rest.status, await rest.text()]).toEqual([206, whole.slice(20)]);
  });

  it("runs alone, and can be cancelled", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1)]) });
    simulator.bulk.hold();
    const query = "{ customers { edges { node { id } } } }";
    const { bulkOperation } = await run(simulator, query);
    const id = bulkOperation?.id ?? "";
    expect(bulkOperation?.status).toBe("CREATED");
    await vi.waitFor(async () => expect((await read(simulator, id)).status).toBe("RUNNING"), { interval: 5 });
    expect((await run(simulator, query)).userErrors).toMatchObject([{ code: "OPERATION_IN_PROGRESS" }]);
    await admin(simulator, "mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }", { id });
    await vi.waitFor(async () => expect((await read(simulator, id)).status).toBe("CANCELED"), { interval: 5 });
  });

  it.each([
    ["has no connection", "{ shop { id } }", "at least one connection"],
    ["reads a single node", '{ node(id: "gid://shopify/Shop/1") { id } }', "top-level `node`"],
    [
      "has a connection inside a list",
      "{ customers { edges { node { id companyContactProfiles { company { locations { edges { node { id } } } } } } } } }",
      "within a list",
    ],
    [
      "nests deeper than two levels",
      "{ companies { edges { node { id contacts { edges { node { id customer { id orders { edges { node { id metafields { edges { node { id } } } } } } } } } } } } } }",
      "nesting depth",
    ],
    [
      "nests under an object without id",
      "{ companies { edges { node { name locations { edges { node { id } } } } } } }",
      "must select the 'id' field",
    ],
    ["has a field that does not exist", "{ customers { edges { node { legalForm } } } }", "legalForm"],
    ["uses variables", "query($n: Int) { customers(first: $n) { edges { node { id } } } }", "variables"],
    [
      "is a mutation",
      'mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }',
      "mutations",
    ],
    [
      "has six connections",
      `{ customers { edges { node { id ${["a", "b", "c", "d", "e"].map((a) => `${a}: addressesV2 { edges { node { id } } }`).join(" ")} } } } }`,
      "more than 5",
    ],
  ])("is refused when it %s", async (_what, query, message) => {
    const { bulkOperation, userErrors } = await run(await start(), query);
    expect(bulkOperation).toBeNull();
    expect(userErrors).toMatchObject([{ code: "INVALID", message: expect.stringContaining(message) as string }]);
  });
});

describe("a store file", () => {
  it("may have a byte order mark, Windows line ends, blank lines and objects of other types", async () => {
    const simulator = await start({
      storeFile: storeFile([
        `\uFEFF${JSON.stringify(customer(1))}\r`,
        "",
        JSON.stringify({ id: "gid://shopify/Product/9" }),
      ]),
    });
    const done = await finished(simulator, "{ customers { edges { node { displayName } } } }");
    expect(await lines(done.url)).toEqual([{ displayName: "Customer 1" }]);
    const { data } = await admin(simulator, '{ customer(id: "gid://shopify/Customer/1") { displayName } }');
    expect(data).toEqual({ customer: { displayName: "Customer 1" } });
  });

  it("names the lines that hold no object, and serves the rest", async () => {
    const simulator = await start({ storeFile: storeFile([customer(1), "{broken", "7", customer(2)]) });
    expect(simulator.store.unreadable).toEqual([
      { line: 2, why: "not JSON" },
      { line: 3, why: 'no object with an "id"' },
    ]);
    const done = await finished(simulator, "{ customers { edges { node { displayName } } } }");
    expect(await lines(done.url)).toEqual([{ displayName: "Customer 1" }, { displayName: "Customer 2" }]);
  });
});

it("writes metafields of customers and companies, set by the API or exported with the store", async () => {
  const company = { id: "gid://shopify/Company/7", name: "Mill Works", legalForm: { value: "Partnership" } };
  const simulator = await start({ storeFile: storeFile([customer(1), customer(2), company]) });
  const set = "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { code } } }";
  const type = "single_line_text_field";
  await admin(simulator, set, {
    m: [{ ownerId: "gid://shopify/Customer/1", namespace: "$app", key: "legal_form", type, value: "Sole trader" }],
  });
  const field = 'id form: metafield(namespace: "$app", key: "legal_form") { value }';
  const customers = await finished(simulator, `{ customers { edges { node { ${field} } } } }`);
  expect(await lines(customers.url)).toEqual([
    { id: "gid://shopify/Customer/1", form: { value: "Sole trader" } },
    { id: "gid://shopify/Customer/2", form: null },
  ]);
  const companies = await finished(simulator, `{ companies { edges { node { ${field} } } } }`);
  expect(await lines(companies.url)).toEqual([{ id: company.id, form: { value: "Partnership" } }]);
});
