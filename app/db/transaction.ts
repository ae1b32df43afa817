import { createHash } from "node:crypto";
import type pg from "pg";
import { pool } from "./client";

/** Something that runs SQL: a transaction, or the pool outside of one. */
export interface Sql {
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<R>>;
}

/** A transaction under way; its connection also takes COPY streams. */
export type Transaction = pg.PoolClient;

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken = false;
  // The pool listens to idle connections only: without a listener a database that goes away in the middle would end the process. The statement under way fails by itself.
  const lost = () => {
    broken = true;
  };
  client.on("error", lost);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.off("error", lost);
    client.release(broken);
  }
}

const names = new Map<string, string>();

/**
 * The same connection or pool, with every statement prepared once a connection: for paths of few, fixed statements on which people wait, where planning them costs more than running them. The texts must not vary, for each stays with its
 * connection. A plan is made anew when one of its tables is analysed.
 */
export function prepared(sql: pg.Pool | pg.ClientBase): Sql {
  return {
    query: <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
      const name = names.get(text) ?? createHash("sha256").update(text).digest("base64url");
      names.set(text, name);
      return sql.query<R>({ name, text, values });
    },
  };
}

/** Classes of errors of a database that is going down, coming up or full, and of connections. */
const PASSING = /^(08|53|57P0)/;

/** Whether an error says that the database was not there, rather than what it thinks of the statement. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return PASSING.test(code) || /^E[A-Z]+$/.test(code);
  return /connection|terminated/i.test(error.message);
}
