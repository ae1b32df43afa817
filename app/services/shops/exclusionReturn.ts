import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { record } from "~/services/audit/record";

/** How far SendGrid's suppressions have been read; `waiting` also while there is no key to read them with. */
export type PullState = "waiting" | "running" | "finished" | "failed";

/** How far exclusions have returned since the app was installed. */
export interface ExclusionReturn {
  /** The store has been synced whole: who unsubscribed in Shopify is excluded. */
  readonly storeRead: boolean;
  readonly pull: PullState;
  /** Suppressed addresses that SendGrid gave. */
  readonly found: number;
  readonly finishedAt: Date | null;
  /** When SendGrid's lists were last looked through for what came since; null before the first time. */
  readonly lookedAt: Date | null;
  /** Why reading SendGrid failed, or where it has been read, the newest look for what came since, as a code. */
  readonly failure: string | null;
  /** Both have been read: who may not be mailed is known (P12). */
  readonly returned: boolean;
}

/**
 * Reads how far exclusions have returned. Nothing is sent before both Shopify's unsubscribes and SendGrid's suppressions have been read since the installation: while the app was away, people went on opting out. A shop of which nothing is
 * recorded has had neither read.
 */
export async function readExclusionReturn(shopId: number, db: Sql = pool()): Promise<ExclusionReturn> {
  const { rows } = await db.query<Omit<ExclusionReturn, "returned">>(
    `SELECT ${STORE_READ} AS "storeRead", coalesce(r.pull, 'waiting') AS pull, coalesce(r.found, 0) AS found, r.finished_at AS "finishedAt", r.looked_at AS "lookedAt", r.failure
     FROM (SELECT 1) one LEFT JOIN exclusion_return r ON r.shop_id = $1`,
    [shopId],
  );
  const [row] = rows;
  if (!row) throw new Error("a query for one row gave none");
  return { ...row, returned: isReturned(row) };
}

/** Of shop `$1`, with its row of `exclusion_return` as `r`, if it has one. */
export const STORE_READ = `EXISTS (SELECT 1 FROM sync_run s WHERE s.shop_id = $1 AND s.state = 'finished' AND s.id > coalesce(r.runs_before, 0))`;

/** Whether exclusions have returned; a shop of which nothing is recorded has no pull. */
export const isReturned = ({
  storeRead,
  pull,
}: {
  readonly storeRead: boolean;
  readonly pull: string | null;
}): boolean => storeRead && pull === "finished";

/**
 * Takes note, in the caller's transaction, that a shop has installed the app anew: what was read before no longer counts. Exclusions themselves never went.
 */
export async function forgetReturn(tx: Sql, shopId: number): Promise<void> {
  await tx.query(
    `INSERT INTO exclusion_return (shop_id, runs_before) SELECT $1, coalesce(max(id), 0) FROM sync_run WHERE shop_id = $1
     ON CONFLICT (shop_id) DO UPDATE SET runs_before = excluded.runs_before, ${READ_ANEW}`,
    [shopId],
  );
}

/** Takes note, in the caller's transaction, that another key was entered, which may be another account's, with suppressions of its own: nothing is sent before they have been read. */
export async function forgetSuppressions(tx: Sql, shopId: number): Promise<void> {
  await tx.query(
    `INSERT INTO exclusion_return (shop_id) VALUES ($1) ON CONFLICT (shop_id) DO UPDATE SET ${READ_ANEW}`,
    [shopId],
  );
}

/** Has SendGrid's suppressions read from the beginning, in the caller's transaction. Until it is done nothing is sent. */
export async function requestSuppressions(tx: Sql, shopId: number): Promise<void> {
  await forgetSuppressions(tx, shopId);
  await enqueue(tx, "suppressions-pull", { shopId });
}

/** Has SendGrid's suppressions read anew because staff ask for it. */
export async function requestPullAgain(shopId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await requestSuppressions(tx, shopId);
    await record(tx, shopId, { act: "suppressions_asked", actor, at });
  });
}

const READ_ANEW = `pull = 'waiting', generation = exclusion_return.generation + 1, list = 0, position = 0, until = NULL, found = 0,
  finished_at = NULL, failure = NULL, looked_at = NULL`;

/** Asks again, for every shop with a key, for suppressions that have not been read to the end. */
export async function requestMissedSuppressions(): Promise<void> {
  const { rows } = await pool().query<{ id: number }>(
    `SELECT s.id FROM shop s JOIN shop_settings t ON t.shop_id = s.id AND t.sendgrid_key IS NOT NULL
     LEFT JOIN exclusion_return r ON r.shop_id = s.id WHERE s.uninstalled_at IS NULL AND coalesce(r.pull, 'waiting') <> 'finished'`,
  );
  for (const { id } of rows) await enqueue(pool(), "suppressions-pull", { shopId: id });
}

/** The last sync of the shop's earlier installations; 0 for the first. */
export async function runsBeforeInstallation(shopId: number): Promise<number> {
  const { rows } = await pool().query<{ runs_before: number }>(
    "SELECT runs_before FROM exclusion_return WHERE shop_id = $1",
    [shopId],
  );
  return rows[0]?.runs_before ?? 0;
}
