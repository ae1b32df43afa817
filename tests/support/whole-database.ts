import { pool } from "~/db/client";

/** Where a text stands in the database: `schema.table.column`. Every column of every table of every schema of the app and its queue is looked through as text, bytes too, so that nothing new can be forgotten. */
export async function whereInDatabase(text: string): Promise<string[]> {
  const { rows: columns } = await pool().query<{ table: string; column: string; type: string }>(
    `SELECT quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) AS "table", quote_ident(c.column_name) AS "column", c.udt_name AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, c.ordinal_position`,
  );
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    const value =
      type === "bytea" ? `encode(${column}, 'escape') || ' ' || encode(${column}, 'hex')` : `${column}::text`;
    const { rowCount } = await pool().query(
      `SELECT 1 FROM ${table} WHERE position(lower($1) in lower(${value})) > 0 LIMIT 1`,
      [text],
    );
    if (rowCount) found.push(`${table.replace(/^public\./, "")}.${column}`);
  }
  return found;
}
