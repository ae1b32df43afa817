import { Readable } from "node:stream";
import type { ReadableStream as WebReadableStream } from "node:stream/web";
import type { SyncRun } from "@prisma/client";
import { prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { fetchBulkStatus, startCustomerBulkQuery, type AdminGraphql } from "~/integrations/shopify/admin";
import { importStore } from "./importStore";

const POLL_SECONDS = 3;

/** Starts the bulk operation of a requested run and queues the follow-up. Throws `Problem("sync_running")`, to be tried again, while Shopify runs another bulk operation. */
export async function startSync(shopId: number, runId: number, admin: AdminGraphql, at: Date): Promise<void> {
  const run = await findRun(shopId, runId);
  if (run?.state !== "requested") return;
  const bulkOperationId = await startCustomerBulkQuery(admin);
  await transaction(async (tx) => {
    await tx.query("UPDATE sync_run SET state = 'running', bulk_operation_id = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      runId,
      bulkOperationId,
    ]);
    await enqueue(tx, "sync-follow", { shopId, runId }, { startAfter: later(at) });
  });
}

/**
 * Looks how far the bulk operation of a run is: imports its file when it is ready, queues another look while it runs, fails the run with a code when it failed. Safe to run
 * again, and twice at once.
 */
export async function followSync(shopId: number, runId: number, admin: AdminGraphql, at: Date): Promise<void> {
  const run = await findRun(shopId, runId);
  if (!run?.bulkOperationId || (run.state !== "running" && run.state !== "importing")) return;
  const operation = await fetchBulkStatus(admin, run.bulkOperationId);
  switch (operation?.status) {
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      await transaction(async (tx) => {
        await tx.query("UPDATE sync_run SET expected = $3 WHERE shop_id = $1 AND id = $2", [
          shopId,
          runId,
          operation.rootObjectCount,
        ]);
        await enqueue(tx, "sync-follow", { shopId, runId }, { startAfter: later(at) });
      });
      return;
    case "COMPLETED":
      await prisma().syncRun.update({
        where: { shopId_id: { shopId, id: runId } },
        data: { expected: operation.rootObjectCount },
      });
      await importStore(shopId, runId, operation.url ? download(operation.url) : Readable.from([]), at);
      return;
    default:
      await prisma().syncRun.update({
        where: { shopId_id: { shopId, id: runId } },
        data: {
          state: "failed",
          finishedAt: at,
          failure: operation ? (operation.errorCode ?? operation.status) : "UNKNOWN_OPERATION",
        },
      });
  }
}

/** Queues a look at the running sync of a shop, when Shopify says that a bulk operation has finished. */
export async function hearBulkFinished(shopId: number): Promise<void> {
  const run = await prisma().syncRun.findFirst({ where: { shopId, state: "running" }, select: { id: true } });
  if (run) await transaction((tx) => enqueue(tx, "sync-follow", { shopId, runId: run.id }));
}

async function* download(url: string): AsyncGenerator<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`the bulk file answered ${response.status}`);
  yield* Readable.fromWeb(response.body as WebReadableStream);
}

const later = (at: Date) => new Date(at.getTime() + POLL_SECONDS * 1000);

function findRun(shopId: number, runId: number): Promise<SyncRun | null> {
  return prisma().syncRun.findUnique({ where: { shopId_id: { shopId, id: runId } } });
}
