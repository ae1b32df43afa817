import { pool } from "~/db/client";
import { AUDIT_ACTS, AUDIT_SUBJECTS, type AuditAct, type AuditSubject } from "~/policy/auditActs";
import type { AuditValues } from "./record";

/** One act as the audit has it. */
export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly act: AuditAct;
  readonly subjectKind: AuditSubject | null;
  readonly subjectId: string | null;
  readonly before: AuditValues | null;
  readonly after: AuditValues | null;
}

/** What the audit can be narrowed to; as texts, since they stand in an address. What is none is passed over. */
export interface AuditFilters {
  readonly act?: string;
  readonly actor?: string;
  /** `campaign:5`. */
  readonly subject?: string;
  /** Days, `2026-03-02`, both included, in UTC. */
  readonly from?: string;
  readonly to?: string;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;
const ACTORS_SHOWN = 200;

/** The columns of an event, as `AuditRow` names them. */
export const AUDIT_COLUMNS = `id::text AS id, at, actor, act, subject_kind AS "subjectKind", subject_id AS "subjectId", before, after`;

/**
 * The filters as a condition; values are numbered from $2. An act, an actor, both, and a subject each have an index that gives their rows in order (the migration), so that a page costs the same in a million events; what else is narrowed together with them is passed over as it is read.
 */
export function auditCondition(filters: AuditFilters): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value) + 1}`;
  const where: string[] = [];
  const act = AUDIT_ACTS.find((each) => each === filters.act);
  if (act) where.push(`act = ${bind(act)}`);
  if (filters.actor) where.push(`actor = ${bind(filters.actor)}`);
  const [, kind, id] = /^([a-z_]+):([\w-]{1,64})$/.exec(filters.subject ?? "") ?? [];
  if (AUDIT_SUBJECTS.some((each) => each === kind))
    where.push(`subject_kind = ${bind(kind)} AND subject_id = ${bind(id)}`);
  const from = dayOf(filters.from);
  if (from) where.push(`at >= ${bind(from)}`);
  const to = dayOf(filters.to);
  if (to) where.push(`at < ${bind(new Date(to.getTime() + 86_400_000))}`);
  return { sql: where.map((each) => ` AND ${each}`).join(""), values };
}

function dayOf(text: string | undefined): Date | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? undefined : day;
}

/** What reads a page and one row more, for its place in the order: `time` and `id` of the last row before it. A test looks at the plan. */
export function pageStatement(
  shopId: number,
  filters: AuditFilters,
  last?: { readonly time: Date; readonly id: string },
): { text: string; values: unknown[] } {
  const { sql, values } = auditCondition(filters);
  const place = values.length + 2;
  const beyond = last ? ` AND (at, id) < ($${place}, $${place + 1})` : "";
  return {
    text: `SELECT ${AUDIT_COLUMNS} FROM audit_event e WHERE shop_id = $1${sql}${beyond} ORDER BY e.at DESC, e.id DESC LIMIT ${PAGE + 1}`,
    values: [shopId, ...values, ...(last ? [last.time, last.id] : [])],
  };
}

/** One page of the audit, newest first. */
export async function listAudit(shopId: number, filters: AuditFilters, after = ""): Promise<AuditPage> {
  const [, time, id] = /^(\d{1,15})_(\d{1,18})$/.exec(after) ?? [];
  const { rows } = await pool().query<AuditRow>(
    pageStatement(shopId, filters, time && id ? { time: new Date(Number(time)), id } : undefined),
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page, next: rows.length > PAGE && last ? `${last.at.getTime()}_${last.id}` : null };
}

/** What reads who has acted: from one actor to the next by the index, however many events each has. */
export const ACTORS_STATEMENT = `WITH RECURSIVE actors AS (
       (SELECT actor FROM audit_event WHERE shop_id = $1 ORDER BY actor LIMIT 1)
       UNION ALL
       SELECT n.actor FROM actors a CROSS JOIN LATERAL (
         SELECT e.actor FROM audit_event e WHERE e.shop_id = $1 AND e.actor > a.actor ORDER BY e.actor LIMIT 1
       ) n
     ) SELECT actor FROM actors LIMIT ${ACTORS_SHOWN}`;

/** Who has acted so far, for choosing one. */
export async function listActors(shopId: number): Promise<string[]> {
  const { rows } = await pool().query<{ actor: string }>(ACTORS_STATEMENT, [shopId]);
  return rows.map(({ actor }) => actor);
}
