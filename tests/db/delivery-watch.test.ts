import { describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { changeState } from "~/services/campaigns/drafts";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { claimBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { handOverCampaign } from "~/services/delivery/handOver";
import { lookAfter, watchDelivery } from "~/services/delivery/watch";
import { useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeDraft, makeSendingCampaign, makeShop, START } from "../support/factories";
import { balanced, batchesOf, campaignTo, stateOf } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

async function queued(name: string, shopId: number, campaignId: number): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pgboss.job WHERE name = $1 AND data = $2 AND state = 'created'",
    [name, JSON.stringify({ shopId, campaignId })],
  );
  return rows[0]?.n ?? 0;
}
const forgetQueue = () => pool().query("DELETE FROM pgboss.job");

describe("a campaign whose worker was killed", () => {
  test("is taken over by another within six and a half seconds of its last sign of life, once, whoever looks", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    await lookAfter(
      shopId,
      campaignId,
      () => after(10),
      () => Promise.resolve(),
    );
    await forgetQueue();
    await watchDelivery(after(14.4));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(0);
    await Promise.all([1, 2, 3].map(() => watchDelivery(after(16.5))));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(1);
    // Waiting already: not queued a second time, however long it waits.
    await watchDelivery(after(40));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(1);
  });

  test("before its audience was decided is decided by another", async () => {
    const shopId = await makeShop();
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", START);
    await forgetQueue();
    await watchDelivery(after(4.4));
    expect(await queued("campaign-build", shopId, campaignId)).toBe(0);
    await watchDelivery(after(6.5));
    expect(await queued("campaign-build", shopId, campaignId)).toBe(1);
  });

  test("is left alone while a worker lives, however long its work takes", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    let now = START;
    await lookAfter(
      shopId,
      campaignId,
      () => now,
      async () => {
        now = after(100);
        // Real seconds: the sign of life comes by a timer.
        await new Promise((resolve) => setTimeout(resolve, 1800));
      },
    );
    await forgetQueue();
    await watchDelivery(after(104.4));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(0);
  });

  test("that waits for its time is not looked at before", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    await forgetQueue();
    await handOverCampaign(
      shopId,
      campaignId,
      scriptedSendGrid(START, () => ({ kind: "retry_later", code: "503", afterSeconds: 3600 })),
    );
    await forgetQueue();
    await watchDelivery(after(3600));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(0);
    await watchDelivery(after(3607));
    expect(await queued("campaign-hand-over", shopId, campaignId)).toBe(1);
  });
});

test("a batch whose worker was lost after the attempt is unknown also where the campaign was cancelled since", async () => {
  const { shopId, campaignId } = await campaignTo(firms(3));
  const batch = await claimBatch(shopId, campaignId, START);
  if (!batch) throw new Error("the batch was not claimed");
  await decideBatch(batch, after(1));
  await changeState(shopId, campaignId, "cancel", "jo", after(2));
  expect(await balanced(shopId, campaignId, after(3))).toMatchObject({ remaining: 3, cancelled: 0, unknown: 0 });
  await watchDelivery(after(60));
  expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "unknown", outcome: "worker_lost" }]);
  expect(await balanced(shopId, campaignId, after(60))).toMatchObject({ remaining: 0, cancelled: 0, unknown: 3 });
});

describe("campaigns at once", () => {
  test("take turns: one whose turn is over goes on behind the other that waits, and both come to their end", async () => {
    const shopId = await makeShop();
    await importLines(shopId, firms(60));
    const first = await makeSendingCampaign(shopId, { name: "First" });
    const second = await makeSendingCampaign(shopId, { name: "Second" });
    await pool().query("UPDATE campaign SET batch_size = 5 WHERE shop_id = $1", [shopId]);
    // A second passes with every request, so that a turn is two or three of them.
    let seconds = 0;
    const order: number[] = [];
    const sendGrid = scriptedSendGrid(START, ({ body }) => {
      order.push(Number(body.personalizations[0]?.custom_args?.twostage_recipient?.split("-")[1]));
      sendGrid.clock = after((seconds += 1));
      return { kind: "accepted", messageId: `message-${seconds}` };
    });
    for (let turn = 0; turn < 60; turn++) {
      const { rows } = await pool().query<{ id: string; data: { campaignId: number } }>(
        "SELECT id, data FROM pgboss.job WHERE name = 'campaign-hand-over' AND state = 'created' AND (data->>'shopId')::int = $1 ORDER BY created_on, id LIMIT 1",
        [shopId],
      );
      const [job] = rows;
      if (!job) break;
      await pool().query("DELETE FROM pgboss.job WHERE id = $1", [job.id]);
      await handOverCampaign(shopId, job.data.campaignId, sendGrid);
    }
    expect([await stateOf(shopId, first), await stateOf(shopId, second)]).toEqual(["finished", "finished"]);
    expect(order).toHaveLength(24);
    // While both have something left, neither is more than two turns ahead.
    const counts = new Map<number, number>();
    for (const id of order.slice(0, 16)) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      expect(Math.abs((counts.get(first) ?? 0) - (counts.get(second) ?? 0))).toBeLessThanOrEqual(10);
    }
    expect(Math.min(counts.get(first) ?? 0, counts.get(second) ?? 0)).toBeGreaterThan(2);
  });

  test("one alone does not stop for turns", async () => {
    const { shopId, campaignId } = await campaignTo(firms(60));
    await pool().query("UPDATE campaign SET batch_size = 5 WHERE shop_id = $1", [shopId]);
    await forgetQueue();
    let seconds = 0;
    const sendGrid = scriptedSendGrid(START, () => {
      sendGrid.clock = after((seconds += 1));
      return { kind: "accepted", messageId: `message-${seconds}` };
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(12);
  });
});
