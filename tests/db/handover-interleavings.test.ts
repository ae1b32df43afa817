import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { changeState } from "~/services/campaigns/drafts";
import { resumeCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import { balanced, duplicates, handOverToTheEnd, stateOf } from "../support/hand-over-steps";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const PEOPLE = 120;
let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
  await importLines(shopId, firms(PEOPLE));
});

/** How many attempts have been committed so far. */
async function attempts(campaignId: number): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT coalesce(sum(attempts), 0)::int AS n FROM batch WHERE shop_id = $1 AND campaign_id = $2",
    [shopId, campaignId],
  );
  return rows[0]?.n ?? 0;
}

describe("pauses, resumptions and workers at random", () => {
  test.each([1, 2, 3, 4, 5, 6])(
    "let nothing go while it is paused, send nothing twice and skip nobody; a cancel is final (seed %i)",
    async (seed) => {
      const random = seededRandom(seed);
      const campaignId = await makeSendingCampaign(shopId, { name: `Seed ${seed}` });
      await pool().query("UPDATE campaign SET batch_size = 5 WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
      const mayHaveGone: string[] = [];
      const sendGrid = scriptedSendGrid(START, async ({ to }) => {
        await new Promise((resolve) => setTimeout(resolve, random() * 8));
        const draw = random();
        if (draw < 0.15) return { kind: "retry_later", code: "429", afterSeconds: 0 };
        if (draw < 0.3)
          return { kind: "refused", code: "400", account: false, refusedPositions: [Math.floor(random() * to.length)] };
        mayHaveGone.push(...to);
        return draw < 0.4 ? { kind: "unknown", code: "ECONNRESET" } : ACCEPTED;
      });
      let working = true;
      const workers = Array.from({ length: 3 }, async () => {
        while (working) {
          await handOverCampaign(shopId, campaignId, sendGrid);
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      });
      let paused = 0;
      for (let act = 0; act < 5 && (await stateOf(shopId, campaignId)) !== "finished"; act++) {
        await new Promise((resolve) => setTimeout(resolve, random() * 60));
        const halted = await changeState(shopId, campaignId, "pause", "jo", after(act)).then(
          () => true,
          () => false,
        );
        if (halted) {
          paused++;
          const before = await attempts(campaignId);
          await new Promise((resolve) => setTimeout(resolve, 30));
          expect(await attempts(campaignId)).toBe(before);
        }
        await resumeCampaign(shopId, campaignId, "jo", after(act)).catch(() => undefined);
      }
      expect(paused).toBeGreaterThan(0);
      if (seed % 3 === 0 && (await stateOf(shopId, campaignId)) !== "finished") {
        await changeState(shopId, campaignId, "cancel", "jo", after(10));
        const before = await attempts(campaignId);
        await expect(resumeCampaign(shopId, campaignId, "jo", after(11))).rejects.toMatchObject({
          code: "wrong_state",
        });
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect(await attempts(campaignId)).toBe(before);
      }
      working = false;
      await Promise.all(workers);
      // It may have paused itself on several unclear answers in a row.
      for (
        let round = 0;
        round < 10 && !["finished", "cancelled"].includes(await stateOf(shopId, campaignId));
        round++
      ) {
        if ((await stateOf(shopId, campaignId)) === "paused") await resumeCampaign(shopId, campaignId, "jo", after(12));
        await handOverToTheEnd(shopId, campaignId, sendGrid);
      }
      expect(duplicates(mayHaveGone)).toEqual([]);
      const counts = await balanced(shopId, campaignId, sendGrid.clock);
      expect(counts.accepted + counts.unknown).toBe(mayHaveGone.length);
      expect(counts.remaining).toBe(0);
      if ((await stateOf(shopId, campaignId)) === "finished") expect(mayHaveGone.length + counts.refused).toBe(PEOPLE);
    },
  );
});
