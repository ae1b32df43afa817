import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { DUE } from "./retentionRules";

/** Rows to one transaction. */
const CHUNK = 2000;

const REDUCTIONS = {
  mail_event: "UPDATE mail_event SET detail = NULL",
  opt_out_trace: "DELETE FROM opt_out_trace",
  privacy_request: "UPDATE privacy_request SET note = NULL",
  company_look_up: "DELETE FROM company_look_up",
  store_order: "DELETE FROM store_order",
  product_purchase: "DELETE FROM product_purchase",
  staff_address: "DELETE FROM staff_address",
  former_mailbox: "DELETE FROM former_mailbox",
} as const;

/**
 * Every night: takes out what its time is over for and no other job removes (UK GDPR Art 5(1)(e)): details of delivery reports, what opened opt-out links, notes on requests that were closed, answers of Companies House about nobody's number any more, old orders, addresses for tests that nobody confirmed, mailboxes that contacts had before and that lead to no mail. Some thousand rows
 * a transaction; safe to run again. What went is kept in the audit, as rows by table.
 */
export async function reduceOld(at: Date): Promise<void> {
  const { rows: shops } = await pool().query<{ id: number }>("SELECT id FROM shop ORDER BY id");
  for (const { id: shopId } of shops) {
    const counts: Record<string, number> = {};
    for (const table of Object.keys(REDUCTIONS) as (keyof typeof REDUCTIONS)[]) {
      for (let gone = CHUNK; gone === CHUNK;) {
        gone = await transaction(async (tx) => {
          const { rowCount } = await tx.query(
            `${REDUCTIONS[table]} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE shop_id = $1 AND ${DUE[table]} LIMIT ${CHUNK} FOR UPDATE))`,
            [shopId, at],
          );
          return rowCount ?? 0;
        });
        if (gone > 0) counts[table] = (counts[table] ?? 0) + gone;
      }
    }
    if (Object.keys(counts).length > 0)
      await transaction((tx) =>
        record(tx, shopId, { act: "retention_reduced", actor: THE_APP, at, after: { rows: counts } }),
      );
  }
}
