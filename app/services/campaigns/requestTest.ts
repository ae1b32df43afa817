import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { loadShopState } from "~/services/shops/setUp";
import { findCampaign, missingOf } from "./drafts";

/** Addresses a test may go to: the merchant's own, from the settings. */
export async function testAddresses(shopId: number, at: Date): Promise<string[]> {
  const { settings } = await loadShopState(shopId, at);
  return [
    ...new Set([settings?.contactEmail, settings?.replyTo, settings?.fromEmail].filter((address) => Boolean(address))),
  ] as string[];
}

/**
 * Queues a test of a campaign to one of the merchant's own addresses. Throws `Problem` with `address_invalid` for any other address, `campaign_incomplete`, `set_up_incomplete` or `not_found`.
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
  if (!(await testAddresses(shopId, at)).includes(to)) throw new Problem("address_invalid", ["to"]);
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      "INSERT INTO single_mail (shop_id, kind, campaign_id, email) VALUES ($1, 'test', $2, $3) RETURNING id",
      [shopId, campaignId, to],
    );
    await enqueue(tx, "single-mail", { shopId, mailId: rows[0]?.id ?? "" });
    await record(tx, shopId, { act: "campaign_tested", actor, at, subject: { kind: "campaign", id: campaignId } });
  });
}
