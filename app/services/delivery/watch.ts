import { pool } from "~/db/client";
import { enqueue, enqueueOnce } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { giveUpLostBatches } from "./batches";
import { giveUpLostMails } from "./lostMails";
import { settleReported } from "./reconcile";

/** How often a worker says that it is alive, and for how long that holds. Another takes over within these and one round of its own watch: 6.5 s at most, which leaves a slow machine time to begin within ten. */
const BEAT_MS = 1500;
const ALIVE_MS = 4500;

/** Notes that nobody need look at a campaign before a moment, because its work is queued for then. */
export async function watchUntil(tx: Sql, shopId: number, campaignId: number, until: Date): Promise<void> {
  await tx.query(
    `INSERT INTO campaign_watch (shop_id, campaign_id, until) VALUES ($1, $2, $3::timestamptz + make_interval(secs => ${ALIVE_MS / 1000}))
     ON CONFLICT (shop_id, campaign_id) DO UPDATE SET until = excluded.until`,
    [shopId, campaignId, until],
  );
}

/** Has a campaign looked at again at a moment, if it is sending still: nobody need until then. */
export async function lookLater(shopId: number, campaignId: number, due: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount: sending } = await tx.query(
      "SELECT 1 FROM campaign WHERE shop_id = $1 AND id = $2 AND state = 'sending' FOR UPDATE",
      [shopId, campaignId],
    );
    if (sending) await queueLook(tx, shopId, campaignId, due);
  });
}

/** As `lookLater`, with the change that the look is due for. */
export async function queueLook(tx: Sql, shopId: number, campaignId: number, due: Date): Promise<void> {
  await watchUntil(tx, shopId, campaignId, due);
  await enqueueOnce(tx, "campaign-hand-over", { shopId, campaignId }, due);
}

/** Does work on a campaign and says all the while that it is looked after. A worker that is killed stops saying so, and the others see it. */
export async function lookAfter(
  shopId: number,
  campaignId: number,
  now: () => Date,
  work: () => Promise<void>,
): Promise<void> {
  // A campaign that has ended is not looked after any more, and gets no row again.
  const beat = () =>
    pool().query(
      `UPDATE campaign_watch SET until = $3::timestamptz + make_interval(secs => ${ALIVE_MS / 1000}) WHERE shop_id = $1 AND campaign_id = $2`,
      [shopId, campaignId, now()],
    );
  await beat();
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * One round of what every worker does every two seconds, over all shops: gives up batches whose worker was lost, of campaigns in whatever state, and single mails; settles unknown ones that have been reported on; and takes over campaigns that nobody looks
 * after any more. Of several workers at once one takes a campaign over.
 */
export async function watchDelivery(at: Date): Promise<void> {
  await giveUpLostBatches(pool(), at);
  await giveUpLostMails(pool(), at);
  await settleReported(at);
  await takeOver(at);
}

async function takeOver(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; campaignId: number; built: boolean }>(
    `SELECT k.shop_id AS "shopId", k.id AS "campaignId", k.audience_built_at IS NOT NULL AS built
     FROM campaign k LEFT JOIN campaign_watch w ON w.shop_id = k.shop_id AND w.campaign_id = k.id
     WHERE k.state = 'sending' AND coalesce(w.until < $1, true)`,
    [at],
  );
  for (const { shopId, campaignId, built } of rows) {
    await transaction(async (tx) => {
      const { rowCount: mine } = await tx.query(
        `INSERT INTO campaign_watch (shop_id, campaign_id, until) VALUES ($1, $2, $3::timestamptz + make_interval(secs => ${ALIVE_MS / 1000}))
         ON CONFLICT (shop_id, campaign_id) DO UPDATE SET until = excluded.until WHERE campaign_watch.until < $3`,
        [shopId, campaignId, at],
      );
      if (!mine) return;
      if (built) await enqueueOnce(tx, "campaign-hand-over", { shopId, campaignId }, at);
      else await enqueue(tx, "campaign-build", { shopId, campaignId });
    });
  }
}
