import type { SyncRun } from "@prisma/client";

const UNDER_WAY: readonly string[] = ["requested", "running", "importing"];

/** Whether a sync has been asked for and has not ended. */
export function isUnderWay(sync: Pick<SyncRun, "state"> | null): boolean {
  return sync !== null && UNDER_WAY.includes(sync.state);
}
