import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { loadShopState } from "~/services/shops/setUp";
import { findCampaign, missingOf } from "./drafts";
import { isVerifiedStaffAddress } from "./staffAddresses";

/**
 * Queues a test of a campaign to an address whose holder, one of the staff, has confirmed it by a mailed link: a test reaches nobody else. Throws `Problem` with `address_unverified` for any other address, `campaign_incomplete`,
 * `set_up_incomplete` or `not_found`.
 */
export async function requestTest(
  shopId: number,
  campaignId: number,
  to: string,
  actor: string,
  at: Date,
): Promise<void> {
  const campaign = await findCampaign(shopId, campaignId);
  if (!campaign) throw new Problem("not_found");
  const missing = missingOf(campaign).filter((field) => field === "subject" || field === "body" || field === "purpose");
  if (missing.length > 0) throw new Problem("campaign_incomplete", missing);
  const { facts } = await loadShopState(shopId, at);
  if (facts.setUp !== "ready") throw new Problem("set_up_incomplete", [facts.setUp]);
  if (!(await isVerifiedStaffAddress(pool(), shopId, to))) throw new Problem("address_unverified", ["to"]);
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      "INSERT INTO single_mail (shop_id, kind, campaign_id, email) VALUES ($1, 'test', $2, $3) RETURNING id",
      [shopId, campaignId, to],
    );
    await enqueue(tx, "single-mail", { shopId, mailId: rows[0]?.id ?? "" });
    await record(tx, shopId, { act: "campaign_tested", actor, at, subject: { kind: "campaign", id: campaignId } });
  });
}
