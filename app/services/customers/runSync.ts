import type { SyncRun } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import {
  cancelBulkOperation,
  fetchBulkStatus,
  fetchScopes,
  startBulkQuery,
  type AdminGraphql,
  type BulkPart,
  type BulkStatus,
} from "~/integrations/shopify/admin";
import { FileGone, readFile } from "~/integrations/shopify/bulkFile";
import { rebuildReview } from "~/services/review/rebuildReview";
import { forgetSeen } from "./importCustomers";
import { importFile } from "./importFile";
import type { Missing } from "./missing";

const POLL_SECONDS = 3;
/** How often a part is begun again before the run fails. */
const MAX_RESTARTS = 3;

/**
 * Starts the bulk operation of a requested run's part and queues the follow-up. Throws `Problem("sync_running")`, to be tried again, while Shopify runs another bulk operation. `at` is before the store is asked.
 */
export async function startSync(shopId: number, runId: number, admin: AdminGraphql, at: Date): Promise<void> {
  const run = await findRun(shopId, runId);
  if (run?.state !== "requested") return;
  const missing = new Set(run.missing as Missing[]);
  const scopes = await fetchScopes(admin);
  if (!scopes.has("read_orders") && !scopes.has("write_orders")) missing.add("orders");
  if (!scopes.has("write_files")) missing.add("files");
  const bulkOperationId = await startBulkQuery(admin, partOf(run), [...missing].filter(isWithheld));
  await transaction(async (tx) => {
    await tx.query(
      `UPDATE sync_run SET state = 'running', bulk_operation_id = $3, read_at = $4, missing = $5, expected = 0, bytes = 0, lines = 0, importing_since = NULL
       WHERE shop_id = $1 AND id = $2 AND state = 'requested'`,
      [shopId, runId, bulkOperationId, at, [...missing]],
    );
    await enqueue(tx, "sync-follow", { shopId, runId }, { startAfter: later(at) });
  });
}

/**
 * Looks how far the bulk operation of a run is: imports its file when it is ready, queues another look while it runs, does without what the store withholds, fails the run with a code when nothing helps. Safe to run
 * again, and twice at once.
 */
export async function followSync(shopId: number, runId: number, admin: AdminGraphql, at: Date): Promise<void> {
  const run = await findRun(shopId, runId);
  if (!run?.bulkOperationId || !run.readAt || (run.state !== "running" && run.state !== "importing")) return;
  const operation = await fetchBulkStatus(admin, run.bulkOperationId);
  if (!operation) return beginPartAgain(run, "UNKNOWN_OPERATION", at);
  switch (operation.status) {
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      return transaction(async (tx) => {
        await tx.query("UPDATE sync_run SET expected = $3 WHERE shop_id = $1 AND id = $2", [
          shopId,
          runId,
          operation.rootObjectCount,
        ]);
        await enqueue(tx, "sync-follow", { shopId, runId }, { startAfter: later(at) });
      });
    case "COMPLETED":
      return importOperation(run, run.readAt, operation, at);
    case "EXPIRED":
      return beginPartAgain(run, "FILE_EXPIRED", at);
    default:
      return operation.errorCode === "ACCESS_DENIED"
        ? doWithout(run, at)
        : failRun(shopId, runId, operation.errorCode ?? operation.status, at);
  }
}

async function importOperation(run: SyncRun, readAt: Date, operation: BulkStatus, at: Date): Promise<void> {
  try {
    const complete = await importFile(
      { ...run, readAt, expected: operation.rootObjectCount },
      (from) => readFile(operation.url, from),
      at,
    );
    if (complete && run.part === "companies") await beginCustomers(run, run.missing as Missing[]);
    else if (complete) await rebuildReview(run.shopId);
  } catch (error) {
    if (!(error instanceof FileGone)) throw error;
    await beginPartAgain(run, "FILE_EXPIRED", at);
  }
}

/** The store does not let the app read all it asked for: the run goes on with what is left (P1), and says what is missing. */
async function doWithout(run: SyncRun, at: Date): Promise<void> {
  const missing = new Set(run.missing as Missing[]);
  if (!missing.has("companies")) return beginCustomers(run, [...missing, "companies"]);
  if (!missing.has("orders")) return beginCustomers(run, [...missing, "orders"]);
  return failRun(run.shopId, run.id, "ACCESS_DENIED", at);
}

function beginCustomers(run: SyncRun, missing: readonly Missing[]): Promise<void> {
  return beginPart(run, "customers", missing, run.restarts);
}

/** The file cannot be had any more: its part is read anew, a few times at most. */
async function beginPartAgain(run: SyncRun, failure: string, at: Date): Promise<void> {
  if (run.restarts >= MAX_RESTARTS) return failRun(run.shopId, run.id, failure, at);
  await forgetSeen(run.shopId, run.id);
  return beginPart(run, partOf(run), run.missing as Missing[], run.restarts + 1);
}

async function beginPart(run: SyncRun, part: BulkPart, missing: readonly Missing[], restarts: number): Promise<void> {
  const { shopId, id: runId } = run;
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE sync_run SET state = 'requested', part = $3, missing = $4, restarts = $5, ${part === "companies" ? "companies" : "rows"} = 0, bytes = 0, lines = 0, expected = 0
       WHERE shop_id = $1 AND id = $2 AND state IN ('running', 'importing')`,
      [shopId, runId, part, missing, restarts],
    );
    if (rowCount) await enqueue(tx, "sync-start", { shopId, runId });
  });
}

async function failRun(shopId: number, runId: number, failure: string, at: Date): Promise<void> {
  await pool().query(
    "UPDATE sync_run SET state = 'failed', finished_at = $3, failure = $4 WHERE shop_id = $1 AND id = $2 AND state IN ('running', 'importing')",
    [shopId, runId, at, failure],
  );
  await forgetSeen(shopId, runId);
}

/** Tells Shopify that the file of a cancelled run is not wanted any more. */
export async function endCancelledSync(shopId: number, runId: number, admin: AdminGraphql): Promise<void> {
  const run = await findRun(shopId, runId);
  if (run?.state !== "cancelled") return;
  if (run.bulkOperationId) await cancelBulkOperation(admin, run.bulkOperationId);
  await forgetSeen(shopId, runId);
}

/** Queues a look at the running sync of a shop, when Shopify says that a bulk operation has finished. */
export async function hearBulkFinished(shopId: number): Promise<void> {
  const run = await prisma().syncRun.findFirst({ where: { shopId, state: "running" }, select: { id: true } });
  if (run) await transaction((tx) => enqueue(tx, "sync-follow", { shopId, runId: run.id }));
}

const isWithheld = (missing: Missing): missing is "companies" | "orders" =>
  missing === "companies" || missing === "orders";

const partOf = (run: SyncRun): BulkPart => (run.part === "companies" ? "companies" : "customers");

const later = (at: Date) => new Date(at.getTime() + POLL_SECONDS * 1000);

function findRun(shopId: number, runId: number): Promise<SyncRun | null> {
  return prisma().syncRun.findUnique({ where: { shopId_id: { shopId, id: runId } } });
}
