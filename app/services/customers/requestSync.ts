import { prisma } from "~/db/client";
import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";

/** Why a sync runs: the shop's first, asked for by staff, every night, or since the app is back. */
export type SyncCause = "first" | "staff" | "nightly" | "reinstalled";

/** Asks for a sync of the whole store. Throws `Problem("sync_running")` while one is under way. Gives the run's id. */
export async function requestSync(
  shopId: number,
  actor: string,
  at: Date,
  cause: SyncCause = "staff",
): Promise<number> {
  return transaction(async (tx) => {
    // One at a time: the shop's row orders those who ask at once.
    await lockShop(tx, shopId);
    const { rowCount } = await tx.query(
      "SELECT 1 FROM sync_run WHERE shop_id = $1 AND state IN ('requested', 'running', 'importing')",
      [shopId],
    );
    if (rowCount) throw new Problem("sync_running");
    const { rows } = await tx.query<{ id: number }>(
      "INSERT INTO sync_run (shop_id, started_by, cause) VALUES ($1, $2, $3) RETURNING id",
      [shopId, actor, cause],
    );
    const runId = rows[0]?.id as number;
    await enqueue(tx, "sync-start", { shopId, runId });
    await record(tx, shopId, {
      act: "sync_asked",
      actor,
      at,
      subject: { kind: "sync_run", id: runId },
      after: { cause },
    });
    return runId;
  });
}

/** Asks for a sync of every shop that has the app, to find what messages missed. A shop that is being synced already is passed over. */
export async function requestNightlySyncs(at: Date): Promise<void> {
  const shops = await prisma().shop.findMany({ where: { uninstalledAt: null }, select: { id: true } });
  for (const { id } of shops) {
    try {
      await requestSync(id, THE_APP, at, "nightly");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}

/** Ends the sync under way: what has been imported stays, and the next sync sees the rest. Throws `Problem("wrong_state")` when none is under way. */
export async function cancelSync(shopId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `UPDATE sync_run SET state = 'cancelled', finished_at = $2, cancelled_by = $3
       WHERE shop_id = $1 AND state IN ('requested', 'running', 'importing') RETURNING id`,
      [shopId, at, actor],
    );
    const [run] = rows;
    if (!run) throw new Problem("wrong_state");
    await enqueue(tx, "sync-cancel", { shopId, runId: run.id });
    await record(tx, shopId, { act: "sync_cancelled", actor, at, subject: { kind: "sync_run", id: run.id } });
  });
}
