import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";

/** Columns of a campaign that say what its audience is, from the newest version of an audience: on aliases `a` and `v`. */
const AUDIENCE = "a.id, v.version, v.name, v.rationale, v.criteria";
const COLUMNS = "audience_id, audience_version, audience_name, audience_rationale, audience_criteria";

/**
 * Gives a draft the audience it is for, as that is now, or takes it away. Throws `Problem("input_invalid")` with `audienceId` when there is none of this number, or it was put away and the draft did not have it
 * before.
 */
export async function chooseAudience(
  tx: Sql,
  shopId: number,
  campaignId: number,
  audienceId: number | null,
): Promise<void> {
  if (audienceId === null) {
    await tx.query(
      `UPDATE campaign SET (${COLUMNS}) = ROW(NULL, NULL, '', '', '{}'::jsonb) WHERE shop_id = $1 AND id = $2 AND state = 'draft' AND audience_id IS NOT NULL`,
      [shopId, campaignId],
    );
    return;
  }
  // Held until commit, so that it cannot be deleted meanwhile.
  const { rowCount } = await tx.query(
    `SELECT 1 FROM audience a WHERE a.shop_id = $1 AND a.id = $2
       AND (a.archived_at IS NULL OR EXISTS (SELECT 1 FROM campaign c WHERE c.shop_id = $1 AND c.id = $3 AND c.audience_id = a.id)) FOR SHARE`,
    [shopId, audienceId, campaignId],
  );
  if (!rowCount) throw new Problem("input_invalid", ["audienceId"]);
  await tx.query(
    `UPDATE campaign c SET (${COLUMNS}) = (
       SELECT ${AUDIENCE} FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version
       WHERE a.shop_id = $1 AND a.id = $3
     ) WHERE c.shop_id = $1 AND c.id = $2 AND c.state = 'draft'`,
    [shopId, campaignId, audienceId],
  );
}

/** Keeps an audience from being edited or deleted until the caller's transaction ends. */
export async function holdAudience(tx: Sql, shopId: number, audienceId: number): Promise<void> {
  await tx.query("SELECT 1 FROM audience WHERE shop_id = $1 AND id = $2 FOR SHARE", [shopId, audienceId]);
}

/** Brings the drafts that have an audience to its newest version. What was started, or waits for its time, keeps the version it has. */
export async function followAudience(tx: Sql, shopId: number, audienceId: number): Promise<void> {
  await tx.query(
    `UPDATE campaign c SET (${COLUMNS}) = ROW(${AUDIENCE})
     FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version
     WHERE c.shop_id = $1 AND c.audience_id = $2 AND c.state = 'draft' AND a.shop_id = $1 AND a.id = $2`,
    [shopId, audienceId],
  );
}
