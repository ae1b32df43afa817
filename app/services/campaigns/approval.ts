import { pool } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";

/** What a second person has to do with a campaign. */
export interface Approval {
  /** Whether the shop asks for it. */
  readonly required: boolean;
  /** Whether somebody approved the campaign as it is now. */
  readonly given: boolean;
  /** Stands for the campaign as it is now, all that is approved: `seen` of an approval. */
  readonly content: string;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  /** Who changed the campaign last: anybody but them may approve it. */
  readonly writtenBy: string;
}

/** What the state of a campaign, its progress and the approval itself are kept in: everything else is what is approved, columns added later included. */
const NOT_CONTENT = [
  "state",
  "schedule_failure",
  "scheduled_for",
  "pause_reason",
  "approved_by",
  "approved_at",
  "approved_content",
  "started_at",
  "started_by",
  "finished_at",
  "content",
  "audience_built_at",
  "eligible_count",
  "ineligible_count",
  "next_seq",
  "batch_size",
  "hold_until",
  "alarm_delivered",
  "alarm_bounced",
  "alarm_spam",
];
const CONTENT_HASH = `encode(sha256(convert_to((to_jsonb(k) - ARRAY['${NOT_CONTENT.join("', '")}'])::text, 'UTF8')), 'hex')`;
const WRITTEN_BY = `coalesce((SELECT a.actor FROM audit_event a WHERE a.shop_id = k.shop_id AND (
    (a.subject_kind = 'campaign' AND a.subject_id = k.id::text AND a.act IN ('campaign_created', 'campaign_duplicated', 'campaign_edited', 'campaign_planned'))
    OR (a.subject_kind = 'audience' AND a.subject_id = k.audience_id::text AND a.act = 'audience_edited')) ORDER BY a.id DESC LIMIT 1), k.created_by)`;

/** Reads whether a campaign needs a second person's approval, and has it. An approval is of the campaign as it was: any change takes it back, when and how fast it goes included. Throws `Problem("not_found")`. */
export async function readApproval(shopId: number, id: number, tx: Sql = pool()): Promise<Approval> {
  const { rows } = await tx.query<Approval>(
    `SELECT coalesce(s.second_approval, false) AS required, coalesce(k.approved_content = ${CONTENT_HASH}, false) AS given, ${CONTENT_HASH} AS content,
            k.approved_by AS "approvedBy", k.approved_at AS "approvedAt", ${WRITTEN_BY} AS "writtenBy"
     FROM campaign k LEFT JOIN shop_settings s ON s.shop_id = k.shop_id WHERE k.shop_id = $1 AND k.id = $2`,
    [shopId, id],
  );
  const [approval] = rows;
  if (!approval) throw new Problem("not_found");
  return approval;
}

/**
 * Approves a draft as somebody saw it: `seen` is what `readApproval` gave as its content then. Throws `Problem` with `own_approval` for whoever changed it last, `draft_changed` when it is another now, `wrong_state` for what is not a draft, or
 * `not_found`.
 */
export async function approveCampaign(
  shopId: number,
  id: number,
  seen: string,
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ state: string }>(
      "SELECT state FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE",
      [shopId, id],
    );
    const { writtenBy, content } = await readApproval(shopId, id, tx);
    if (rows[0]?.state !== "draft") throw new Problem("wrong_state");
    if (writtenBy === actor) throw new Problem("own_approval");
    if (content !== seen) throw new Problem("draft_changed");
    await tx.query(
      "UPDATE campaign SET approved_by = $3, approved_at = $4, approved_content = $5 WHERE shop_id = $1 AND id = $2",
      [shopId, id, actor, at, content],
    );
    await record(tx, shopId, { act: "campaign_approved", actor, at, subject: { kind: "campaign", id } });
  });
}

/** Asks for the approval of a second member of staff from now on, or no longer. A campaign that is scheduled by then needs it when its time comes. */
export async function setSecondApproval(shopId: number, required: boolean, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE shop_settings SET second_approval = $2, updated_by = $3, updated_at = $4 WHERE shop_id = $1 AND second_approval <> $2",
      [shopId, required, actor, at],
    );
    if (rowCount) await record(tx, shopId, { act: required ? "approval_asked" : "approval_not_asked", actor, at });
  });
}
