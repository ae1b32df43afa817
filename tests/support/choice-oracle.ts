import { pool } from "~/db/client";

/** What is asked of somebody by their tags, and by what the store told apart from the customers themselves. */
export interface ToldCriteria {
  readonly tags: readonly string[];
  readonly tagsAll: readonly string[];
  readonly tagsNone: readonly string[];
  readonly segments: readonly number[];
  readonly boughtProducts: readonly number[];
  readonly boughtCollections: readonly number[];
  readonly boughtWithinDays: number | null;
}

/**
 * Chooses a shop's present contacts slowly, one after the other, by tags, segments of the store and what was bought, from the raw tables alone. Written apart from the app's statement, from docs/decisions/0036 and 0037, and shares nothing with it.
 * Gives their numbers.
 */
export async function chooseSlowly(shopId: number, wanted: ToldCriteria, at: Date): Promise<Set<string>> {
  const [contacts, takes, members, contents, purchases] = await Promise.all([
    rowsOf(
      shopId,
      "contact",
      "id::text, coalesce(shopify_id::text, ''), (deleted_at IS NULL)::text, array_to_string(tags, '|')",
    ),
    rowsOf(shopId, "store_segment", "id::text, take::text"),
    rowsOf(shopId, "store_segment_member", "segment_id::text, take::text, customer_id::text"),
    rowsOf(shopId, "store_collection_product", "collection_id::text, product_id::text"),
    rowsOf(shopId, "product_purchase", "customer_id::text, product_id::text, extract(epoch FROM last_at)::text"),
  ]);
  const wholeTake = new Map(takes.map(([segment = "", take]) => [segment, take]));
  const segmentsOf = new Map<string, Set<number>>();
  for (const [segment = "", take, customer = ""] of members)
    if (wholeTake.get(segment) === take) listIn(segmentsOf, customer).add(Number(segment));
  const since =
    wanted.boughtWithinDays === null ? -Infinity : at.getTime() / 1000 - wanted.boughtWithinDays * 24 * 60 * 60;
  const productsOf = new Map<string, Set<number>>();
  for (const [customer = "", product, when] of purchases)
    if (Number(when) >= since) listIn(productsOf, customer).add(Number(product));
  const inCollections = contents
    .filter(([collection]) => wanted.boughtCollections.includes(Number(collection)))
    .map(([, product]) => Number(product));

  const chosen = new Set<string>();
  for (const [id = "", customer = "", present, tags = ""] of contacts) {
    const tagged = (tag: string) => tags.toLowerCase().split("|").includes(tag.toLowerCase());
    const isIn = segmentsOf.get(customer) ?? new Set();
    const has = productsOf.get(customer) ?? new Set();
    if (present !== "true") continue;
    if (wanted.tags.length > 0 && !wanted.tags.some(tagged)) continue;
    if (!wanted.tagsAll.every(tagged) || wanted.tagsNone.some(tagged)) continue;
    if (wanted.segments.length > 0 && !wanted.segments.some((segment) => isIn.has(segment))) continue;
    if (wanted.boughtProducts.length > 0 && !wanted.boughtProducts.some((product) => has.has(product))) continue;
    if (wanted.boughtCollections.length > 0 && !inCollections.some((product) => has.has(product))) continue;
    if (wanted.boughtWithinDays !== null && has.size === 0) continue;
    chosen.add(id);
  }
  return chosen;
}

function listIn(all: Map<string, Set<number>>, key: string): Set<number> {
  const list = all.get(key) ?? new Set();
  all.set(key, list);
  return list;
}

async function rowsOf(shopId: number, table: string, columns: string): Promise<string[][]> {
  const { rows } = await pool().query<{ row: string[] }>(
    `SELECT ARRAY[${columns}] AS row FROM ${table} WHERE shop_id = $1`,
    [shopId],
  );
  return rows.map(({ row }) => row);
}
