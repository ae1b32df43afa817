import { pool } from "~/db/client";
import { shareAudiences } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { loadShopState } from "~/services/shops/setUp";
import { audienceCriteria } from "./audience";
import { frequencyCap } from "./frequencyCap";
import { pauseCampaign } from "./pauseCampaign";
import { storeRecipients } from "./storeRecipients";

/** Contacts of a shop from which on its audiences are stored in two halves at once: below, two connections more cost more than they save. */
const HALVED_FROM = 50_000;

/**
 * Decides the whole audience of a started campaign and stores each decision with its basis or its reasons, in one pass, all or nothing; then queues the hand-over (P5, P12). One mailbox is one recipient
 * (addresses matched broadly): of several eligible contacts the one with consent, then the oldest, is chosen. Safe to run again, also after a crash at any point. Gives how many were decided; 0 when there was nothing to build.
 */
export async function buildAudience(
  shopId: number,
  campaignId: number,
  at: Date,
  { halvedFrom = HALVED_FROM }: { readonly halvedFrom?: number } = {},
): Promise<number> {
  const { facts, settings } = await loadShopState(shopId, at);
  const cap = frequencyCap(settings, at);
  await clearRemains(shopId, campaignId);
  return transaction(async (tx) => {
    // Each statement has its own snapshot, and so none older than this lock.
    await shareAudiences(tx, shopId);
    const campaign = await lockUnbuilt(tx, shopId, campaignId);
    if (!campaign) return 0;
    if (facts.setUp === "exclusions_returning") {
      // Nobody is decided on before it is known who must not be mailed: decided now, everybody would be out for good (P12).
      await pauseCampaign(tx, shopId, campaignId, "exclusions_returning", at);
      return 0;
    }
    const criteria = audienceCriteria.parse(campaign.criteria);
    const parts = (await countContacts(tx, shopId)) < halvedFrom ? 1 : 2;
    const counts = await storeRecipients(tx, shopId, campaignId, { criteria, facts, cap, at }, parts);
    await tx.query(
      "UPDATE campaign SET audience_built_at = $3, eligible_count = $4, ineligible_count = $5 WHERE shop_id = $1 AND id = $2",
      [shopId, campaignId, at, counts.eligible, counts.ineligible],
    );
    await enqueue(tx, "campaign-hand-over", { shopId, campaignId });
    return counts.eligible + counts.ineligible;
  });
}

/** Recipients from which on the planner looks at them again at once. */
const MANY = 5000;

/** When a build has stored many recipients: has the planner look at them. It does so by itself within minutes, and the next campaign of a new shop, which asks who had this one, may be started sooner (docs/decisions/0042). */
export async function settleAudience(decided: number): Promise<void> {
  if (decided >= MANY) await pool().query("ANALYZE recipient");
}

/** Takes away what a build has stored that ended between the commits of its parts and its own: nobody was mailed by it, since nothing is handed over of an audience that is not built. */
async function clearRemains(shopId: number, campaignId: number): Promise<void> {
  const own = "recipient WHERE shop_id = $1 AND campaign_id = $2";
  const { rowCount: any } = await pool().query(`SELECT 1 FROM ${own} LIMIT 1`, [shopId, campaignId]);
  if (any === 0) return;
  await transaction(async (tx) => {
    if (await lockUnbuilt(tx, shopId, campaignId)) await tx.query(`DELETE FROM ${own}`, [shopId, campaignId]);
  });
}

/** Locks a campaign whose audience is still to be built; `undefined` for any other. */
async function lockUnbuilt(
  tx: Transaction,
  shopId: number,
  campaignId: number,
): Promise<{ criteria: unknown } | undefined> {
  const { rows } = await tx.query<{ criteria: unknown }>(
    "SELECT audience_criteria AS criteria FROM campaign WHERE shop_id = $1 AND id = $2 AND state = 'sending' AND audience_built_at IS NULL FOR UPDATE",
    [shopId, campaignId],
  );
  return rows[0];
}

/** As the counts of a trigger have it: good enough to choose a way. */
async function countContacts(tx: Transaction, shopId: number): Promise<number> {
  const { rows } = await tx.query<{ contacts: number }>(
    "SELECT coalesce(sum(contacts), 0)::int AS contacts FROM contact_count WHERE shop_id = $1",
    [shopId],
  );
  return rows[0]?.contacts ?? 0;
}
