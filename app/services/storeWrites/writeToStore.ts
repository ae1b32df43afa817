import { pool } from "~/db/client";
import { tryLockForStoreWrites } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { writeConsents } from "./consentWriter";
import { writeForms } from "./formWriter";
import { STORE_WRITE_KINDS, type StoreWriteKind, type StoreWriter, type WriteOutcome } from "./writer";

/** What writing to the store needs from the process it runs in. */
export interface StoreWriteDeps {
  readonly admin: AdminGraphql;
  now(): Date;
  /** Set when the process is to end: what is being written is finished, nothing else is begun. */
  readonly stopping: boolean;
}

const WRITERS: Readonly<Record<StoreWriteKind, StoreWriter>> = {
  consent: writeConsents,
  legal_form: writeForms,
};

/** Customers read at once: their cost is well below what a single query may cost. */
const CHUNK = 100;
/** So many chunks to one job; the rest is another's, so that none runs for hours. */
const CHUNKS = 30;
/** Doubled with each attempt, up to an hour: a store that is out of reach is tried for more than a day. */
const FIRST_DELAY_SECONDS = 5;
const MAX_DELAY_SECONDS = 3600;
const MAX_ATTEMPTS = 36;

interface Row {
  customer_id: string;
  kind: StoreWriteKind;
  version: number;
  attempts: number;
}

/**
 * Writes to the shop's store what waits to be written, one worker a shop at a time, until nothing is due, the store is out of reach, or the process is to end; what is left is queued. Any number may call it at once: whoever finds it under way
 * leaves it to the one who is at it. What cannot be written, now or after many attempts, is dead with a code and is listed in the admin.
 */
export async function writeToStore(shopId: number, deps: StoreWriteDeps): Promise<void> {
  for (;;) {
    const ended = await transaction(async (lock) =>
      (await tryLockForStoreWrites(lock, shopId)) ? drain(shopId, deps) : "another",
    );
    if (ended === "more") return transaction((tx) => enqueue(tx, "store-writes", { shopId }));
    // A request that came while the last look was under way found the lock taken, and left it to this worker.
    if (ended !== "empty" || (await nextDue(shopId, deps.now())).length === 0) return;
  }
}

async function drain(shopId: number, deps: StoreWriteDeps): Promise<"empty" | "more" | "out_of_reach"> {
  for (let chunk = 0; chunk < CHUNKS && !deps.stopping; chunk++) {
    const due = await nextDue(shopId, deps.now());
    if (due.length === 0) return "empty";
    for (const kind of STORE_WRITE_KINDS) {
      const rows = due.filter((row) => row.kind === kind);
      if (rows.length > 0 && !(await writeChunk(shopId, kind, rows, deps))) return "out_of_reach";
    }
  }
  return "more";
}

async function nextDue(shopId: number, at: Date): Promise<Row[]> {
  const { rows } = await pool().query<Row>(
    `SELECT customer_id, kind, version, attempts FROM store_write
     WHERE shop_id = $1 AND state = 'pending' AND not_before <= $2 ORDER BY not_before LIMIT ${CHUNK}`,
    [shopId, at],
  );
  return rows;
}

/** Gives `false` when the store is out of reach: the rest of the chunk waits, and nothing else need be tried. */
async function writeChunk(
  shopId: number,
  kind: StoreWriteKind,
  rows: readonly Row[],
  deps: StoreWriteDeps,
): Promise<boolean> {
  const left = new Map(rows.map((row) => [row.customer_id, row]));
  try {
    for await (const outcome of WRITERS[kind](shopId, [...left.keys()], deps.admin)) {
      const row = left.get(outcome.customerId);
      left.delete(outcome.customerId);
      if (row) await settle(shopId, row, outcome, deps.now());
      if (deps.stopping) return true;
    }
    return true;
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    const state = error.kind === "denied" ? "dead" : "later";
    for (const row of left.values())
      await settle(shopId, row, { customerId: row.customer_id, state, code: error.code }, deps.now());
    return error.kind === "denied";
  }
}

async function settle(shopId: number, row: Row, outcome: WriteOutcome, at: Date): Promise<void> {
  const attempts = row.attempts + 1;
  const state = outcome.state === "later" ? (attempts >= MAX_ATTEMPTS ? "dead" : "pending") : outcome.state;
  const notBefore = state === "pending" ? new Date(at.getTime() + delayAfter(attempts) * 1000) : at;
  await transaction(async (tx) => {
    // Asked for anew meanwhile: it stays as it is, and is looked at again.
    const { rowCount } = await tx.query(
      `UPDATE store_write SET state = $5, outcome = $6, attempts = $7, not_before = $8, updated_at = $9
       WHERE shop_id = $1 AND customer_id = $2 AND kind = $3 AND version = $4 AND state = 'pending'`,
      [shopId, row.customer_id, row.kind, row.version, state, outcome.code, attempts, notBefore, at],
    );
    if (rowCount && state === "pending") await enqueue(tx, "store-writes", { shopId }, { startAfter: notBefore });
    if (outcome.refresh) await enqueue(tx, "customer-refresh", { shopId, customerId: row.customer_id });
  });
}

function delayAfter(attempts: number): number {
  return Math.min(FIRST_DELAY_SECONDS * 2 ** (attempts - 1), MAX_DELAY_SECONDS);
}
