import type { Sql } from "~/db/transaction";
import { THE_APP } from "~/policy/auditActs";
import type { PauseReason } from "~/policy/campaignStates";
import { record } from "~/services/audit/record";

/** Pauses a campaign that is sending, because every further request would end the same, in the caller's transaction; staff resume it. Does nothing to one that is not sending. */
export async function pauseCampaign(
  tx: Sql,
  shopId: number,
  campaignId: number,
  reason: Exclude<PauseReason, "staff">,
  at: Date,
): Promise<void> {
  const { rowCount } = await tx.query(
    "UPDATE campaign SET state = 'paused', pause_reason = $3 WHERE shop_id = $1 AND id = $2 AND state = 'sending'",
    [shopId, campaignId, reason],
  );
  if (!rowCount) return;
  const subject = { kind: "campaign", id: campaignId } as const;
  await record(tx, shopId, { act: "campaign_paused", actor: THE_APP, at, subject, after: { state: "paused", reason } });
}
