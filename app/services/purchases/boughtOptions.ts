import { pool } from "~/db/client";
import { GIVEN_UP_HOURS } from "~/db/queue";

/** A product that was picked for an audience once. */
export interface PickedItem {
  readonly id: number;
  readonly title: string;
}

/** A collection that was picked for an audience once. */
export interface PickedCollection extends PickedItem {
  /** Products in it when it was last read; null until then. */
  readonly products: number | null;
  readonly readAt: Date | null;
  readonly goneAt: Date | null;
  readonly failure: string | null;
  /** Whether its products were asked for lately and are still to come. */
  readonly reading: boolean;
}

/** What audiences can be chosen by of what was bought, and how much is known of it. */
export interface BoughtOptions {
  readonly products: readonly PickedItem[];
  readonly collections: readonly PickedCollection[];
  /** As of when the store's orders were last read, and how many it showed; null while they never were. */
  readonly readAt: Date | null;
  readonly orders: number;
  /** Whether a reading is under way, and was not given up. */
  readonly reading: boolean;
  readonly failure: string | null;
}

const OFFERED = 50;

/** Reads them for the form of an audience: the products and collections picked last, and those chosen already. */
export async function boughtOptions(
  shopId: number,
  chosen: { readonly products: readonly number[]; readonly collections: readonly number[] },
  at: Date,
): Promise<BoughtOptions> {
  const recent = (asked: string, now: string) =>
    `${asked} > ${now}::timestamptz - make_interval(hours => ${GIVEN_UP_HOURS})`;
  const offered = (table: "store_product" | "store_collection") =>
    `shop_id = $1 AND (id = ANY($2::bigint[]) OR id IN (SELECT id FROM ${table} WHERE shop_id = $1 ORDER BY picked_at DESC, id LIMIT ${OFFERED})) ORDER BY id`;
  const [products, collections, reading] = await Promise.all([
    pool().query<{ id: string; title: string }>(
      `SELECT id, title FROM store_product WHERE ${offered("store_product")}`,
      [shopId, chosen.products],
    ),
    pool().query<PickedCollection & { id: string }>(
      `SELECT id, title, read_at AS "readAt", gone_at AS "goneAt", failure,
         failure IS NULL AND coalesce(${recent("asked_at", "$3")} AND greatest(read_at, gone_at, '-infinity') < asked_at, false) AS reading, CASE WHEN read_at IS NOT NULL THEN
         (SELECT count(*)::int FROM store_collection_product p WHERE p.shop_id = k.shop_id AND p.collection_id = k.id) END AS products
       FROM store_collection k WHERE ${offered("store_collection")}`,
      [shopId, chosen.collections, at],
    ),
    pool().query<Pick<BoughtOptions, "readAt" | "orders" | "reading" | "failure">>(
      `SELECT read_at AS "readAt", orders, asked > done AND failure IS NULL AND ${recent("asked_at", "$2")} AS reading, failure FROM purchase_reading WHERE shop_id = $1`,
      [shopId, at],
    ),
  ]);
  const numbered = <T extends { readonly id: string }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, id: Number(row.id) }));
  const state = reading.rows[0] ?? { readAt: null, orders: 0, reading: false, failure: null };
  return { products: numbered(products.rows), collections: numbered(collections.rows), ...state };
}
