import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { MAX_PERSONALIZATIONS } from "~/integrations/sendgrid/mailSend";
import { Problem } from "~/lib/errors";
import type { AuditValues } from "~/services/audit/record";
import { batchSizeOf } from "~/policy/sendingPlan";
import { watchUntil } from "~/services/delivery/watch";
import { loadShopState, type ShopState } from "~/services/shops/setUp";
import { readApproval } from "./approval";
import { acknowledgeAlarms } from "./heedAlarms";
import { findCampaign, missingOf } from "./drafts";
import { contentOf, renderFor } from "./mailOf";
import { moveCampaign } from "./moveCampaign";
import { requirePreflight } from "./preflight";
import { requireUnchanged, sendingMark } from "./sendingMark";

/** A campaign that nothing stands in the way of, as it was looked at. */
interface Ready {
  readonly campaign: NonNullable<Awaited<ReturnType<typeof findCampaign>>>;
  readonly state: ShopState;
}

/** What whoever starts or schedules a campaign saw of it; the app itself saw nothing. */
export interface Seen {
  /** The version of its text. */
  readonly seen?: number;
  /** The mark of who it goes to, when and how fast (sendingMark.ts). */
  readonly seenSending?: string;
}

/**
 * Looks whether a campaign may start, or be scheduled; `seen` is what a member of staff saw, and `draft_changed` is thrown when it is another by now. Throws `Problem` with `campaign_incomplete` and the missing fields (P5), `set_up_incomplete` (P8), `preflight_failed` and the codes of what was found, `approval_missing` where a second person must agree, `wrong_state` or `not_found`.
 */
export async function requireReady(shopId: number, id: number, at: Date, seen: Seen): Promise<Ready> {
  const campaign = await findCampaign(shopId, id);
  if (!campaign) throw new Problem("not_found");
  if (campaign.state !== "draft" && campaign.state !== "scheduled") throw new Problem("wrong_state");
  if (seen.seen !== undefined && campaign.version !== seen.seen) throw new Problem("draft_changed");
  if (seen.seenSending !== undefined && sendingMark(campaign) !== seen.seenSending) throw new Problem("draft_changed");
  const missing = missingOf(campaign);
  if (missing.length > 0) throw new Problem("campaign_incomplete", missing);
  const state = await loadShopState(shopId, at);
  if (state.facts.setUp !== "ready") throw new Problem("set_up_incomplete", [state.facts.setUp]);
  const approval = await readApproval(shopId, id);
  if (approval.required && !approval.given) throw new Problem("approval_missing");
  await requirePreflight(shopId, id, at);
  return { campaign, state };
}

/** What is known of a start beyond who started it. */
export interface StartOptions extends Seen {
  /** What else the audit is to hold of it. */
  readonly note?: AuditValues;
}

/**
 * Starts a campaign: freezes its content as it will go out, and queues the decision of its audience. Throws `Problem` as `requireReady` does; nothing has changed then. A campaign that somebody saves meanwhile is not started with what it was before: `draft_changed`.
 */
export async function startCampaign(
  shopId: number,
  id: number,
  actor: string,
  at: Date,
  { note, ...seen }: StartOptions = {},
): Promise<void> {
  const { campaign, state } = await requireReady(shopId, id, at, seen);
  const content = await renderFor(state, contentOf(campaign));
  await transaction(async (tx) => {
    await moveCampaign(tx, shopId, id, { act: "start", actor, at, ...(note ? { note } : {}) });
    // What was looked at is what goes out, to whom and when: a draft, an audience or a plan that was saved in the meantime is looked at again.
    await requireUnchanged(tx, shopId, campaign);
    await tx.query(
      "UPDATE campaign SET content = $3, started_at = $4, started_by = $5, batch_size = $6 WHERE shop_id = $1 AND id = $2",
      [shopId, id, JSON.stringify(content), at, actor, batchSizeOf(campaign, MAX_PERSONALIZATIONS)],
    );
    const approval = await readApproval(shopId, id, tx);
    if (approval.required && !approval.given) throw new Problem("approval_missing");
    await watchUntil(tx, shopId, id, at);
    await enqueue(tx, "campaign-build", { shopId, campaignId: id });
  });
}

/**
 * Resumes a paused campaign where it stopped: nobody is skipped, nobody is mailed again. Throws `Problem` with `wrong_state`, or `set_up_incomplete` while something is missing that would leave everybody out.
 */
export async function resumeCampaign(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  const { facts } = await loadShopState(shopId, at);
  if (facts.setUp !== "ready") throw new Problem("set_up_incomplete", [facts.setUp]);
  await transaction(async (tx) => {
    // Before the move, which forgets why it was paused.
    await acknowledgeAlarms(tx, shopId, id);
    await moveCampaign(tx, shopId, id, { act: "resume", actor, at });
    await goOn(tx, shopId, id, at);
  });
}

/** Queues the work of a campaign that is sending again, in the caller's transaction. */
export async function goOn(tx: Sql, shopId: number, id: number, at: Date): Promise<void> {
  const { rows } = await tx.query<{ built: boolean }>(
    "SELECT audience_built_at IS NOT NULL AS built FROM campaign WHERE shop_id = $1 AND id = $2",
    [shopId, id],
  );
  await watchUntil(tx, shopId, id, at);
  await enqueue(tx, rows[0]?.built ? "campaign-hand-over" : "campaign-build", { shopId, campaignId: id });
}
