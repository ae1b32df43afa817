import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { findCampaign, missingOf } from "./drafts";
import { contentOf, renderFor } from "./mailOf";
import { requirePreflight } from "./preflight";
import { loadShopState } from "~/services/shops/setUp";

/**
 * Starts a campaign: freezes its content as it will go out, and queues the decision of its audience. Throws `Problem` with `campaign_incomplete` and the missing fields (P5),
 * `set_up_incomplete` (P8), `preflight_failed` and the codes of what was found, `draft_changed` when it was saved in the meantime, `wrong_state` or `not_found`; nothing has changed then.
 */
export async function startCampaign(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  const campaign = await findCampaign(shopId, id);
  if (!campaign) throw new Problem("not_found");
  if (campaign.state !== "draft") throw new Problem("wrong_state");
  const missing = missingOf(campaign);
  if (missing.length > 0) throw new Problem("campaign_incomplete", missing);
  const state = await loadShopState(shopId, at);
  if (state.facts.setUp !== "ready") throw new Problem("set_up_incomplete", [state.facts.setUp]);
  await requirePreflight(shopId, id, at);
  const content = await renderFor(state, contentOf(campaign));
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE campaign SET state = 'sending', content = $3, started_at = $4, started_by = $5 WHERE shop_id = $1 AND id = $2 AND state = 'draft' AND version = $6`,
      [shopId, id, JSON.stringify(content), at, actor, campaign.version],
    );
    // What was looked at is what goes out: a draft that was saved in the meantime is looked at again.
    if (!rowCount) throw new Problem("draft_changed");
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
