import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { inParts, type Part, type Steps } from "~/db/inParts";
import { transaction, type Transaction } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";
import { makeShop } from "../support/factories";
import { until } from "../support/until";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const note = (tx: Transaction, subject: string) =>
  tx.query("INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, $2, now(), false)", [shopId, subject]); // prettier-ignore
const notes = async (sql: Pick<Transaction, "query"> = pool()) =>
  (await sql.query<{ subject: string }>("SELECT subject FROM erased_subject WHERE shop_id = $1 ORDER BY 1", [shopId]))
    .rows.map(({ subject }) => subject); // prettier-ignore
const inTwo = <T>(tx: Transaction, steps: Partial<Steps<number, T>>) =>
  inParts(tx, 2, { first: (_tx, { number }) => Promise.resolve(number), second: () => Promise.resolve(undefined as T), ...steps }); // prettier-ignore

describe("a job in parts", () => {
  test("has each part see what there was at the one moment, whatever is committed meanwhile", async () => {
    await transaction((tx) => note(tx, "before"));
    const seen = await transaction((tx) =>
      inTwo(tx, {
        first: async (_part, { number }) => {
          if (number === 0) await transaction((other) => note(other, "meanwhile"));
          return number;
        },
        second: (part) => notes(part),
      }),
    );
    expect(seen).toEqual([["before"], ["before"]]);
    expect(await notes()).toEqual(["before", "meanwhile"]);
  });

  test("tells each part what all have found, in their order", async () => {
    const told = await transaction(
      (tx) =>
      inTwo(tx, { first: (_part, { number }) => Promise.resolve(10 + number), second: (_part, own, all) => Promise.resolve([own.number, own.of, ...all]) }), // prettier-ignore
    );
    expect(told).toEqual([
      [0, 2, 10, 11],
      [1, 2, 10, 11],
    ]);
  });

  test.each<[string, (tx: Transaction, part: Part, of: Transaction) => Promise<unknown>]>([
    ["a part fails", (tx, { number }) => (number === 1 ? tx.query("SELECT 1 / 0") : Promise.resolve())],
    ["a part is cut off", (tx, { number }) => (number === 1 ? end(tx) : Promise.resolve())],
    ["whoever began it is cut off, with its locks", (_tx, { number }, of) => (number === 1 ? end(of) : Promise.resolve())], // prettier-ignore
  ])("leaves nothing where %s", async (_what, harm) => {
    await expect(
      transaction(async (tx) => {
        await note(tx, "own");
        await inTwo(tx, {
          second: async (part, own) => {
            await note(part, `part ${own.number}`);
            await harm(part, own, tx);
          },
        });
      }),
    ).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });

  test("of one part is done in the transaction itself", async () => {
    await expect(
      transaction(async (tx) => {
        await inParts(tx, 1, { first: () => Promise.resolve(0), second: (part) => note(part, "only") });
        expect(await notes(tx)).toEqual(["only"]);
        throw new Error("and ends with it");
      }),
    ).rejects.toThrow("and ends with it");
    expect(await notes()).toEqual([]);
  });
});

/** Ends a connection as a database that goes down does. */
async function end(tx: Transaction): Promise<void> {
  const { rows } = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await pool().query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await until(async () => (await pool().query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [rows[0]?.pid])).rowCount === 0); // prettier-ignore
}
