import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { chooseAudience } from "./chooseAudience";

/** What a draft takes over from another campaign: all that staff wrote and chose, and nothing of what came of it. */
const TAKEN_OVER =
  "subject, preheader, body, purpose, utm_source, utm_medium, utm_campaign, audience_id, audience_version, audience_name, audience_criteria, audience_rationale, window_days, window_from, window_until, per_hour, per_day, warm_up";

/** Makes a new draft with the content, audience and plan of a campaign in whatever state; its approval and its time do not come along. Gives the draft's id. Throws `Problem("not_found")`. */
export async function duplicateCampaign(shopId: number, id: number, actor: string, at: Date): Promise<number> {
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number; audienceId: number | null }>(
      `INSERT INTO campaign (shop_id, created_by, created_at, name, ${TAKEN_OVER})
       SELECT shop_id, $3, $4, left(name, 110) || ' (copy)', ${TAKEN_OVER} FROM campaign WHERE shop_id = $1 AND id = $2 RETURNING id, audience_id AS "audienceId"`,
      [shopId, id, actor, at],
    );
    const [made] = rows;
    if (!made) throw new Problem("not_found");
    const { id: copy, audienceId } = made;
    // As that audience is now: the copy is a draft, and drafts follow.
    if (audienceId !== null) await chooseAudience(tx, shopId, copy, audienceId);
    const subject = { kind: "campaign", id: copy } as const;
    await record(tx, shopId, { act: "campaign_duplicated", actor, at, subject, after: { from: id } });
    return copy;
  });
}
