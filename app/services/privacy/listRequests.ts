import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import type { PrivacyKind, PrivacyState, PrivacyWay } from "~/policy/privacyRequests";
import { REMIND_DAYS } from "./lookAfterRequests";

/** How a due date stands: `soon` is within a week. */
export type DueState = "overdue" | "soon" | "later" | "closed";

/** A request as the list shows it. */
export interface RequestRow {
  readonly id: string;
  readonly kind: PrivacyKind;
  readonly way: PrivacyWay;
  readonly state: PrivacyState;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly due: DueState;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
  /** Rows that an erasure took out or reduced, all tables together. */
  readonly rows: number;
  /** Their contact, where there still is one. */
  readonly contactId: string | null;
  readonly contactName: string | null;
}

export interface RequestPage {
  readonly rows: readonly RequestRow[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/** The contact of a request with the alias `r`, by our number, the store's, or the mailbox. */
export const CONTACT_OF_REQUEST = `LEFT JOIN LATERAL (
    SELECT c.id, coalesce(nullif(c.name, ''), nullif(c.company, ''), c.email) AS name FROM contact c
    WHERE c.shop_id = r.shop_id AND (c.id = r.contact_id OR c.shopify_id = r.customer_id OR c.exclusion_key = r.exclusion_key) AND c.removed_at IS NULL
    ORDER BY (c.deleted_at IS NULL) DESC, c.id LIMIT 1
  ) k ON true`;

const COLUMNS = `r.id::text AS id, r.kind, r.way, r.state, r.received_at AS "receivedAt", r.due_at AS "dueAt", r.done_at AS "doneAt", r.done_by AS "doneBy",
  (SELECT coalesce(sum(n::int), 0)::int FROM jsonb_each_text(r.evidence) AS e (name, n)) AS rows, k.id::text AS "contactId", k.name AS "contactName"`;

/** How a request stands against its due date at a moment. */
export function dueState(request: { readonly doneAt: Date | null; readonly dueAt: Date }, at: Date): DueState {
  if (request.doneAt) return "closed";
  const left = request.dueAt.getTime() - at.getTime();
  if (left < 0) return "overdue";
  return left <= REMIND_DAYS * 86_400_000 ? "soon" : "later";
}

/** One page of the shop's requests: open ones as they fall due, so that overdue ones come first; then closed ones, newest first. */
export async function listRequests(shopId: number, options: { after?: string; at: Date }): Promise<RequestPage> {
  const [, part, time, id] = /^([oc])_(\d{1,15})_(\d{1,18})$/.exec(options.after ?? "") ?? [];
  const from = time && id ? [new Date(Number(time)), id] : [];
  const open = part === "c" ? [] : await readPart(shopId, "open", part === "o" ? from : []);
  const missing = PAGE + 1 - open.length;
  const closed = missing > 0 ? await readPart(shopId, "closed", part === "c" ? from : [], missing) : [];
  const found = [...open, ...closed];
  const rows = found.slice(0, PAGE).map((row) => ({ ...row, due: dueState(row, options.at) }));
  const last = rows.at(-1);
  return { rows, next: found.length > PAGE && last ? cursorOf(last) : null };
}

function cursorOf({ id, dueAt, doneAt }: RequestRow): string {
  return doneAt ? `c_${doneAt.getTime()}_${id}` : `o_${dueAt.getTime()}_${id}`;
}

async function readPart(
  shopId: number,
  part: "open" | "closed",
  from: readonly unknown[],
  limit = PAGE + 1,
): Promise<Omit<RequestRow, "due">[]> {
  // Keyset over the partial index of each part: the last page costs what the first costs.
  const [which, date, order, beyond] =
    part === "open" ? ["IS NULL", "due_at", "ASC", ">"] : ["IS NOT NULL", "done_at", "DESC", "<"];
  const { rows } = await pool().query<Omit<RequestRow, "due">>(
    `SELECT ${COLUMNS} FROM (
       SELECT * FROM privacy_request WHERE shop_id = $1 AND done_at ${which} ${from.length > 0 ? `AND (${date}, id) ${beyond} ($3, $4)` : ""}
       ORDER BY ${date} ${order}, id ${order} LIMIT $2
     ) r ${CONTACT_OF_REQUEST} ORDER BY r.${date} ${order}, r.id ${order}`,
    [shopId, limit, ...from],
  );
  return rows;
}

/** How many requests wait, are due within a week, and are overdue. */
export interface RequestsDue {
  readonly open: number;
  readonly soon: number;
  readonly overdue: number;
}

/** Counts what is open for Home and its reminder. */
export async function countRequestsDue(shopId: number, at: Date, db: Sql = pool()): Promise<RequestsDue> {
  const { rows } = await db.query<RequestsDue>(
    `SELECT count(*)::int AS open, (count(*) FILTER (WHERE due_at < $2))::int AS overdue,
            (count(*) FILTER (WHERE due_at >= $2 AND due_at <= $2::timestamptz + make_interval(days => ${REMIND_DAYS})))::int AS soon
     FROM privacy_request WHERE shop_id = $1 AND done_at IS NULL`,
    [shopId, at],
  );
  return rows[0] ?? { open: 0, soon: 0, overdue: 0 };
}
