import type { EventEmitter } from "node:events";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { pipelinePool, pool } from "~/db/client";
import { pipelined } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";

useAppDatabase();

beforeAll(async () => {
  await pool().query("CREATE TABLE note (number int PRIMARY KEY)");
});
beforeEach(async () => {
  await pool().query("TRUNCATE note");
});

const INSERT = "INSERT INTO note (number) VALUES ($1)";
const numbers = async () =>
  (await pool().query<{ number: number }>("SELECT number FROM note ORDER BY number")).rows.map(({ number }) => number);

test("statements run in the order in which they left, and each sees what those before it wrote", async () => {
  const counts = await pipelined(async (tx) => {
    const answers = [1, 2, 3].map(async (number) => {
      const [, { rows }] = await Promise.all([
        tx.query(INSERT, [number]),
        tx.query<{ n: number }>("SELECT count(*)::int AS n FROM note"),
      ]);
      return rows[0]?.n;
    });
    return Promise.all(answers);
  });
  expect(counts).toEqual([1, 2, 3]);
  expect(await numbers()).toEqual([1, 2, 3]);
});

test("what is left for later is done when the transaction is", async () => {
  await pipelined((tx) => {
    tx.later(tx.query(INSERT, [1]));
    return Promise.resolve();
  });
  expect(await numbers()).toEqual([1]);
});

test("an error in what is left for later rolls everything back, and is told", async () => {
  const wrong = pipelined(async (tx) => {
    await tx.query(INSERT, [1]);
    tx.later(tx.query(INSERT, [1]));
    tx.later(tx.query(INSERT, [2]));
  });
  await expect(wrong).rejects.toMatchObject({ code: "23505" });
  expect(await numbers()).toEqual([]);
});

test("an error in between rolls back what left before and after it, and the connection is as good as new", async () => {
  for (let again = 0; again < 15; again++) {
    const wrong = pipelined(async (tx) => {
      await Promise.all([tx.query(INSERT, [1]), tx.query("SELECT 1 / (1 - $1::int)", [1]), tx.query(INSERT, [2])]);
    });
    await expect(wrong).rejects.toMatchObject({ code: "22012" });
  }
  expect(await numbers()).toEqual([]);
  await pipelined((tx) => tx.query(INSERT, [3]));
  expect(await numbers()).toEqual([3]);
});

test("work that throws leaves nothing behind, whatever it had sent", async () => {
  const thrown = pipelined(async (tx) => {
    tx.later(tx.query(INSERT, [1]));
    await tx.query(INSERT, [2]);
    throw new Error("changed my mind");
  });
  await expect(thrown).rejects.toThrow("changed my mind");
  expect(await numbers()).toEqual([]);
});

test("a statement that is not answered in time fails, with the connection, and the next transaction has another", async () => {
  const backend = "SELECT pg_backend_pid() AS pid";
  let unanswered = 0;
  const asked = pipelined(
    async (tx) => {
      const [{ rows }] = await Promise.all([tx.query<{ pid: number }>(backend), tx.query(INSERT, [1])]);
      unanswered = rows[0]?.pid ?? 0;
      await tx.query("SELECT pg_sleep(60)");
    },
    { patienceMs: 200 },
  );
  await expect(asked).rejects.toThrow("timeout");
  await pool().query("SELECT pg_terminate_backend($1)", [unanswered]);
  const { rows } = await pipelined((tx) => tx.query<{ pid: number }>(backend));
  expect(rows[0]?.pid).not.toBe(unanswered);
  expect(await numbers()).toEqual([]);
});

test("a transaction is on disk when it comes back", async () => {
  for (let round = 1; round <= 5; round++) {
    const written = await pipelined(async (tx) => {
      tx.later(tx.query(INSERT, [round]));
      const { rows } = await tx.query<{ at: string }>("SELECT pg_current_wal_insert_lsn() AS at");
      return rows[0]?.at;
    });
    const { rows } = await pool().query<{ flushed: boolean }>("SELECT pg_current_wal_flush_lsn() > $1 AS flushed", [written]); // prettier-ignore
    expect(rows[0]?.flushed).toBe(true);
  }
  expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
});

test("a transaction does not wait for the disk under its locks", async () => {
  const { rows } = await pipelined((tx) => tx.query<{ synchronous_commit: string }>("SHOW synchronous_commit"));
  expect(rows).toEqual([{ synchronous_commit: "off" }]);
});

test("a database that says it goes as somebody is given a connection ends no process", async () => {
  const lost = new Error("terminating connection due to unexpected postmaster exit");
  const told = vi.fn();
  pipelinePool().once("acquire", (client: EventEmitter) => {
    // Between the pool, which no longer listens, and whoever asked, who does not listen yet.
    queueMicrotask(() => void told(client.emit("error", lost)));
  });
  await pipelined((tx) => tx.query(INSERT, [1]));
  expect(told).toHaveBeenCalledWith(true);
  expect(await numbers()).toEqual([1]);
});
