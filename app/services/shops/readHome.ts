import { prisma } from "~/db/client";
import type { SyncRun, SyncSetAside } from "@prisma/client";
import { listAlarming, type AlarmingCampaign } from "~/services/campaigns/listAlarming";
import { countByDecision, type DecisionCounts } from "~/services/customers/countByDecision";
import { countRequestsDue, type RequestsDue } from "~/services/privacy/listRequests";
import { assessmentStanding, type AssessmentStanding } from "./readAssessment";
import { loadSetUpGuide, type SetUpStep } from "./setUp";

/** What Home shows: what is still missing before one may send, the last sync, and who may be mailed today. */
export interface Home {
  readonly steps: readonly SetUpStep[];
  /** The newest run. */
  readonly sync: SyncRun | null;
  /** The newest run that finished, and the first lines it set aside. */
  readonly lastFinished: SyncRun | null;
  readonly setAside: readonly SyncSetAside[];
  readonly everybody: DecisionCounts;
  /** The legitimate-interests assessment, and by when it must be reviewed; the date is null when there is none. */
  readonly assessment: { readonly standing: AssessmentStanding; readonly reviewAt: Date | null };
  /** Requests about people's data. */
  readonly privacy: RequestsDue;
  /** Campaigns of late that came back, or were reported as spam, too often. */
  readonly alarming: readonly AlarmingCampaign[];
  readonly now: Date;
}

const SET_ASIDE_SHOWN = 20;

/** Reads the shop's state for Home. */
export async function readHome(shopId: number, at: Date): Promise<Home> {
  const [steps, sync, lastFinished, everybody, assessment, privacy, alarming] = await Promise.all([
    loadSetUpGuide(shopId, at),
    prisma().syncRun.findFirst({ where: { shopId }, orderBy: { id: "desc" } }),
    prisma().syncRun.findFirst({ where: { shopId, state: "finished" }, orderBy: { id: "desc" } }),
    countByDecision(shopId, at),
    prisma().assessment.findFirst({ where: { shopId }, orderBy: { version: "desc" } }),
    countRequestsDue(shopId, at),
    listAlarming(shopId, at),
  ]);
  const setAside = lastFinished
    ? await prisma().syncSetAside.findMany({
        where: { shopId, runId: lastFinished.id },
        orderBy: [{ part: "asc" }, { line: "asc" }],
        take: SET_ASIDE_SHOWN,
      })
    : [];
  return {
    steps,
    sync,
    lastFinished,
    setAside,
    everybody,
    assessment: { standing: assessmentStanding(assessment, at), reviewAt: assessment?.reviewAt ?? null },
    privacy,
    alarming,
    now: at,
  };
}
