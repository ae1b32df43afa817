import { buildSchema, graphql } from "graphql";
import { shopId } from "../admin-api/context";
import { resolveNamespace } from "../store/metafields";
import type { CustomerRecord } from "../store/records";
import type { Store } from "../store/store";

/** The part of the Customer Account API that an extension of this app reads, as shopify.dev documents it: objects Shop, Customer and Metafield. */
const schema = buildSchema(`
  type QueryRoot { shop: Shop! customer: Customer! }
  schema { query: QueryRoot }
  type Shop { id: ID! metafield(namespace: String!, key: String!): Metafield }
  type Customer { id: ID! displayName: String! }
  type Metafield { namespace: String! key: String! type: String! value: String! }
`);

/**
 * Answers a request body as the Customer Account API answers the customer who is logged in. A metafield is there only where a definition lets customer accounts read it. What is not in the schema is an error, as there.
 */
export async function askCustomerApi(
  store: Store,
  customer: CustomerRecord,
  body: string,
): Promise<{ status: number; body: string }> {
  const { query, variables } = JSON.parse(body) as { query?: string; variables?: Record<string, unknown> };
  const metafield = ({ namespace, key }: { namespace: string; key: string }) => {
    const resolved = resolveNamespace(namespace);
    const definition = store.metafields.definition("SHOP", resolved, key);
    if (!definition || definition.access.customerAccount === "NONE") return null;
    return store.metafields.get(shopId, resolved, key) ?? null;
  };
  const rootValue = {
    shop: { id: shopId, metafield },
    customer: { id: customer.id, displayName: customer.displayName ?? "" },
  };
  const answer = await graphql({ schema, source: query ?? "", rootValue, variableValues: variables ?? {} });
  return { status: 200, body: JSON.stringify(answer) };
}
