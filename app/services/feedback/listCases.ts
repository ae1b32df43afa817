import { pool } from "~/db/client";
import type { FeedbackChannel, FeedbackKind, FeedbackState, FeedbackTheme } from "~/policy/feedback";

/** Which cases the desk lists. */
export interface CaseFilters {
  readonly state?: FeedbackState | undefined;
  readonly kind?: FeedbackKind | undefined;
  readonly theme?: FeedbackTheme | undefined;
  readonly campaign?: number | undefined;
  /** Those past their due date only. */
  readonly overdue?: boolean | undefined;
}

export interface CaseRow {
  readonly id: number;
  readonly kind: FeedbackKind;
  readonly state: FeedbackState;
  readonly channel: FeedbackChannel;
  readonly theme: FeedbackTheme | null;
  readonly subject: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date | null;
  readonly assignedTo: string | null;
  readonly campaignId: number | null;
  readonly campaignName: string | null;
  /** The beginning of what was written. */
  readonly beginning: string | null;
}

export interface CasePage {
  readonly rows: readonly CaseRow[];
  /** Hand back to get the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/** One page of the desk: what is due first, then what is not due any more, the newest first. */
export async function listCases(
  shopId: number,
  filters: CaseFilters,
  options: { after?: string; at: Date },
): Promise<CasePage> {
  const values: unknown[] = [shopId];
  const where = ["c.shop_id = $1"];
  const bind = (value: unknown) => `$${values.push(value)}`;
  if (filters.state) where.push(`c.state = ${bind(filters.state)}`);
  if (filters.kind) where.push(`c.kind = ${bind(filters.kind)}`);
  if (filters.theme) where.push(`c.theme = ${bind(filters.theme)}`);
  if (filters.campaign) where.push(`c.campaign_id = ${bind(filters.campaign)}`);
  if (filters.overdue) where.push(`c.due_at < ${bind(options.at)}`);
  const [due, id] = /^(\d{1,16}|x)_(\d{1,10})$/.exec(options.after ?? "")?.slice(1) ?? [];
  // Keyset on (due date or never, newest first): page 1,000 costs what page 1 costs.
  if (due !== undefined && id !== undefined) {
    const last = due === "x" ? "'infinity'::timestamptz" : bind(new Date(Number(due)));
    const lastId = bind(Number(id));
    where.push(
      `(coalesce(c.due_at, 'infinity') > ${last} OR (coalesce(c.due_at, 'infinity') = ${last} AND c.id < ${lastId}))`,
    );
  }
  const { rows } = await pool().query<CaseRow>(
    `SELECT c.id, c.kind, c.state, c.channel, c.theme, c.subject, c.email, c.name, c.received_at AS "receivedAt", c.due_at AS "dueAt",
            c.assigned_to AS "assignedTo", c.campaign_id AS "campaignId", k.name AS "campaignName",
            (SELECT left(m.body, 160) FROM feedback_message m WHERE m.shop_id = c.shop_id AND m.case_id = c.id AND m.direction = 'inbound' ORDER BY m.id DESC LIMIT 1) AS beginning
     FROM feedback_case c LEFT JOIN campaign k ON k.shop_id = c.shop_id AND k.id = c.campaign_id
     WHERE ${where.join(" AND ")} ORDER BY coalesce(c.due_at, 'infinity'), c.id DESC LIMIT ${PAGE + 1}`,
    values,
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page, next: rows.length > PAGE && last ? `${last.dueAt?.getTime() ?? "x"}_${last.id}` : null };
}

/** What Home warns of: cases past their due date, and of those the ones that the law sets a date for; and all that are open. */
export interface DeskCounts {
  readonly open: number;
  readonly overdue: number;
  /** The oldest due date that has passed; null when none has. */
  readonly since: Date | null;
}

/** Counts what the desk holds now (P14). */
export async function countDesk(shopId: number, at: Date): Promise<DeskCounts> {
  const { rows } = await pool().query<DeskCounts>(
    `SELECT count(*) FILTER (WHERE state = 'open')::int AS open, count(*) FILTER (WHERE due_at < $2)::int AS overdue, min(due_at) FILTER (WHERE due_at < $2) AS since
     FROM feedback_case WHERE shop_id = $1 AND state <> 'closed'`,
    [shopId, at],
  );
  return rows[0] ?? { open: 0, overdue: 0, since: null };
}
