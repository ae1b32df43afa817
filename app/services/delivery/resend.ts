import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { moveCampaign } from "~/services/campaigns/moveCampaign";
import { goOn } from "~/services/campaigns/startCampaign";

/**
 * Sends again, at the wish of a member of staff, the batches that SendGrid refused as a whole: its own answer says that it took nothing of them, which is the only proof there is once a request has left (docs/decisions/0023). Unknown
 * batches are never among them. Everybody is decided again. Throws `Problem` with `wrong_state` when there is none, or the campaign was cancelled, or `not_found`.
 */
export async function resendRefused(shopId: number, campaignId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ batches: number; mails: number }>(
      "SELECT count(*)::int AS batches, coalesce(sum(handed_over), 0)::int AS mails FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND state = 'refused'",
      [shopId, campaignId],
    );
    const note = rows[0] ?? { batches: 0, mails: 0 };
    const { after } = await moveCampaign(tx, shopId, campaignId, { act: "resend", actor, at, note: { ...note } });
    const { rowCount } = await tx.query(
      "UPDATE batch SET state = 'claimed', not_before = NULL, lease_until = $3, handed_over = 0, set_asides = 0 WHERE shop_id = $1 AND campaign_id = $2 AND state = 'refused'",
      [shopId, campaignId, at],
    );
    if (!rowCount) throw new Problem("wrong_state");
    if (after === "sending") await goOn(tx, shopId, campaignId, at);
  });
}
