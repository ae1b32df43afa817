import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";

/** Asks for a sync of the whole store. Throws `Problem("sync_running")` while one is under way. Gives the run's id. */
export async function requestSync(shopId: number, actor: string): Promise<number> {
  return transaction(async (tx) => {
    // One at a time: the shop's row orders those who ask at once.
    await tx.query("SELECT 1 FROM shop WHERE id = $1 FOR UPDATE", [shopId]);
    const { rowCount } = await tx.query(
      "SELECT 1 FROM sync_run WHERE shop_id = $1 AND state IN ('requested', 'running', 'importing')",
      [shopId],
    );
    if (rowCount) throw new Problem("sync_running");
    const { rows } = await tx.query<{ id: number }>(
      "INSERT INTO sync_run (shop_id, started_by) VALUES ($1, $2) RETURNING id",
      [shopId, actor],
    );
    const runId = rows[0]?.id as number;
    await enqueue(tx, "sync-start", { shopId, runId });
    return runId;
  });
}
