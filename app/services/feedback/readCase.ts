import { pool } from "~/db/client";
import { atExcludedDomain } from "~/db/excludedDomains";
import { Problem } from "~/lib/errors";
import type { FeedbackChannel, FeedbackKind, FeedbackOutcome, FeedbackState, FeedbackTheme } from "~/policy/feedback";
import { dueDates } from "~/policy/feedbackDue";
import type { CaseAct } from "./cases";

/** One message of a thread, as the desk shows it. */
export interface ThreadMessage {
  readonly id: string;
  readonly direction: "inbound" | "outbound" | "note";
  readonly at: Date;
  readonly actor: string | null;
  readonly email: string | null;
  readonly body: string;
  readonly quoted: string | null;
  readonly verified: "pass" | "fail" | null;
  /** Of an answer: what became of its mail. */
  readonly mailState: "queued" | "sending" | "accepted" | "refused" | "unknown" | null;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly kept: boolean;
  }[];
}

export interface CaseEvent {
  readonly at: Date;
  readonly actor: string | null;
  readonly act: CaseAct;
  readonly detail: Readonly<Record<string, string>>;
}

/** A case with its thread and its evidence. */
export interface CaseView {
  readonly id: number;
  readonly kind: FeedbackKind;
  readonly state: FeedbackState;
  readonly channel: FeedbackChannel;
  readonly subject: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly closedAt: Date | null;
  readonly outcome: FeedbackOutcome | null;
  readonly theme: FeedbackTheme | null;
  readonly asksToStop: boolean;
  readonly email: string | null;
  readonly name: string | null;
  readonly assignedTo: string | null;
  readonly campaignId: number | null;
  readonly campaignName: string | null;
  /** The contact with this address; null when the store knows none. */
  readonly contactId: string | null;
  readonly excluded: boolean;
  /** By law, where the law says. */
  readonly acknowledgeByLaw: Date | null;
  readonly thread: readonly ThreadMessage[];
  readonly events: readonly CaseEvent[];
}

interface Row extends Omit<CaseView, "thread" | "events" | "acknowledgeByLaw"> {
  readonly timezone: string;
}

/** Reads a case of the desk. Throws `Problem("not_found")`. */
export async function readCase(shopId: number, caseId: number): Promise<CaseView> {
  if (!Number.isSafeInteger(caseId) || caseId < 1 || caseId >= 2 ** 31) throw new Problem("not_found");
  const { rows } = await pool().query<Row>(
    `SELECT c.id, c.kind, c.state, c.channel, c.subject, c.received_at AS "receivedAt", c.due_at AS "dueAt", c.acknowledged_at AS "acknowledgedAt",
            c.closed_at AS "closedAt", c.outcome, c.theme, c.asks_to_stop AS "asksToStop", c.email, c.name, c.assigned_to AS "assignedTo",
            c.campaign_id AS "campaignId", k.name AS "campaignName", s.timezone,
            (SELECT t.id::text FROM contact t WHERE t.shop_id = c.shop_id AND t.exclusion_key = c.exclusion_key AND t.removed_at IS NULL ORDER BY t.deleted_at NULLS FIRST, t.id LIMIT 1) AS "contactId",
            EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = c.shop_id AND x.key = c.exclusion_key) OR ${atExcludedDomain("coalesce(c.email, '')")} AS excluded
     FROM feedback_case c JOIN shop s ON s.id = c.shop_id LEFT JOIN campaign k ON k.shop_id = c.shop_id AND k.id = c.campaign_id
     WHERE c.shop_id = $1 AND c.id = $2`,
    [shopId, caseId],
  );
  const [row] = rows;
  if (!row) throw new Problem("not_found");
  const [thread, events] = await Promise.all([readThread(shopId, caseId), readEvents(shopId, caseId)]);
  const { timezone, ...found } = row;
  return { ...found, thread, events, acknowledgeByLaw: dueDates(row.kind, row.receivedAt, timezone).acknowledgeByLaw };
}

const SHOWN = 200;

async function readThread(shopId: number, caseId: number): Promise<ThreadMessage[]> {
  const { rows } = await pool().query<ThreadMessage>(
    `SELECT m.id::text, m.direction, m.at, m.actor, m.email, m.body, m.quoted, m.verified,
            (SELECT s.state FROM single_mail s WHERE s.shop_id = m.shop_id AND s.feedback_message_id = m.id ORDER BY s.id DESC LIMIT 1) AS "mailState",
            coalesce((SELECT json_agg(json_build_object('id', a.id::text, 'name', a.name, 'mediaType', a.media_type, 'bytes', a.bytes, 'kept', a.content IS NOT NULL) ORDER BY a.id)
                      FROM feedback_attachment a WHERE a.shop_id = m.shop_id AND a.message_id = m.id), '[]') AS files
     FROM feedback_message m WHERE m.shop_id = $1 AND m.case_id = $2 ORDER BY m.id DESC LIMIT ${SHOWN}`,
    [shopId, caseId],
  );
  return rows.reverse();
}

async function readEvents(shopId: number, caseId: number): Promise<CaseEvent[]> {
  const { rows } = await pool().query<CaseEvent>(
    `SELECT at, actor, act, detail FROM feedback_event WHERE shop_id = $1 AND case_id = $2 ORDER BY id DESC LIMIT ${SHOWN}`,
    [shopId, caseId],
  );
  return rows;
}
