import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import type { PauseReason } from "~/policy/campaignStates";
import { moveCampaign } from "./moveCampaign";

/** Pauses a campaign that is sending, because every further request would end the same, in the caller's transaction; staff resume it. Does nothing to one that is not sending. */
export async function pauseCampaign(
  tx: Sql,
  shopId: number,
  campaignId: number,
  reason: Exclude<PauseReason, "staff">,
  at: Date,
): Promise<void> {
  try {
    await moveCampaign(tx, shopId, campaignId, { act: "pause", actor: THE_APP, at, reason });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
