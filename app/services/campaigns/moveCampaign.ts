import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { AuditAct } from "~/policy/auditActs";
import {
  nextCampaignState,
  type CampaignAct,
  type CampaignState,
  type PauseReason,
  type ScheduleFailure,
} from "~/policy/campaignStates";
import { record, type AuditValues } from "~/services/audit/record";

/** One act on a campaign's state. */
export interface Move {
  readonly act: CampaignAct;
  /** A member of staff, or the app itself. */
  readonly actor: string;
  readonly at: Date;
  /** Why it pauses, or goes back to being a draft. */
  readonly reason?: PauseReason | ScheduleFailure;
  /** What else the audit is to hold of it. */
  readonly note?: AuditValues;
}

const AUDITED_AS: Readonly<Record<CampaignAct, AuditAct>> = {
  schedule: "campaign_scheduled",
  unschedule: "campaign_unscheduled",
  start: "campaign_started",
  pause: "campaign_paused",
  resume: "campaign_resumed",
  resend: "campaign_resent",
  finish: "campaign_finished",
  cancel: "campaign_cancelled",
};

/**
 * Moves a campaign from one state to the next, by the one table of transitions, and keeps the move in the audit with the states before and after, in the caller's transaction. The only writer of a campaign's state: the row is locked from
 * here to commit. Throws `Problem` with `not_found`, or `wrong_state` when the act is not open. Gives both states.
 */
export async function moveCampaign(
  tx: Sql,
  shopId: number,
  id: number,
  { act, actor, at, reason, note }: Move,
): Promise<{ readonly before: CampaignState; readonly after: CampaignState }> {
  const { rows } = await tx.query<{ state: CampaignState }>(
    "SELECT state FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE",
    [shopId, id],
  );
  const before = rows[0]?.state;
  if (!before) throw new Problem("not_found");
  const after = nextCampaignState(before, act);
  if (!after) throw new Problem("wrong_state");
  const ends = after === "finished" || after === "cancelled";
  await tx.query(
    `UPDATE campaign SET state = $3::campaign_state, pause_reason = CASE WHEN $3::campaign_state = 'paused' THEN coalesce($4, pause_reason) END, schedule_failure = CASE WHEN $3::campaign_state = 'draft' THEN $4 END,
       scheduled_for = CASE WHEN $3::campaign_state = 'scheduled' THEN scheduled_for END, finished_at = $5
     WHERE shop_id = $1 AND id = $2`,
    [shopId, id, after, reason ?? null, ends ? at : null],
  );
  if (ends) await tx.query("DELETE FROM campaign_watch WHERE shop_id = $1 AND campaign_id = $2", [shopId, id]);
  await record(tx, shopId, {
    act: AUDITED_AS[act],
    actor,
    at,
    subject: { kind: "campaign", id },
    before: { state: before },
    after: { state: after, ...(reason ? { reason } : {}), ...note },
  });
  return { before, after };
}
