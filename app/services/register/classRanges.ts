import type { Sql } from "~/db/transaction";

/** Contacts of one class whose last relation was in the months from `from` up to, without, `to`. */
export interface ClassRange {
  readonly factClass: string;
  readonly from: number;
  readonly to: number;
}

/** Ends of a range that is open: no month lies beyond them. */
export const EARLIEST = 0;
export const LATEST = 2_147_483_647;

/** How many present contacts of a class were last related within the time, and how many before. */
export interface ClassCount {
  readonly factClass: string;
  readonly within: number;
  readonly past: number;
}

/** Present contacts by class, parted at a month. Sums what a trigger counts: no contact is read. */
export async function countByClass(tx: Sql, shopId: number, oldestWithin: number): Promise<ClassCount[]> {
  const { rows } = await tx.query<ClassCount>(
    `SELECT fact_class AS "factClass", coalesce(sum(contacts) FILTER (WHERE month >= $2), 0)::int AS within,
            coalesce(sum(contacts) FILTER (WHERE month < $2), 0)::int AS past
     FROM contact_count WHERE shop_id = $1 GROUP BY fact_class HAVING bool_or(contacts <> 0) ORDER BY fact_class`,
    [shopId, oldestWithin],
  );
  return rows;
}

/** Contacts by class that are gone from the store and were last related before a month: their data is here, and they are in no list. */
export async function countGone(tx: Sql, shopId: number, beforeMonth: number): Promise<Omit<ClassCount, "within">[]> {
  const { rows } = await tx.query<Omit<ClassCount, "within">>(
    `SELECT fact_class AS "factClass", count(*)::int AS past FROM contact
     WHERE shop_id = $1 AND deleted_at IS NOT NULL AND removed_at IS NULL AND related_month < $2 GROUP BY fact_class`,
    [shopId, beforeMonth],
  );
  return rows;
}
