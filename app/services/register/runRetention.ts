import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { removedWhenPast } from "~/policy/holding";
import { record } from "~/services/audit/record";
import { rebuildReview } from "~/services/review/rebuildReview";
import { countByClass, countGone } from "./classRanges";
import { noteCompanyOrders } from "./companyOrders";
import { oldestMonthWithin } from "./months";
import { removeContacts } from "./removeContacts";
import { readRetentionRule } from "./retentionRule";

/** One run of the retention rule, as it is kept: who, when, by which rule, how many. */
export interface RetentionRun {
  readonly id: number;
  /** Null for the night. */
  readonly startedBy: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly months: number;
  readonly removed: number;
  /** Left for the next run: mail to them was on its way. */
  readonly kept: number;
}

/** A run that has not finished by then has lost its worker for good, and is queued again. */
const LOST_AFTER_HOURS = 12;
const RUNS_SHOWN = 20;

/**
 * Starts a run, asked for by staff who have looked at what the rule of `seenMonths` would remove. Throws `Problem("wrong_state")` when that is not the rule any more,
 * or a run is under way.
 */
export async function requestRetention(shopId: number, seenMonths: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { months } = await readRetentionRule(tx, shopId);
    if (months !== seenMonths || !(await startRun(tx, shopId, months, actor, at))) throw new Problem("wrong_state");
  });
}

/** Starts the nightly run of every shop that has switched it on, and brings up to date what runs and the register count from. */
export async function startNightlyRetention(at: Date): Promise<void> {
  const { rows: shops } = await pool().query<{ id: number; months: number | null }>(
    `SELECT s.id, r.months FROM shop s LEFT JOIN retention_rule r ON r.shop_id = s.id AND r.nightly_since IS NOT NULL WHERE s.uninstalled_at IS NULL`,
  );
  for (const { id: shopId, months } of shops) {
    await noteCompanyOrders(shopId);
    await transaction(async (tx) => {
      const { rows: lost } = await tx.query<{ id: number }>(
        "SELECT id FROM retention_run WHERE shop_id = $1 AND finished_at IS NULL AND started_at < $2::timestamptz - make_interval(hours => $3)",
        [shopId, at, LOST_AFTER_HOURS],
      );
      for (const { id: runId } of lost) await enqueue(tx, "retention", { shopId, runId });
      if (months !== null) await startRun(tx, shopId, months, null, at);
    });
  }
}

/** Does a run that was started, to its end. Safe to run again after a lost worker: it goes on with those that are left. */
export async function runRetention(shopId: number, runId: number, at: Date): Promise<void> {
  const { rows } = await pool().query<{ beforeMonth: number }>(
    `SELECT before_month AS "beforeMonth" FROM retention_run WHERE shop_id = $1 AND id = $2 AND finished_at IS NULL`,
    [shopId, runId],
  );
  const [run] = rows;
  if (!run) return;
  await noteCompanyOrders(shopId);
  const past = async () =>
    [
      ...(await countByClass(pool(), shopId, run.beforeMonth)),
      ...(await countGone(pool(), shopId, run.beforeMonth)),
    ].filter((count) => count.past > 0 && removedWhenPast(count.factClass));
  const classes = [...new Set((await past()).map(({ factClass }) => factClass))];
  await removeContacts(shopId, runId, { classes, beforeMonth: run.beforeMonth }, at);
  await rebuildReview(shopId);
  const kept = (await past()).reduce((sum, count) => sum + count.past, 0);
  await transaction(async (tx) => {
    const { rows: ended } = await tx.query<{ removed: number }>(
      "UPDATE retention_run SET finished_at = $3, kept = $4 WHERE shop_id = $1 AND id = $2 AND finished_at IS NULL RETURNING removed",
      [shopId, runId, at, kept],
    );
    const [end] = ended;
    if (!end) return;
    const subject = { kind: "retention_run", id: runId } as const;
    const after = { removed: end.removed, kept };
    await record(tx, shopId, { act: "retention_run_ended", actor: THE_APP, at, subject, after });
  });
}

/** The last runs, newest first. */
export async function listRetentionRuns(shopId: number): Promise<RetentionRun[]> {
  const { rows } = await pool().query<RetentionRun>(
    `SELECT id, started_by AS "startedBy", started_at AS "startedAt", finished_at AS "finishedAt", months, removed, kept
     FROM retention_run WHERE shop_id = $1 ORDER BY id DESC LIMIT ${RUNS_SHOWN}`,
    [shopId],
  );
  return rows;
}

/** Gives `false`, and starts nothing, while another run of the shop is under way. */
async function startRun(
  tx: Transaction,
  shopId: number,
  months: number,
  actor: string | null,
  at: Date,
): Promise<boolean> {
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO retention_run (shop_id, started_by, started_at, months, before_month) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id) WHERE finished_at IS NULL DO NOTHING RETURNING id`,
    [shopId, actor, at, months, oldestMonthWithin(at, months)],
  );
  const [run] = rows;
  if (!run) return false;
  await enqueue(tx, "retention", { shopId, runId: run.id });
  const subject = { kind: "retention_run", id: run.id } as const;
  await record(tx, shopId, { act: "retention_run_started", actor: actor ?? THE_APP, at, subject, after: { months } });
  return true;
}
