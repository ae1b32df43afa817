import { GraphQLError } from "graphql";
import { numberOfId } from "../store/records";
import { readSegmentQuery } from "../store/segments";
import { connection, type PageArguments } from "./connection";
import type { AdminContext, Resolvers } from "./context";

/** "The maximum page size is 1000." */
const memberPageLimit = 1_000;

/** Who meets a query, oldest first. */
async function members(query: string, { store }: AdminContext): Promise<string[]> {
  const meets = readSegmentQuery(query);
  const found: string[] = [];
  for await (const batch of store.stream("Customer")) found.push(...batch.filter(meets).map(({ id }) => id));
  return found;
}

function queryOf(args: Record<string, unknown>, { store }: AdminContext): string {
  if (args.queryId) throw new GraphQLError("simulator: members are not kept for a queryId");
  if (args.sortKey) throw new GraphQLError("simulator: members are in the order of their ids");
  if (typeof args.segmentId === "string" && typeof args.query === "string")
    throw new GraphQLError("Only one of segmentId, queryId or query can be given", { extensions: { code: "INVALID" } });
  if (typeof args.query === "string") return args.query;
  const segment = typeof args.segmentId === "string" ? store.segments.get(args.segmentId) : undefined;
  if (!segment) throw new GraphQLError("Segment does not exist", { extensions: { code: "NOT_FOUND" } });
  return segment.query;
}

const isTimezone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
};

export const segmentResolvers: Resolvers = {
  "QueryRoot.segments": (_root, args, { store }) => {
    if (args.query) throw new GraphQLError("simulator: segments cannot be searched for");
    if (args.sortKey !== "CREATION_DATE" && args.sortKey !== "ID")
      throw new GraphQLError(`simulator: segments are not sorted by ${String(args.sortKey)}`);
    return connection(store.segments.ids(), args as PageArguments, (id) => store.segments.get(id));
  },
  "QueryRoot.customerSegmentMembers": async (_root, args, context) => {
    if (typeof args.timezone === "string" && !isTimezone(args.timezone))
      throw new GraphQLError("Timezone is invalid", { extensions: { code: "INVALID" } });
    const ids = await members(queryOf(args, context), context);
    const member = (id: string) => ({ id: `gid://shopify/CustomerSegmentMember/${numberOfId(id)}` });
    return { totalCount: ids.length, ...(await connection(ids, args as PageArguments, member, memberPageLimit)) };
  },
};
