import { pool } from "~/db/client";

/** A list or a campaign that criteria can name. */
export interface CriterionOption {
  readonly id: number;
  readonly name: string;
}

/** What criteria name by number: lists of prospects that were imported, and campaigns that were started. */
export const NAMED_KINDS = ["lists", "campaigns"] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

const TABLES: Readonly<Record<NamedKind, { readonly table: string; readonly there: string }>> = {
  lists: { table: "prospect_list", there: "state = 'imported'" },
  campaigns: { table: "campaign", there: "started_at IS NOT NULL" },
};

/** What was found by a name. */
export interface FoundOptions {
  readonly found: readonly CriterionOption[];
  /** So many more are called so; null for more than are counted. */
  readonly more: number | null;
}

const MOST = 20;
const MOST_COUNTED = 1000;
const MOST_WORDS = 10;

/** Lists or campaigns in whose names all that was typed occurs, word by word and in whatever case, newest first; with nothing typed, the newest. At most twenty, and how many more there are, as far as that is soon counted. */
export async function findOptions(shopId: number, kind: NamedKind, typed: string): Promise<FoundOptions> {
  const { table, there } = TABLES[kind];
  const words = typed.slice(0, 200).replaceAll("\u0000", "").split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  // Names alone, from an index by shop: what they are of is wide. Small letters on both sides by the database, whose are not those of JavaScript everywhere.
  const { rows } = await pool().query<CriterionOption & { total: number }>(
    `SELECT id, name, (count(*) OVER ())::int AS total FROM (
       SELECT id, name FROM ${table} WHERE shop_id = $1 AND ${there} AND lower(name) LIKE ALL (lower($2::text[]::text)::text[])
       ORDER BY id DESC LIMIT ${MOST_COUNTED + 1}) called ORDER BY id DESC LIMIT ${MOST}`,
    [shopId, patterns],
  );
  const total = rows[0]?.total ?? 0;
  return { found: rows.map(({ id, name }) => ({ id, name })), more: total > MOST_COUNTED ? null : total - rows.length };
}

/** The names of these, newest first, also of what nobody could choose anew. */
export async function nameOptions(shopId: number, kind: NamedKind, ids: readonly number[]): Promise<CriterionOption[]> {
  const { rows } = await pool().query<CriterionOption>(
    `SELECT id, name FROM ${TABLES[kind].table} WHERE shop_id = $1 AND id = ANY($2::int[]) ORDER BY id DESC`,
    [shopId, ids],
  );
  return rows;
}

/** Whether there is anything to choose. */
export async function hasOptions(shopId: number, kind: NamedKind): Promise<boolean> {
  const { table, there } = TABLES[kind];
  const { rowCount } = await pool().query(`SELECT 1 FROM ${table} WHERE shop_id = $1 AND ${there} LIMIT 1`, [shopId]);
  return rowCount !== 0;
}
