import type { z } from "zod";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";

/** What a form gave, as its schema has it. Throws `Problem("input_invalid")` naming the fields. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
}

/** Saves fields of the settings, in the caller's transaction, and gives them as they were. */
export async function saveColumns<K extends string>(
  tx: Sql,
  shopId: number,
  columns: Readonly<Record<K, string>>,
  values: Readonly<Record<K, string | boolean>>,
  actor: string,
  at: Date,
): Promise<Partial<Record<K, string | boolean>>> {
  await tx.query("INSERT INTO shop_settings (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", [shopId]);
  const fields = Object.keys(columns) as K[];
  const { rows } = await tx.query<Record<K, string | boolean>>(
    `SELECT ${fields.map((field) => `${columns[field]} AS "${field}"`).join(", ")} FROM shop_settings WHERE shop_id = $1 FOR UPDATE`,
    [shopId],
  );
  await tx.query(
    `UPDATE shop_settings SET ${fields.map((field, place) => `${columns[field]} = $${place + 4}`).join(", ")}, updated_at = $2, updated_by = $3 WHERE shop_id = $1`,
    [shopId, at, actor, ...fields.map((field) => values[field])],
  );
  return rows[0] ?? {};
}
