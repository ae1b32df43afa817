import { GraphQLError } from "graphql";
import type { CustomerRecord } from "./records";

/** A customer segment of the shop. */
export interface SegmentRecord {
  [field: string]: unknown;
  id: string;
  name: string;
  query: string;
  creationDate: string;
  lastEditDate: string;
}

/** The segments that Shopify puts into every new shop, with Shopify's own queries. */
const PRESET = [
  ["Customers who have purchased at least once", "number_of_orders >= 1"],
  ["Email subscribers", "email_subscription_status = 'SUBSCRIBED'"],
  ["Customers who have purchased more than once", "number_of_orders > 1"],
  ["Customers who haven't purchased", "number_of_orders = 0"],
] as const;

/** The shop's segments: names are unique, and a query that is not understood is refused. */
export class Segments {
  readonly #segments = new Map<string, SegmentRecord>();
  #number = 580_406_444_000;

  constructor(createdAt: string) {
    for (const [name, query] of PRESET) this.create(name, query, createdAt);
  }

  get(id: string): SegmentRecord | undefined {
    return this.#segments.get(id);
  }

  /** Ids in the order of their making. */
  ids(): string[] {
    return [...this.#segments.keys()];
  }

  create(name: string, query: string, at: string): SegmentRecord {
    if ([...this.#segments.values()].some((other) => other.name === name))
      throw new Error(`Name has already been taken: ${name}`);
    readSegmentQuery(query);
    const id = `gid://shopify/Segment/${(this.#number += 1)}`;
    const segment = { id, name, query, creationDate: at, lastEditDate: at };
    this.#segments.set(id, segment);
    return segment;
  }

  update(id: string, changes: { name?: string; query?: string }, at: string): void {
    const segment = this.#segments.get(id);
    if (!segment) throw new Error(`no such segment: ${id}`);
    if (changes.query !== undefined) readSegmentQuery(changes.query);
    this.#segments.set(id, { ...segment, ...changes, lastEditDate: at });
  }

  delete(id: string): void {
    this.#segments.delete(id);
  }
}

type Test = (customer: CustomerRecord) => boolean;

const CONDITION = /^(\w+)\s*(>=|<=|!=|=|>|<|CONTAINS|NOT CONTAINS)\s*(?:'([^']*)'|(\d+(?:\.\d+)?))$/;

/**
 * The small part of Shopify's language of segments that is needed: conditions on orders, spending, tags, country and subscription that must all hold. What Shopify knows besides is refused here, so that none is relied upon.
 *
 * @throws as Shopify does for a query with a mistake in it.
 */
export function readSegmentQuery(query: string): Test {
  const tests = query.split(/\s+AND\s+/).map((part) => {
    const [, name = "", sign = "", text, number] = CONDITION.exec(part.trim()) ?? [];
    const test = condition(name, sign, text, number);
    if (!test) throw new GraphQLError(`Query is invalid: ${part}`, { extensions: { code: "INVALID" } });
    return test;
  });
  return (customer) => tests.every((test) => test(customer));
}

function condition(name: string, sign: string, text: string | undefined, number: string | undefined): Test | undefined {
  const figure = (read: (customer: CustomerRecord) => number): Test | undefined =>
    number === undefined ? undefined : compared(read, sign, Number(number));
  const listed = (read: (customer: CustomerRecord) => readonly string[]): Test | undefined => {
    if (text === undefined || !sign.endsWith("CONTAINS")) return undefined;
    return (customer) => read(customer).includes(text) === (sign === "CONTAINS");
  };
  switch (name) {
    case "number_of_orders":
      return figure((customer) => Number(customer.numberOfOrders ?? 0));
    case "amount_spent":
      return figure((customer) => Number(customer.amountSpent?.amount ?? 0));
    case "customer_tags":
      return listed((customer) => customer.tags ?? []);
    case "customer_countries":
      return listed((customer) => [customer.defaultAddress?.countryCodeV2 ?? []].flat());
    case "email_subscription_status":
      return text !== undefined && sign === "="
        ? (customer) => (customer.defaultEmailAddress?.marketingState ?? "NOT_SUBSCRIBED") === text
        : undefined;
    default:
      return undefined;
  }
}

function compared(read: (customer: CustomerRecord) => number, sign: string, limit: number): Test | undefined {
  const tests: Record<string, Test> = {
    ">=": (customer) => read(customer) >= limit,
    "<=": (customer) => read(customer) <= limit,
    ">": (customer) => read(customer) > limit,
    "<": (customer) => read(customer) < limit,
    "=": (customer) => read(customer) === limit,
    "!=": (customer) => read(customer) !== limit,
  };
  return tests[sign];
}
