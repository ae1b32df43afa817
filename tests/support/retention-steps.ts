import { pool } from "~/db/client";
import { listRegister, type RegisterPart, type RegisterRow } from "~/services/register/readRegister";
import { requestRetention, runRetention } from "~/services/register/runRetention";

/** All pages of a part of the register. */
export async function registerRows(shopId: number, part: RegisterPart, at: Date): Promise<RegisterRow[]> {
  const rows: RegisterRow[] = [];
  let after: string | null = "";
  while (after !== null) {
    const page: Awaited<ReturnType<typeof listRegister>> = await listRegister(shopId, part, { after, at });
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

/** Runs the retention rule as staff would, to its end. Gives the run as it ended. */
export async function runByStaff(shopId: number, months: number, at: Date): Promise<{ removed: number; kept: number }> {
  await requestRetention(shopId, months, "owner", at);
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM retention_run WHERE shop_id = $1 ORDER BY id DESC LIMIT 1",
    [shopId],
  );
  await runRetention(shopId, rows[0]?.id ?? 0, at);
  const ended = await pool().query<{ removed: number; kept: number }>(
    "SELECT removed, kept FROM retention_run WHERE shop_id = $1 AND id = $2 AND finished_at IS NOT NULL",
    [shopId, rows[0]?.id],
  );
  if (!ended.rows[0]) throw new Error("the run did not end");
  return ended.rows[0];
}

/** Every row of every table that mentions a text, as `table: row`. Nothing is left out, so that a new table cannot be forgotten. */
export async function tracesOf(text: string): Promise<string[]> {
  const { rows: tables } = await pool().query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool().query(
      `SELECT 1 FROM "${name}" t WHERE position(lower($1) in lower(t::text)) > 0`,
      [text],
    );
    if (rowCount) found.push(name);
  }
  return found;
}
