import { renderCampaignMail } from "~/email/campaignMail";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { policyUrl } from "~/policy/publicPages";
import { record } from "~/services/audit/record";
import { findCampaign, missingFields } from "./drafts";
import { loadShopState } from "~/services/shops/setUp";

/**
 * Starts a campaign: freezes its content as it will go out, and queues the decision of its audience. Throws `Problem` with `campaign_incomplete` and the missing fields (P5),
 * `set_up_incomplete` (P8), `wrong_state` or `not_found`; nothing has changed then.
 */
export async function startCampaign(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  const campaign = await findCampaign(shopId, id);
  if (!campaign) throw new Problem("not_found");
  if (campaign.state !== "draft") throw new Problem("wrong_state");
  const missing = missingFields(campaign);
  if (missing.length > 0) throw new Problem("campaign_incomplete", missing);
  const { shop, settings, facts } = await loadShopState(shopId, at);
  if (!settings || facts.setUp !== "ready") throw new Problem("set_up_incomplete", [facts.setUp]);
  const content = renderCampaignMail(campaign, settings, {
    feedbackEmail: settings.replyTo || settings.contactEmail,
    policyUrl: policyUrl(shop.storefrontUrl),
  });
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE campaign SET state = 'sending', content = $3, started_at = $4, started_by = $5 WHERE shop_id = $1 AND id = $2 AND state = 'draft'`,
      [shopId, id, JSON.stringify(content), at, actor],
    );
    if (!rowCount) throw new Problem("wrong_state");
    await enqueue(tx, "campaign-build", { shopId, campaignId: id });
    await record(tx, shopId, { act: "campaign_started", actor, at, subject: { kind: "campaign", id } });
  });
}

/**
 * Resumes a paused campaign where it stopped: nobody is skipped, nobody is mailed again. Throws `Problem` with `wrong_state`, or `set_up_incomplete` while something is missing that would leave everybody out.
 */
export async function resumeCampaign(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  const { facts } = await loadShopState(shopId, at);
  if (facts.setUp !== "ready") throw new Problem("set_up_incomplete", [facts.setUp]);
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ built: boolean }>(
      `UPDATE campaign SET state = 'sending', pause_reason = NULL WHERE shop_id = $1 AND id = $2 AND state = 'paused'
       RETURNING audience_built_at IS NOT NULL AS built`,
      [shopId, id],
    );
    const [row] = rows;
    if (!row) throw new Problem("wrong_state");
    await enqueue(tx, row.built ? "campaign-hand-over" : "campaign-build", { shopId, campaignId: id });
    await record(tx, shopId, { act: "campaign_resumed", actor, at, subject: { kind: "campaign", id } });
  });
}
