import { z } from "zod";
import { pool } from "~/db/client";
import { enqueue, GIVEN_UP_HOURS } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";

const number = z.string().regex(/^[1-9]\d{0,14}$/);
const picked = z.array(z.object({ id: number, title: z.string().trim().min(1).max(255) })).max(50);
const pickedInput = z.object({ products: picked, collections: picked });

/** What was picked in the store, by number, with its title. */
export type Picked = z.input<typeof pickedInput>;

/** Orders read this lately need not be read again for somebody who picks: each one since has been noted as it was placed. */
const FRESH_HOURS = 20;

/**
 * Keeps the titles of products and collections that staff picked for an audience, asks for the products in those collections, and, unless that was done lately, for what the store's orders hold. Throws `Problem("input_invalid")`
 * for what is none.
 */
export async function askPurchases(shopId: number, input: Picked, actor: string, at: Date): Promise<void> {
  const parsed = pickedInput.safeParse(input);
  if (!parsed.success)
    throw new Problem(
      "input_invalid",
      parsed.error.issues.map(({ path: [part] }) =>
        part === "collections" ? "criteria.boughtCollections" : "criteria.boughtProducts",
      ),
    );
  const { products, collections } = parsed.data;
  await transaction(async (tx) => {
    await keep(tx, shopId, "store_product", products, at);
    await keep(tx, shopId, "store_collection", collections, at);
    await askCollections(
      tx,
      shopId,
      collections.map(({ id }) => id),
      at,
    );
    if (await askReading(tx, shopId, at)) await record(tx, shopId, { act: "purchases_asked", actor, at });
  });
}

async function keep(
  tx: Sql,
  shopId: number,
  table: "store_product" | "store_collection",
  rows: readonly { readonly id: string; readonly title: string }[],
  at: Date,
): Promise<void> {
  const newest = [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => Number(a.id) - Number(b.id));
  await tx.query(
    `INSERT INTO ${table} (shop_id, id, title, picked_at) SELECT $1, id, title, $4 FROM unnest($2::bigint[], $3::text[]) AS picked (id, title)
     ON CONFLICT (shop_id, id) DO UPDATE SET title = excluded.title, picked_at = excluded.picked_at`,
    [shopId, newest.map(({ id }) => id), newest.map(({ title }) => title), at],
  );
}

/** Queues a reading of what is in these collections, where that is not known of late and is not under way. */
async function askCollections(tx: Sql, shopId: number, ids: readonly string[], at: Date): Promise<void> {
  const { rows } = await tx.query<{ collectionId: string }>(
    `UPDATE store_collection SET asked_at = $3, failure = NULL WHERE shop_id = $1 AND id = ANY($2::bigint[])
       AND (gone_at IS NOT NULL OR failure IS NOT NULL OR coalesce(read_at, '-infinity') < $3::timestamptz - make_interval(hours => ${FRESH_HOURS})
            AND coalesce(asked_at, '-infinity') < $3::timestamptz - make_interval(hours => ${GIVEN_UP_HOURS})) RETURNING id::text AS "collectionId"`,
    [shopId, ids, at],
  );
  for (const { collectionId } of rows) await enqueue(tx, "collection-read", { shopId, collectionId });
}

const ASK_ANEW = "SET asked = r.asked + 1, asked_at = $2, bulk_operation_id = NULL, started_at = NULL, failure = NULL";

/** Queues a reading of the store's orders, unless one is under way or was made lately; one that came to no end is made anew. Tells whether it did. */
async function askReading(tx: Sql, shopId: number, at: Date): Promise<boolean> {
  return queueReading(
    tx,
    `INSERT INTO purchase_reading AS r (shop_id, asked, asked_at) VALUES ($1, 1, $2) ON CONFLICT (shop_id) DO UPDATE ${ASK_ANEW}
     WHERE r.asked_at < $2::timestamptz - make_interval(hours => CASE WHEN r.asked > r.done THEN ${GIVEN_UP_HOURS} ELSE ${FRESH_HOURS} END) OR r.failure IS NOT NULL RETURNING asked AS reading`,
    shopId,
    at,
  );
}

/**
 * Queues a reading of the store's orders where one was made or begun before, in the caller's transaction: for the end of the first sync after an installation. What customers bought who were no contacts yet was left out until then.
 */
export async function askPurchasesAgain(tx: Sql, shopId: number, at: Date): Promise<void> {
  const asked = `UPDATE purchase_reading AS r ${ASK_ANEW} WHERE shop_id = $1 RETURNING asked AS reading`;
  if (await queueReading(tx, asked, shopId, at))
    await record(tx, shopId, { act: "purchases_asked", actor: THE_APP, at });
}

async function queueReading(tx: Sql, sql: string, shopId: number, at: Date): Promise<boolean> {
  const { rows } = await tx.query<{ reading: number }>(sql, [shopId, at]);
  const [asked] = rows;
  if (asked) await enqueue(tx, "purchases-read", { shopId, reading: asked.reading });
  return asked !== undefined;
}

/** Reads anew, every night, the orders of shops in which an audience in use asks what was bought, and the collections that such an audience names. */
export async function askDailyPurchases(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; collections: string[] }>(
    `WITH used AS (
       SELECT a.shop_id, v.criteria FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version
       JOIN shop p ON p.id = a.shop_id AND p.uninstalled_at IS NULL WHERE a.archived_at IS NULL
     )
     SELECT u.shop_id AS "shopId", array(
       SELECT k.id::text FROM store_collection k WHERE k.shop_id = u.shop_id AND k.gone_at IS NULL
         AND EXISTS (SELECT 1 FROM used o WHERE o.shop_id = k.shop_id AND o.criteria -> 'boughtCollections' @> to_jsonb(k.id))) AS collections
     FROM used u WHERE jsonb_array_length(coalesce(u.criteria -> 'boughtProducts', '[]')) > 0 OR jsonb_array_length(coalesce(u.criteria -> 'boughtCollections', '[]')) > 0
       OR u.criteria -> 'boughtWithinDays' > '0' GROUP BY u.shop_id`,
  );
  for (const { shopId, collections } of rows)
    await transaction(async (tx) => {
      await askCollections(tx, shopId, collections, at);
      if (await askReading(tx, shopId, at)) await record(tx, shopId, { act: "purchases_asked", actor: THE_APP, at });
    });
}
