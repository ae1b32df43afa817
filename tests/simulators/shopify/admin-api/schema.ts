import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLSchema } from "graphql";

/** The part of Shopify's Admin schema that lies beside this file; what it lacks cannot be asked for. */
export function loadAdminSchema(): GraphQLSchema {
  return buildSchema(readFileSync(new URL("../schema/admin.graphql", import.meta.url), "utf8"));
}

/** The version the app speaks; any other is answered with 404. */
export const adminApiVersion = "2026-07";
