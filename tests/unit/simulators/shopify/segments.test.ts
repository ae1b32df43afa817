import { describe, expect, it } from "vitest";
import { admin, customer, start, storeFile } from "./support";

const MEMBERS = `query ($query: String, $segmentId: ID, $timezone: String, $first: Int, $after: String) {
  customerSegmentMembers(query: $query, segmentId: $segmentId, timezone: $timezone, first: $first, after: $after) {
    totalCount edges { node { id } } pageInfo { hasNextPage endCursor }
  }
}`;
const LINES = [1, 2, 3, 4].map((n) =>
  customer(n, { numberOfOrders: String(n), tags: n > 2 ? ["gold"] : [], amountSpent: { amount: `${n}0.5` } }),
);
const shop = (options = {}) => start({ storeFile: storeFile(LINES), ...options });
interface Page {
  customerSegmentMembers: {
    totalCount: number;
    edges: { node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}
const numbers = (data: unknown) =>
  (data as Page).customerSegmentMembers.edges.map(({ node }) => Number(node.id.split("/").at(-1)));

describe("the members of a segment", () => {
  it.each([
    ["number_of_orders >= 2", [2, 3, 4]],
    ["customer_tags CONTAINS 'gold' AND number_of_orders < 4", [3]],
    ["customer_tags NOT CONTAINS 'gold'", [1, 2]],
    ["amount_spent > 20.5", [3, 4]],
    ["customer_countries CONTAINS 'IE'", []],
    ["email_subscription_status = 'NOT_SUBSCRIBED'", [1, 2, 3, 4]],
  ])("of %s are those who meet it", async (query, expected) => {
    const { data } = await admin(await shop(), MEMBERS, { query, first: 10, timezone: "Europe/London" });
    expect(numbers(data)).toEqual(expected);
  });

  it("are pages of at most a thousand, with an id of their own type", async () => {
    const simulator = await shop();
    const [segmentId = ""] = simulator.store.segments.ids();
    const { data } = await admin(simulator, MEMBERS, { segmentId, first: 3 });
    const page = (data as unknown as Page).customerSegmentMembers;
    expect(page).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(page.edges[0]?.node.id).toBe("gid://shopify/CustomerSegmentMember/1");
    const rest = await admin(simulator, MEMBERS, { segmentId, first: 3, after: page.pageInfo.endCursor });
    expect(numbers(rest.data)).toEqual([4]);
    expect((await admin(simulator, MEMBERS, { segmentId, first: 1001 })).errors?.[0]?.message).toContain("1000");
  });

  it.each([
    ["a query with a mistake", { query: "orders are many" }, "Query is invalid"],
    ["a segment that is none", { segmentId: "gid://shopify/Segment/1" }, "does not exist"],
    ["neither query nor segment", {}, "does not exist"],
    ["both", { query: "number_of_orders = 1", segmentId: "gid://shopify/Segment/1" }, "Only one"],
    ["a time zone that is none", { query: "number_of_orders = 1", timezone: "Atlantis" }, "Timezone"],
  ])("are refused for %s", async (_what, variables, message) => {
    const { errors } = await admin(await shop(), MEMBERS, { first: 10, ...variables });
    expect(errors?.[0]?.message).toContain(message);
  });

  it.each([
    ["members", MEMBERS, { query: "number_of_orders = 1", first: 1 }],
    ["segments", "{ segments(first: 1) { nodes { id } } }", {}],
    ["one segment", `query ($id: ID!) { node(id: $id) { id } }`, { id: "gid://shopify/Segment/580406444001" }],
  ])("are read with read_customers only: %s", async (_what, query, variables) => {
    const { errors } = await admin(await shop({ scopes: ["read_orders"] }), query, variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "ACCESS_DENIED" });
  });
});

describe("segments", () => {
  it("have unique names and queries that are understood", async () => {
    const { store } = await shop();
    expect(() => store.segments.create("Email subscribers", "number_of_orders = 1", "")).toThrow("taken");
    expect(() => store.segments.create("New", "number_of_orders is one", "")).toThrow("invalid");
  });
});
