import { pool } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { lockList } from "./findList";
import { noteListEvent } from "./listEvents";

/** Days after its upload for which a list's file and the rows that were not stored are kept (P3; UK GDPR Art 5(1)(e)). */
export const KEPT_DAYS = 7;

/** Discards a list before its import: its file and rows are forgotten at once, and what was declared stays. Throws `Problem` with `wrong_state` or `not_found`. */
export async function discardList(shopId: number, listId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await lockList(tx, shopId, listId, ["uploaded", "checking", "checked"]);
    await forget(tx, shopId, listId, at);
    await noteListEvent(tx, shopId, listId, { act: "discarded", actor, at });
  });
}

/** Forgets the files and rows of all lists that were uploaded a week ago; a list that was never imported counts as discarded. What was stored as a contact, and where it comes from, stays. */
export async function forgetOldLists(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; id: number }>(
    `SELECT shop_id AS "shopId", id FROM prospect_list
     WHERE forgotten_at IS NULL AND uploaded_at <= $1::timestamptz - make_interval(days => ${KEPT_DAYS}) AND state NOT IN ('checking', 'importing')`,
    [at],
  );
  for (const { shopId, id } of rows) {
    await transaction(async (tx) => {
      await lockList(tx, shopId, id, ["uploaded", "checked", "imported", "discarded"]);
      await forget(tx, shopId, id, at);
      await noteListEvent(tx, shopId, id, { act: "forgotten", actor: "Twostage", at });
    });
  }
}

async function forget(tx: Sql, shopId: number, listId: number, at: Date): Promise<void> {
  for (const table of ["prospect_file_part", "prospect_row"])
    await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND list_id = $2`, [shopId, listId]);
  await tx.query(
    `UPDATE prospect_list SET forgotten_at = $3, state = CASE WHEN state = 'imported' THEN state ELSE 'discarded' END WHERE shop_id = $1 AND id = $2`,
    [shopId, listId, at],
  );
}
