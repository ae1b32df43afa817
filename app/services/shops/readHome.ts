import { prisma } from "~/db/client";
import type { SyncRun } from "@prisma/client";
import { previewAudience, type AudiencePreview } from "~/services/campaigns/previewAudience";
import { audienceCriteria } from "~/services/campaigns/audience";
import { loadSetUpGuide, type SetUpStep } from "./setUp";

/** What Home shows: what is still missing before one may send, the last sync, and who may be mailed today. */
export interface Home {
  readonly steps: readonly SetUpStep[];
  readonly sync: SyncRun | null;
  readonly everybody: AudiencePreview;
}

/** Reads the shop's state for Home. */
export async function readHome(shopId: number, at: Date): Promise<Home> {
  const [steps, sync, everybody] = await Promise.all([
    loadSetUpGuide(shopId, at),
    prisma().syncRun.findFirst({ where: { shopId }, orderBy: { id: "desc" } }),
    previewAudience(shopId, audienceCriteria.parse({}), at),
  ]);
  return { steps, sync, everybody };
}
