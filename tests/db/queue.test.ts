import { expect, test } from "vitest";
import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";
import { jobs } from "../support/jobs";

useAppDatabase();

test("work of a transaction that is rolled back is never there", async () => {
  const failed = transaction(async (tx) => {
    await tx.query("INSERT INTO shop (domain) VALUES ('rolled-back.myshopify.com')");
    await enqueue(tx, "shop-set-up", { shopId: 1 });
    expect((await tx.query("SELECT 1 FROM pgboss.job WHERE name = 'shop-set-up'")).rowCount).toBe(1);
    throw new Error("the state could not be written");
  });
  await expect(failed).rejects.toThrow("the state could not be written");
  expect(await jobs("shop-set-up")).toEqual([]);
  expect((await pool().query("SELECT 1 FROM shop")).rowCount).toBe(0);
});

test("work becomes visible with the state it belongs to, at the commit and not before", async () => {
  await transaction(async (tx) => {
    await enqueue(tx, "campaign-build", { shopId: 1, campaignId: 7 });
    expect(await jobs("campaign-build")).toEqual([]);
  });
  expect(await jobs("campaign-build")).toEqual([{ shopId: 1, campaignId: 7 }]);
});

test("work that may not start yet is not given to a worker before its time", async () => {
  const startAfter = new Date("2199-01-01T00:00:00Z");
  await transaction((tx) => enqueue(tx, "sync-follow", { shopId: 1, runId: 2 }, { startAfter }));
  const { rows } = await pool().query("SELECT start_after FROM pgboss.job WHERE name = 'sync-follow'");
  expect(rows).toEqual([{ start_after: startAfter }]);
});
