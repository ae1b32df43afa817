import { pool } from "~/db/client";
import { transaction, type Transaction } from "~/db/transaction";
import type { BulkPart } from "~/integrations/shopify/admin";
import { readChunks, type ReadObject, type SetAside } from "./chunks";
import type { Position } from "./jsonLines";

/** More set-aside lines than these in a run are counted, not listed. */
const MAX_SET_ASIDE_LISTED = 1000;

/** How one part of a sync is imported: what its lines hold, and how a chunk of them is written. */
export interface PartImport<T extends object, R> {
  readonly part: BulkPart;
  readonly read: ReadObject<T>;
  /** Done while the chunk before is being written: what needs no order. May set lines aside that could not be read after all. */
  prepare(items: readonly T[]): Promise<{ readonly prepared: R; readonly setAside: readonly SetAside[] }>;
  /** Done before a chunk is written, in transactions of its own. */
  before?(prepared: R): Promise<void>;
  /** Writes a prepared chunk, in the transaction that also says how far the run came. */
  write(tx: Transaction, prepared: R): Promise<{ readonly rows: number; readonly changed: number }>;
}

/**
 * Imports a part's bulk file from where the run stands. Each chunk is committed together with how far the file is read: after a crash the run goes on from there and repeats nothing. Gives whether it came to the end;
 * `false` when the run was cancelled, or when another worker has taken it over.
 */
export async function importPart<T extends object, R>(
  shopId: number,
  runId: number,
  from: Position,
  bytes: AsyncIterable<Uint8Array>,
  how: PartImport<T, R>,
): Promise<boolean> {
  let position = from;
  let writing: Promise<boolean> = Promise.resolve(true);
  try {
    for await (const chunk of readChunks(bytes, from, how.read)) {
      // The next chunk is read and prepared while the database writes this one.
      const { prepared, setAside } = await how.prepare(chunk.items);
      if (!(await writing)) return false;
      const step = { from: position, to: chunk.end, setAside: [...chunk.setAside, ...setAside] };
      writing = writeChunk(shopId, runId, step, prepared, how);
      writing.catch(() => undefined);
      position = chunk.end;
    }
  } catch (error) {
    // What was being written when the file broke off counts.
    await writing.catch(() => undefined);
    throw error;
  }
  return writing;
}

async function writeChunk<T extends object, R>(
  shopId: number,
  runId: number,
  { from, to, setAside }: { from: Position; to: Position; setAside: readonly SetAside[] },
  prepared: R,
  how: PartImport<T, R>,
): Promise<boolean> {
  await how.before?.(prepared);
  return transaction(async (tx) => {
    const { rows: ours } = await tx.query<{ listed: number }>(
      `UPDATE sync_run SET bytes = $5, lines = $6, set_aside = set_aside + $7
       WHERE shop_id = $1 AND id = $2 AND state = 'importing' AND part = $3 AND bytes = $4 RETURNING set_aside - $7 AS listed`,
      [shopId, runId, how.part, from.bytes, to.bytes, to.lines, setAside.length],
    );
    const [run] = ours;
    if (!run) return false;
    const { rows, changed } = await how.write(tx, prepared);
    await tx.query(
      `UPDATE sync_run SET ${how.part === "companies" ? "companies" : "rows"} = ${how.part === "companies" ? "companies" : "rows"} + $3, changed = changed + $4
       WHERE shop_id = $1 AND id = $2`,
      [shopId, runId, rows, changed],
    );
    const listed = setAside.slice(0, Math.max(0, MAX_SET_ASIDE_LISTED - run.listed));
    if (listed.length > 0) {
      await tx.query(
        "INSERT INTO sync_set_aside (shop_id, run_id, part, line, reason) SELECT $1, $2, $3, * FROM unnest($4::int[], $5::text[]) ON CONFLICT DO NOTHING",
        [shopId, runId, how.part, listed.map(({ line }) => line), listed.map(({ reason }) => reason)],
      );
    }
    return true;
  });
}

/** Lets a run begin or go on with its file, unless it has ended: gives where, or `undefined`. */
export async function beginImport(
  shopId: number,
  runId: number,
  expected: number,
  at: Date,
): Promise<Position | undefined> {
  const { rows } = await pool().query<{ bytes: string; lines: number }>(
    `UPDATE sync_run SET state = 'importing', expected = $3, importing_since = coalesce(importing_since, $4)
     WHERE shop_id = $1 AND id = $2 AND state IN ('running', 'importing') RETURNING bytes, lines`,
    [shopId, runId, expected, at],
  );
  const [run] = rows;
  return run && { bytes: Number(run.bytes), lines: run.lines };
}
