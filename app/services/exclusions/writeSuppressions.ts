import { pool } from "~/db/client";
import { tryLockForSuppressions } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import type { SuppressionWriteOutcome } from "~/integrations/sendgrid/suppressions";

/** What writing to SendGrid's lists needs from the process it runs in. */
export interface SuppressionWriteDeps {
  /** Puts addresses on SendGrid's list of global unsubscribes; `undefined` when there is no key. Never throws. */
  suppress(shopId: number, emails: readonly string[]): Promise<SuppressionWriteOutcome | undefined>;
  /** Takes an address off it. */
  unsuppress(shopId: number, email: string): Promise<SuppressionWriteOutcome | undefined>;
  now(): Date;
  readonly stopping: boolean;
}

/** Addresses to one request. */
const CHUNK = 500;
const CHUNKS = 40;
const FIRST_DELAY_SECONDS = 5;
const MAX_DELAY_SECONDS = 3600;

interface Row {
  readonly key: Buffer;
  readonly email: string | null;
  readonly version: number;
  readonly attempts: number;
  /** Whether the address is on the exclusion list at this moment, and the shop wants the second net. */
  readonly excluded: boolean;
  readonly wanted: boolean;
}

/**
 * Tells SendGrid of excluded addresses, and of those that were released, what is true at that moment: one worker a shop at a time, until nothing is due or SendGrid is out of reach. Our own list never waits for it: nobody excluded is mailed,
 * whether or not SendGrid has been told.
 */
export async function writeSuppressions(shopId: number, deps: SuppressionWriteDeps): Promise<void> {
  const left = await transaction(async (lock) =>
    (await tryLockForSuppressions(lock, shopId)) ? drain(shopId, deps) : undefined,
  );
  if (left) await transaction((tx) => enqueue(tx, "suppression-writes", { shopId }, { startAfter: left }));
}

/** Gives when to go on; `undefined` when nothing is left. */
async function drain(shopId: number, deps: SuppressionWriteDeps): Promise<Date | undefined> {
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    if (deps.stopping) return deps.now();
    const due = await nextDue(shopId, deps.now());
    if (due.length === 0) return later(shopId);
    const adding = due.filter(({ excluded, wanted, email }) => excluded && wanted && email !== null);
    const removing = due.filter(({ excluded, email }) => !excluded && email !== null);
    // Neither: the option is off, or the address was erased meanwhile.
    await settle(
      shopId,
      due.filter((row) => !adding.includes(row) && !removing.includes(row)),
      "done",
      null,
      deps.now(),
    );
    if (adding.length > 0 && !(await add(shopId, adding, deps))) return later(shopId);
    for (const row of removing) if (!(await remove(shopId, row, deps))) return later(shopId);
  }
  return deps.now();
}

async function add(shopId: number, rows: readonly Row[], deps: SuppressionWriteDeps): Promise<boolean> {
  const outcome = await deps.suppress(
    shopId,
    rows.flatMap(({ email }) => email ?? []),
  );
  if (outcome?.kind === "refused" && outcome.positions.length > 0) {
    // SendGrid refuses a whole request for one address it dislikes: that one is given up, and the rest goes with the next.
    const refused = outcome.positions.flatMap((position) => rows[position] ?? []);
    await settle(shopId, refused, "dead", "refused", deps.now());
    return refused.length > 0;
  }
  return end(shopId, rows, outcome, deps.now());
}

async function remove(shopId: number, row: Row, deps: SuppressionWriteDeps): Promise<boolean> {
  return end(shopId, [row], await deps.unsuppress(shopId, row.email ?? ""), deps.now());
}

/** Gives `false` when nothing else need be tried now. */
async function end(
  shopId: number,
  rows: readonly Row[],
  outcome: SuppressionWriteOutcome | undefined,
  at: Date,
): Promise<boolean> {
  if (outcome?.kind === "done") await settle(shopId, rows, "done", null, at);
  else
    await settle(shopId, rows, "pending", outcome?.kind === "failed" ? outcome.code : (outcome?.kind ?? "no_key"), at);
  return outcome?.kind === "done";
}

async function nextDue(shopId: number, at: Date): Promise<Row[]> {
  const { rows } = await pool().query<Row>(
    `SELECT w.key, w.email, w.version, w.attempts, x.key IS NOT NULL AS excluded, coalesce(s.suppress_at_sendgrid, false) AS wanted
     FROM suppression_write w
     LEFT JOIN exclusion x ON x.shop_id = w.shop_id AND x.key = w.key
     LEFT JOIN shop_settings s ON s.shop_id = w.shop_id
     WHERE w.shop_id = $1 AND w.state = 'pending' AND w.not_before <= $2 ORDER BY w.not_before LIMIT ${CHUNK}`,
    [shopId, at],
  );
  return rows;
}

async function later(shopId: number): Promise<Date | undefined> {
  const { rows } = await pool().query<{ at: Date | null }>(
    "SELECT min(not_before) AS at FROM suppression_write WHERE shop_id = $1 AND state = 'pending'",
    [shopId],
  );
  return rows[0]?.at ?? undefined;
}

/** Asked for anew meanwhile, a row stays as it is and is looked at again. An address that was taken off and told so need not be remembered. */
async function settle(
  shopId: number,
  rows: readonly Row[],
  state: "done" | "dead" | "pending",
  outcome: string | null,
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const attempts = (rows[0]?.attempts ?? 0) + 1;
  const delay = Math.min(FIRST_DELAY_SECONDS * 2 ** Math.min(attempts - 1, 20), MAX_DELAY_SECONDS);
  await pool().query(
    `WITH told AS (SELECT * FROM unnest($2::bytea[], $3::int[]) AS t (key, version)),
     gone AS (
       DELETE FROM suppression_write w USING told t WHERE $4 = 'done' AND w.shop_id = $1 AND w.key = t.key AND w.version = t.version AND w.act = 'remove' RETURNING 1
     )
     UPDATE suppression_write w SET state = $4::store_write_state, outcome = $5, attempts = w.attempts + 1, not_before = $6
     FROM told t WHERE w.shop_id = $1 AND w.key = t.key AND w.version = t.version AND NOT ($4 = 'done' AND w.act = 'remove')`,
    [
      shopId,
      rows.map(({ key }) => key),
      rows.map(({ version }) => version),
      state,
      outcome,
      new Date(at.getTime() + (state === "pending" ? delay * 1000 : 0)),
    ],
  );
}
