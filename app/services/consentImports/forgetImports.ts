import { pool } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { KEPT_DAYS } from "~/services/prospects/forgetLists";
import { lockImport } from "./findImport";

/** Discards a file before it is taken: its bytes and rows are forgotten at once. Throws `Problem` with `wrong_state` or `not_found`. */
export async function discardImport(shopId: number, importId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await lockImport(tx, shopId, importId, ["uploaded", "checking", "checked"]);
    await forget(tx, shopId, importId, at);
    const subject = { kind: "consent_import", id: importId } as const;
    await record(tx, shopId, { act: "consents_discarded", actor, at, subject });
  });
}

/** Forgets the files and rows of all imports that were uploaded a week ago; one that was never taken counts as discarded. What was signed, and what is in the ledger, stays. */
export async function forgetOldImports(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; id: number }>(
    `SELECT shop_id AS "shopId", id FROM consent_import
     WHERE forgotten_at IS NULL AND uploaded_at <= $1::timestamptz - make_interval(days => ${KEPT_DAYS}) AND state NOT IN ('checking', 'importing')`,
    [at],
  );
  for (const { shopId, id } of rows)
    await transaction(async (tx) => {
      await lockImport(tx, shopId, id, ["uploaded", "checked", "imported", "discarded"]);
      await forget(tx, shopId, id, at);
      const subject = { kind: "consent_import", id } as const;
      await record(tx, shopId, { act: "consents_forgotten", actor: THE_APP, at, subject });
    });
}

async function forget(tx: Sql, shopId: number, importId: number, at: Date): Promise<void> {
  for (const table of ["consent_import_part", "consent_import_row"])
    await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND import_id = $2`, [shopId, importId]);
  await tx.query(
    `UPDATE consent_import SET forgotten_at = $3, state = CASE WHEN state = 'imported' THEN state ELSE 'discarded' END WHERE shop_id = $1 AND id = $2`,
    [shopId, importId, at],
  );
}
