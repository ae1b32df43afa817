import { setTimeout as pause } from "node:timers/promises";
import { pool } from "~/db/client";

/** Looks until a condition holds; fails after ten seconds. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error("the condition did not come about");
    await pause(5);
  }
}

/** Whether so many connections of this database wait for a lock. */
export async function waitingForLock(connections = 1): Promise<boolean> {
  const { rows } = await pool().query<{ waiting: number }>(
    "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return (rows[0]?.waiting ?? 0) >= connections;
}
