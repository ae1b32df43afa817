import { GraphQLError } from "graphql";

export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
}

/** Shopify's longest page; arrays are held to the same number. */
export const pageLimit = 250;

const cursorOf = (id: string): string => Buffer.from(JSON.stringify({ last_id: id })).toString("base64");

/**
 * One page of a connection over ids in their natural order; only the page's own objects are loaded.
 *
 * @throws where neither `first` nor `last` is given, a page is longer than `longest`, or a cursor is not ours.
 */
export async function connection<T>(
  ids: readonly string[],
  args: PageArguments,
  load: (id: string) => T | Promise<T>,
  longest = pageLimit,
) {
  const size = args.first ?? args.last;
  if (size === null || size === undefined) {
    throw new GraphQLError("you must provide one of first or last", { extensions: { code: "BAD_REQUEST" } });
  }
  if (size < 0 || size > longest) {
    throw new GraphQLError(`first/last must be between 0 and ${longest}`, {
      extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" },
    });
  }
  const ordered = args.reverse ? [...ids].reverse() : ids;
  const start = args.after ? position(ordered, args.after) + 1 : 0;
  const end = args.before ? position(ordered, args.before) : ordered.length;
  const page =
    args.first == null
      ? ordered.slice(Math.max(start, end - size), end)
      : ordered.slice(start, Math.min(end, start + size));
  const from = page[0] === undefined ? start : ordered.indexOf(page[0]);
  const nodes = await Promise.all(page.map(load));
  const edges = nodes.map((node, i) => ({ node, cursor: cursorOf(page[i] ?? "") }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasPreviousPage: from > 0,
      hasNextPage: from + page.length < ordered.length,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function position(ids: readonly string[], cursor: string): number {
  let id: unknown;
  try {
    id = (JSON.parse(Buffer.from(cursor, "base64").toString("utf8")) as { last_id?: unknown }).last_id;
  } catch {
    id = undefined;
  }
  const found = typeof id === "string" ? ids.indexOf(id) : -1;
  if (found === -1)
    throw new GraphQLError("Invalid cursor for current pagination sort.", { extensions: { code: "BAD_REQUEST" } });
  return found;
}
