import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import type { StoreWriteKind } from "./writer";

/** Something that could not be written to Shopify. */
export interface DeadWrite {
  /** Names the row in forms and cursors: kind and Shopify's number. */
  readonly id: string;
  readonly kind: StoreWriteKind;
  readonly code: string;
  readonly at: Date;
  readonly attempts: number;
  /** The customer as known here; null when it is gone. */
  readonly contactId: string | null;
  readonly name: string;
}

/** One page of what could not be written, with how many there are. */
export interface DeadWritePage {
  readonly rows: readonly DeadWrite[];
  /** How many there are; past the most that is counted, just that many. */
  readonly dead: number;
  readonly deadIsMore: boolean;
  /** How many wait to be written, counted the same way. */
  readonly pending: number;
  readonly pendingIsMore: boolean;
  readonly next: string | null;
}

const PAGE = 50;
/** Counting stops here: nobody acts differently on more, and it must not take long. */
const COUNTED = 1000;
const AGAIN_AT_ONCE = 5000;

/** One page of what could not be written to the store, newest first. `after` is the `next` of the page before. Holds no personal data but the customer's name. */
export async function listDeadWrites(shopId: number, after = ""): Promise<DeadWritePage> {
  const [, at, customerId, kind] = /^(\d{1,15})_(\d{1,19})_([a-z_]+)$/.exec(after) ?? [];
  const values: unknown[] = at ? [shopId, new Date(Number(at)), customerId, kind] : [shopId];
  const [{ rows }, dead, pending] = await Promise.all([
    pool().query<Omit<DeadWrite, "id"> & { customer_id: string }>(
      `SELECT w.customer_id, w.kind, w.outcome AS code, w.updated_at AS at, w.attempts, c.id::text AS "contactId", coalesce(nullif(c.name, ''), c.company, '') AS name
       FROM store_write w LEFT JOIN contact c ON c.shop_id = w.shop_id AND c.shopify_id = w.customer_id
       WHERE w.shop_id = $1 AND w.state = 'dead' ${at ? "AND (w.updated_at < $2 OR (w.updated_at = $2 AND (w.customer_id, w.kind) > ($3::bigint, $4)))" : ""}
       ORDER BY w.updated_at DESC, w.customer_id, w.kind LIMIT ${PAGE + 1}`,
      values,
    ),
    countUpTo(shopId, "dead"),
    countUpTo(shopId, "pending"),
  ]);
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map(({ customer_id, ...row }) => ({ ...row, id: `${row.kind}_${customer_id}` })),
    dead: Math.min(dead, COUNTED),
    deadIsMore: dead > COUNTED,
    pending: Math.min(pending, COUNTED),
    pendingIsMore: pending > COUNTED,
    next: rows.length > PAGE && last ? `${last.at.getTime()}_${last.customer_id}_${last.kind}` : null,
  };
}

/** Has one dead write tried again. Throws `Problem("not_found")` for what is none, or is no longer. */
export async function tryWriteAgain(shopId: number, id: string, actor: string, at: Date): Promise<void> {
  const [, kind, customerId] = /^([a-z_]+)_(\d{1,19})$/.exec(id) ?? [];
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE store_write SET state = 'pending', attempts = 0, not_before = to_timestamp(0), outcome = NULL, version = version + 1
       WHERE shop_id = $1 AND customer_id = $2 AND kind = $3 AND state = 'dead'`,
      [shopId, customerId ?? null, kind ?? null],
    );
    if (!rowCount) throw new Problem("not_found");
    await enqueue(tx, "store-writes", { shopId });
    await record(tx, shopId, { act: "store_write_retried", actor, at, subject: { kind: "store_write", id } });
  });
}

/** Queues that every dead write of the shop is tried again. */
export async function requestAllAgain(shopId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await enqueue(tx, "store-writes-again", { shopId });
    await record(tx, shopId, { act: "store_writes_retried", actor, at });
  });
}

/** Has every dead write tried again, some thousand at a time. */
export async function tryAllAgain(shopId: number): Promise<void> {
  for (let again = 1; again > 0;) {
    again = await transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `UPDATE store_write SET state = 'pending', attempts = 0, not_before = to_timestamp(0), outcome = NULL, version = version + 1
         WHERE shop_id = $1 AND (customer_id, kind) IN (
           SELECT customer_id, kind FROM store_write WHERE shop_id = $1 AND state = 'dead' LIMIT ${AGAIN_AT_ONCE} FOR UPDATE)`,
        [shopId],
      );
      if (rowCount) await enqueue(tx, "store-writes", { shopId });
      return rowCount ?? 0;
    });
  }
}

async function countUpTo(shopId: number, state: "dead" | "pending"): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT 1 FROM store_write WHERE shop_id = $1 AND state = $2 LIMIT ${COUNTED + 1}) counted`,
    [shopId, state],
  );
  return rows[0]?.n ?? 0;
}
