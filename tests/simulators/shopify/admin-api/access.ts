import { getNamedType, GraphQLError, type GraphQLOutputType } from "graphql";

/** Scopes of which one is needed to read a type, as the schema's descriptions have it. */
const readers: Record<string, string[]> = {
  Customer: ["read_customers"],
  CompanyContact: ["read_companies", "read_customers"],
  Company: ["read_companies", "read_customers"],
  CompanyLocation: ["read_companies", "read_customers"],
  Order: ["read_orders"],
  Product: ["read_products"],
  Collection: ["read_products"],
  LineItem: ["read_orders"],
  Segment: ["read_customers"],
  CustomerSegmentMember: ["read_customers"],
};

const countedTypes: Record<string, string> = { "QueryRoot.customersCount": "Customer" };

const mutationScopes: Record<string, string> = {
  customerEmailMarketingConsentUpdate: "write_customers",
  stagedUploadsCreate: "write_files",
  fileCreate: "write_files",
};

/** Writing a metafield needs the scope that writes its owner; a shop's own metafields need none. */
export const ownerScopes: Record<string, string> = {
  Customer: "write_customers",
  Order: "write_orders",
  Company: "write_companies",
};

/** Defining metafields needs access to the type of resource that owns them. */
export const definitionScopes: Record<string, string> = {
  CUSTOMER: "read_customers",
  ORDER: "read_orders",
  COMPANY: "read_companies",
};

/** Whether a granted set covers a scope: writing includes reading. */
export const covers = (granted: ReadonlySet<string>, scope: string): boolean =>
  granted.has(scope) || granted.has(scope.replace(/^read_/, "write_"));

/** Scopes of which one is missing for this field; undefined where it may be read. */
export function missingScopes(
  granted: ReadonlySet<string>,
  parent: string,
  field: { name: string; type: GraphQLOutputType },
): string[] | undefined {
  const named = getNamedType(field.type).name.replace(/Connection$/, "");
  const wanted =
    parent === "Mutation"
      ? [mutationScopes[field.name] ?? []].flat()
      : (readers[countedTypes[`${parent}.${field.name}`] ?? named] ?? []);
  return wanted.length === 0 || wanted.some((scope) => covers(granted, scope)) ? undefined : wanted;
}

/** Without `read_all_orders` an app sees the orders of the last 60 days. */
export const visibleOrdersSince = (granted: ReadonlySet<string>, now: number): number =>
  granted.has("read_all_orders") ? Number.NEGATIVE_INFINITY : now - 60 * 86_400_000;

/** Shopify's answer to a field whose scope the app was not granted. */
export function accessDenied(field: string, scopes: string[]): GraphQLError {
  const requiredAccess = `${scopes.map((s) => `\`${s}\``).join(" or ")} access scope.`;
  return new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
    extensions: { code: "ACCESS_DENIED", documentation: "https://shopify.dev/api/usage/access-scopes", requiredAccess },
  });
}
