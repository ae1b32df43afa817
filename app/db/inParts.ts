import { pool } from "./client";
import { onConnection, type Transaction } from "./transaction";

/** One part of a job: each of `of` parts has a number from 0. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

/** What is done in each part. What the parts tell after `first` each of them knows in `second`. */
export interface Steps<Told, Done> {
  readonly first: (tx: Transaction, part: Part) => Promise<Told>;
  readonly second: (tx: Transaction, part: Part, told: readonly Told[]) => Promise<Done>;
}

/**
 * Does a job in parts at once, each on a connection of its own, since PostgreSQL writes with one processor a connection. All parts see the database as it was at the one moment of the call, when `tx` held its locks already, and none is committed unless all
 * have ended, and every connection is still there with what it holds. They are committed before `tx` is: what stands there without the end of `tx` is what a crash has left. One part is done in `tx` itself. Nobody may wait for a lock that `tx` holds and a part needs.
 */
export async function inParts<Told, Done>(
  tx: Transaction,
  parts: number,
  { first, second }: Steps<Told, Done>,
): Promise<Done[]> {
  if (parts === 1) {
    const only = { number: 0, of: 1 };
    return [await second(tx, only, [await first(tx, only)])];
  }
  const { rows } = await tx.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
  return onConnections(parts, async (connections) => {
    const inEach = <T>(work: (connection: Transaction, part: Part) => Promise<T>) =>
      all(connections.map((connection, number) => work(connection, { number, of: parts })));
    await inEach(async (part) => {
      await part.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      await part.query(`SET TRANSACTION SNAPSHOT '${rows[0]?.id}'`);
    });
    const told = await inEach(first);
    const done = await inEach((connection, part) => second(connection, part, told));
    await all([tx, ...connections].map((connection) => connection.query("SELECT 1")));
    await inEach((part) => part.query("COMMIT"));
    return done;
  });
}

/** Ends when all have, also where one failed: none goes on after its transaction. */
async function all<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

async function onConnections<T>(
  count: number,
  work: (held: readonly Transaction[]) => Promise<T>,
  held: readonly Transaction[] = [],
): Promise<T> {
  if (held.length === count) return work(held);
  return onConnection(pool(), (connection) => onConnections(count, work, [...held, connection]));
}
