import { GraphQLError } from "graphql";
import { numberOfId, type CustomerRecord, type StoreRecord } from "../store/records";

const term = /^(-?)(\w+):(<=|>=|<|>)?'?"?([^'"]*)'?"?$/;

const fields: Record<string, (c: CustomerRecord) => number | string | undefined> = {
  id: (c) => numberOfId(c.id),
  created_at: (c) => c.createdAt && Date.parse(c.createdAt),
  updated_at: (c) => (c.updatedAt ?? c.createdAt) && Date.parse(c.updatedAt ?? c.createdAt ?? ""),
  email: (c) => c.defaultEmailAddress?.emailAddress.toLowerCase(),
};

/**
 * The small part of Shopify's search syntax that is needed: terms on `id`, `created_at`, `updated_at` and `email`
 * that must all hold. Shopify ignores terms it does not know; here they are refused, so that none is relied upon.
 */
export function matchesSearch(record: StoreRecord, search: string): boolean {
  return search
    .replace(/\bAND\b/g, " ")
    .split(/\s+(?=-?\w+:)/)
    .map((t) => t.trim())
    .filter(Boolean)
    .every((t) => {
      const [, negated, name = "", comparator, wanted = ""] = term.exec(t) ?? [];
      const read = fields[name];
      if (!read) throw new GraphQLError(`simulator: no such search term: ${t}`);
      return compare(read(record), comparator, wanted, name) !== (negated === "-");
    });
}

function compare(
  value: number | string | undefined,
  comparator: string | undefined,
  wanted: string,
  name: string,
): boolean {
  if (value === undefined) return false;
  if (typeof value === "string") return value === wanted.toLowerCase();
  const limit = name.endsWith("_at") ? Date.parse(wanted) : Number(wanted);
  if (Number.isNaN(limit)) throw new GraphQLError(`simulator: not a value for ${name}: ${wanted}`);
  if (comparator === ">") return value > limit;
  if (comparator === ">=") return value >= limit;
  if (comparator === "<") return value < limit;
  if (comparator === "<=") return value <= limit;
  return value === limit;
}
