import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { changeState } from "~/services/campaigns/drafts";
import { resumeCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import { balanced, duplicates, stateOf } from "../support/hand-over-steps";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const PEOPLE = 120;
const BATCH = 5;
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

/** Request numbers at which something is done, drawn from those that every send of so many people makes. */
function drawnRequests(random: () => number, count: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(Math.floor(random() * (PEOPLE / BATCH - 4)));
  return numbers;
}

describe("pauses, resumptions and workers at random", () => {
  test.each([1, 2, 3, 4, 5, 6])(
    "let nothing go while it is paused, send nothing twice and skip nobody; a cancel is final (seed %i)",
    async (seed) => {
      // One for each party: what one draws does not depend on when another does.
      const [answers, staff] = [seededRandom(seed), seededRandom(seed + 1000)];
      const acts = drawnRequests(staff, 5);
      const cancelAt = seed % 3 === 0 ? Math.max(...acts) : undefined;
      const campaignId = await makeSendingCampaign(shopId, { name: `Seed ${seed}` });
      await pool().query("UPDATE campaign SET batch_size = $3 WHERE shop_id = $1 AND id = $2", [
        shopId,
        campaignId,
        BATCH,
      ]);
      const mayHaveGone: string[] = [];
      const workers: Promise<void>[] = [];
      let [paused, cancelled] = [0, 0];
      let acting = Promise.resolve();

      /** A worker that comes while it may not be mailed finds nothing to do. */
      const nothingGoes = async () => {
        const before = await attempts(campaignId);
        await handOverCampaign(shopId, campaignId, sendGrid);
        expect(await attempts(campaignId)).toBe(before);
      };
      const pauseAndResume = async (second: number) => {
        // It may have paused itself on several unclear answers in a row.
        if ((await stateOf(shopId, campaignId)) === "sending") {
          await changeState(shopId, campaignId, "pause", "jo", after(second));
          paused += 1;
          await nothingGoes();
        }
        await resumeCampaign(shopId, campaignId, "jo", after(second));
        workers.push(...[1, 2].map(() => handOverCampaign(shopId, campaignId, sendGrid)));
      };
      const cancel = async (second: number) => {
        await changeState(shopId, campaignId, "cancel", "jo", after(second));
        cancelled += 1;
        await expect(resumeCampaign(shopId, campaignId, "jo", after(second))).rejects.toMatchObject({
          code: "wrong_state",
        });
        await nothingGoes();
      };

      const sendGrid = scriptedSendGrid(START, async ({ to }, number) => {
        const [draw, position, statements] = [answers(), answers(), answers()];
        if (acts.has(number)) {
          acting = acting.then(() => (number === cancelAt ? cancel(number) : pauseAndResume(number)));
          await acting;
        }
        // An answer takes as long as some statements of the others.
        for (let left = statements * 8; left > 0; left--) await pool().query("SELECT 1");
        if (draw < 0.15) return { kind: "retry_later", code: "429", afterSeconds: 0 };
        if (draw < 0.3)
          return {
            kind: "refused",
            code: "400",
            account: false,
            refusedPositions: [Math.floor(position * to.length)],
          };
        mayHaveGone.push(...to);
        return draw < 0.4 ? { kind: "unknown", code: "ECONNRESET" } : ACCEPTED;
      });

      for (
        let round = 0;
        round < 10 && !["finished", "cancelled"].includes(await stateOf(shopId, campaignId));
        round++
      ) {
        if ((await stateOf(shopId, campaignId)) === "paused") await resumeCampaign(shopId, campaignId, "jo", after(90));
        workers.push(...[1, 2, 3].map(() => handOverCampaign(shopId, campaignId, sendGrid)));
        while (workers.length > 0) await workers.pop();
      }
      await acting;
      expect(paused).toBeGreaterThan(0);
      expect(cancelled).toBe(cancelAt === undefined ? 0 : 1);
      expect(await stateOf(shopId, campaignId)).toBe(cancelAt === undefined ? "finished" : "cancelled");
      expect(duplicates(mayHaveGone)).toEqual([]);
      const counts = await balanced(shopId, campaignId, sendGrid.clock);
      expect(counts.accepted + counts.unknown).toBe(mayHaveGone.length);
      expect(counts.remaining).toBe(0);
      if (cancelAt === undefined) expect(mayHaveGone.length + counts.refused).toBe(PEOPLE);
    },
  );
});
