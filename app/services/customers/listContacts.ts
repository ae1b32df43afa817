import { pool } from "~/db/client";
import { countFactClasses, FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import type { Decision } from "~/policy/decide";
import type { LegalForm, Relation } from "~/policy/facts";
import type { Reason } from "~/policy/reasons";
import { judgeClass } from "~/services/campaigns/judge";
import { loadShopState } from "~/services/shops/setUp";

/** What the list can be narrowed to. `reason` is the one that decides. */
export interface ContactFilters {
  readonly search?: string;
  readonly legalForm?: LegalForm;
  readonly decision?: "eligible" | "ineligible";
  readonly reason?: Reason;
}

export interface ContactListRow {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly legalForm: LegalForm;
  readonly relation: Relation;
  readonly orderCount: number;
  readonly decision: Decision;
}

export interface ContactPage {
  readonly rows: readonly ContactListRow[];
  /** Contacts that match, all pages together; null when a search makes counting dear. */
  readonly total: number | null;
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/** One page of the shop's contacts, each with the decision as it is now. */
export async function listContacts(
  shopId: number,
  filters: ContactFilters,
  options: { after?: string; at: Date },
): Promise<ContactPage> {
  const { facts } = await loadShopState(shopId, options.at);
  const values: unknown[] = [shopId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["c.shop_id = $1", "c.deleted_at IS NULL"];
  let total: number | null = null;
  const classes = await countFactClasses(pool(), shopId, { sql: "true", values: [] });
  const wanted = classes.filter((factClass) => matches(judgeClass(factClass, facts), factClass.name, filters));
  if (!filters.search) total = wanted.reduce((sum, { contacts }) => sum + contacts, 0);
  if (wanted.length < classes.length) where.push(`${FACT_CLASS} = ANY(${bind(wanted.map(({ name }) => name))})`);
  if (filters.search) {
    const like = bind(`%${filters.search.trim().replace(/[\\%_]/g, "\\$&")}%`);
    where.push(`(c.name ILIKE ${like} OR c.company ILIKE ${like} OR c.email ILIKE ${like})`);
  }
  if (options.after && /^\d{1,18}$/.test(options.after)) where.push(`c.id > ${bind(options.after)}`);
  const { rows } = await pool().query<Omit<ContactListRow, "decision"> & { class: string }>(
    `SELECT c.id::text AS id, c.name, c.company, c.email, c.legal_form AS "legalForm", c.relation, c.order_count AS "orderCount", ${FACT_CLASS} AS class
     FROM ${FACT_TABLES} WHERE ${where.join(" AND ")} ORDER BY c.id LIMIT ${PAGE + 1}`,
    values,
  );
  const page = rows
    .slice(0, PAGE)
    .map(({ class: name, ...row }) => ({ ...row, decision: judgeClass({ name }, facts) }));
  return { rows: page, total, next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

function matches(decision: Decision, className: string, filters: ContactFilters): boolean {
  if (filters.decision && decision.decision !== filters.decision) return false;
  if (filters.reason && (decision.decision !== "ineligible" || decision.reasons[0] !== filters.reason)) return false;
  return !filters.legalForm || className.split("|")[5] === filters.legalForm;
}
