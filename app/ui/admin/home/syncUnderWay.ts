import type { SyncRun } from "@prisma/client";

/** Whether a sync has been asked for and has not ended. */
export function isUnderWay(sync: Pick<SyncRun, "state"> | null): boolean {
  return sync !== null && sync.state !== "finished" && sync.state !== "failed";
}
