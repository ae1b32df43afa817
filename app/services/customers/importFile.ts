import type { SyncRun } from "@prisma/client";
import { transaction } from "~/db/transaction";
import { askPurchasesAgain } from "~/services/purchases/askPurchases";
import { companiesImport, markUntoldGone } from "./importCompanies";
import { customersImport, forgetSeen, settleContacts, markUnseenGone } from "./importCustomers";
import { beginImport, importPart } from "./importPart";
import { untoldFields } from "./missing";

/** A run with its file at hand. */
export interface ReadyRun extends Pick<SyncRun, "shopId" | "id" | "part" | "missing" | "cause"> {
  /** When the store was asked for the file. */
  readonly readAt: Date;
  /** Objects that Shopify says are in it. */
  readonly expected: number;
}

/**
 * Imports the file of a run's part, from where the run stands to its end; customers end the run. `open` gives the file's bytes from an offset on. Gives `false`, and leaves the rest to whoever has it, when the
 * run has ended or another worker has taken it over.
 */
export async function importFile(
  run: ReadyRun,
  open: (from: number) => AsyncIterable<Uint8Array>,
  at: Date,
): Promise<boolean> {
  const { shopId, id: runId, readAt } = run;
  const from = await beginImport(shopId, runId, run.expected, at);
  if (!from) return false;
  const bytes = open(from.bytes);
  if (run.part === "companies") {
    if (!(await importPart(shopId, runId, from, bytes, companiesImport(shopId, readAt)))) return false;
    await transaction((tx) => markUntoldGone(tx, shopId, null, readAt, at));
    return true;
  }
  if (
    !(await importPart(shopId, runId, from, bytes, customersImport(shopId, runId, readAt, run.cause === "reinstalled")))
  )
    return false;
  const gone = await markUnseenGone(shopId, runId, readAt, at);
  const missing = new Set([...run.missing, ...(await untoldFields(shopId))]);
  const ended = await transaction(async (tx) => {
    const { rows } = await tx.query<{ rows: number; changed: number; first: boolean }>(
      `UPDATE sync_run SET state = 'finished', finished_at = $3, gone = $4, missing = $5 WHERE shop_id = $1 AND id = $2 AND state = 'importing'
       RETURNING rows, changed, NOT EXISTS (SELECT 1 FROM sync_run o WHERE o.shop_id = $1 AND o.state = 'finished') AS first`,
      [shopId, runId, at, gone, [...missing]],
    );
    const [finished] = rows;
    if (finished && (finished.first || run.cause === "reinstalled")) await askPurchasesAgain(tx, shopId, at);
    return finished;
  });
  await forgetSeen(shopId, runId);
  if (ended) await settleContacts(ended.changed, ended.rows);
  return ended !== undefined;
}
