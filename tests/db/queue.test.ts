import { expect, test } from "vitest";
import { pool } from "~/db/client";
import { enqueue, queue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";
import { jobs } from "../support/jobs";
import { migrate } from "../support/migrate";

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

test("work that waits under a name of before is done under the new one after a deploy, and none is added under the old", async () => {
  const boss = await queue();
  await boss.createQueue("order-consent");
  await boss.send("order-consent", { shopId: 1, orderId: "900" });
  await boss.send("order-consent", { shopId: 1, orderId: "901" });
  expect(await boss.fetch("order-consent")).toHaveLength(1);
  for (const _twice of [1, 2]) await migrate(process.env.DATABASE_URL ?? "");
  const { rows } = await pool().query<{ state: string; order: string }>(
    "SELECT state::text AS state, data ->> 'orderId' AS order FROM pgboss.job WHERE name = 'order-placed' ORDER BY 2",
  );
  expect(rows).toEqual([
    { state: "active", order: "900" },
    { state: "created", order: "901" },
  ]);
  await expect(boss.send("order-consent", { shopId: 1, orderId: "902" })).rejects.toThrow();
});
