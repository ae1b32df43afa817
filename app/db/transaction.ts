import { createHash } from "node:crypto";
import type pg from "pg";
import { pipelinePool, pool } from "./client";

/** Something that runs SQL: a transaction, or the pool outside of one. */
export interface Sql {
  /** Of a pipelined transaction. */
  readonly later?: Pipeline["later"];
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<R>>;
}

/** A transaction whose statements leave without waiting for the answers to those before them. */
export interface Pipeline extends Sql {
  /** Takes what nobody need know the end of before the commit: it is waited for with it, and an error in it rolls everything back. */
  later(this: void, ending: Promise<unknown>): void;
}

/** A transaction under way; its connection also takes COPY streams. */
export type Transaction = pg.PoolClient;

/**
 * Comes back when everything that was committed before it is on disk, and on the standbys that a commit waits for: the log is written in order, and this is a commit of its own, of a mark that nobody reads. A transaction keeps its locks until its own commit is on disk, which on a slow disk is longer than all it does under them.
 */
const WAIT_FOR_DISK = "SELECT pg_logical_emit_message(true, 'twostage', '')";

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return onConnection(pool(), async (client) => {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  });
}

/**
 * As `transaction`, for work whose every way to the database counts: a statement leaves without waiting for the answers to those before it, and they are run in that order. A connection keeps the plan of each statement, so its text must not be made anew for each call. Where people wait, a statement not answered within `patienceMs` fails, and
 * the connection with it. Its locks are let go before the disk has what it wrote, for which it waits all the same; but not where that `mayBeLost` in a crash of the database.
 */
export async function pipelined<T>(
  work: (tx: Pipeline) => Promise<T>,
  { patienceMs, mayBeLost = false }: { readonly patienceMs?: number; readonly mayBeLost?: boolean } = {},
): Promise<T> {
  return onConnection(pipelinePool(), async (client) => {
    const endings: Promise<unknown>[] = [];
    const later = (ending: Promise<unknown>) => {
      // It is waited for below: until then nobody may be listening.
      ending.catch(() => undefined);
      endings.push(ending);
    };
    const query: Sql["query"] = (text, values) =>
      client.query({ name: nameOf(text), text, values: values ?? [], query_timeout: patienceMs } as pg.QueryConfig);
    later(query("BEGIN"));
    later(query("SET LOCAL synchronous_commit = off"));
    const result = await work({ query, later });
    later(query("COMMIT"));
    if (!mayBeLost) later(query(WAIT_FOR_DISK));
    await Promise.all(endings);
    return result;
  });
}

/**
 * Takes steps of a transaction in their order, and gives what each gave. Where statements may be in flight together, the first statements of all leave at once; else each step waits for the one before it. Ends when all have, also where one
 * failed: no step goes on after the transaction.
 */
export async function inOrder<T extends readonly unknown[]>(
  tx: Sql,
  ...steps: { readonly [K in keyof T]: () => Promise<T[K]> }
): Promise<T> {
  const taken: unknown[] = [];
  if (!tx.later) {
    for (const step of steps) taken.push(await step());
    return taken as unknown as T;
  }
  for (const ended of await Promise.allSettled(steps.map((step) => step()))) {
    if (ended.status === "rejected") throw ended.reason;
    taken.push(ended.value);
  }
  return taken as unknown as T;
}

/** Whether a statement changed a row. Where a pipelined transaction knows that beforehand, the statement's own answer is waited for with the commit. */
export async function hasChanged(tx: Sql, changing: Promise<pg.QueryResult>, known?: boolean): Promise<boolean> {
  if (known === undefined || !tx.later) return Boolean((await changing).rowCount);
  tx.later(changing);
  return known;
}

/** Names of statements whose plan a connection keeps, by their text: made of it, since the server and the built routes are separate bundles on the same connections. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? createHash("sha256").update(text).digest("base64url");
  names.set(text, name);
  return name;
}

/** Runs `work` on a connection that nobody else has meanwhile. When it throws, what it began there is rolled back. */
export async function onConnection<T>(connections: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await connections.connect();
  let broken = false;
  // The pool listens to idle connections only: without a listener a database that goes away in the middle would end the process. The statement under way fails by itself.
  const lost = () => {
    broken = true;
  };
  client.on("error", lost);
  try {
    return await work(client);
  } catch (error) {
    // On a connection that has died unseen it would never be answered.
    await client.query({ text: "ROLLBACK", query_timeout: PATIENCE_MS } as pg.QueryConfig).catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.off("error", lost);
    client.release(broken);
  }
}

/**
 * The same connection or pool, with every statement prepared once a connection: for paths of few, fixed statements on which people wait, where planning them costs more than running them. The texts must not vary, for each stays with its
 * connection. A plan is made anew when one of its tables is analysed. A statement that is not answered in time fails: others wait behind it.
 */
export function prepared(sql: pg.Pool | pg.ClientBase): Sql {
  return {
    query: <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      sql.query<R>({ name: nameOf(text), text, values, query_timeout: PATIENCE_MS } as pg.QueryConfig),
  };
}

/** How long a statement on which people wait may take, in milliseconds: a connection that died without a word answers none. */
export const PATIENCE_MS = 10_000;

/** Classes of errors of a database that is going down, coming up or full, and of connections. */
const PASSING = /^(08|53|57P0)/;

/** Whether an error says that two transactions waited for each other, and this one gave way: it may be run again. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && ["40P01", "40001"].includes(String((error as { code?: unknown }).code));

/** Whether an error says that the database was not there, rather than what it thinks of the statement. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return PASSING.test(code) || /^E[A-Z]+$/.test(code);
  return /connection|terminated|query read timeout/i.test(error.message);
}
