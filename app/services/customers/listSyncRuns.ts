import type { SyncRun, SyncSetAside } from "@prisma/client";
import { prisma } from "~/db/client";

const PAGE = 25;

/** One page of a shop's syncs, newest first, with the first set-aside lines of each. `before` is the `next` of the page before. */
export async function listSyncRuns(
  shopId: number,
  before?: number,
): Promise<{ runs: readonly (SyncRun & { readonly setAsideLines: readonly SyncSetAside[] })[]; next: number | null }> {
  const rows = await prisma().syncRun.findMany({
    where: { shopId, ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: "desc" },
    take: PAGE + 1,
  });
  const runs = rows.slice(0, PAGE);
  const setAside = await prisma().syncSetAside.findMany({
    where: { shopId, runId: { in: runs.filter((run) => run.setAside > 0).map(({ id }) => id) } },
    orderBy: [{ runId: "desc" }, { part: "asc" }, { line: "asc" }],
    take: 200,
  });
  return {
    runs: runs.map((run) => ({ ...run, setAsideLines: setAside.filter(({ runId }) => runId === run.id).slice(0, 20) })),
    next: rows.length > PAGE ? (runs.at(-1)?.id ?? null) : null,
  };
}
