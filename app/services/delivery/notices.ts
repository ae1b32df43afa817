import { shareContacts } from "~/db/locks";
import { IN_REQUEST } from "~/db/mailOutcome";
import type { Sql } from "~/db/transaction";
import type { ClaimedBatch } from "./batches";

/**
 * Notes that the notice of UK GDPR Art 14 has been given to those of an accepted batch whose mail carried it, in the transaction that settles the batch. A batch that is refused or unknown notes nothing: the next mail carries
 * the notice again.
 */
export async function markNoticesGiven(tx: Sql, batch: Omit<ClaimedBatch, "attempts">, at: Date): Promise<void> {
  await shareContacts(tx, batch.shopId);
  // In the order of their ids, as everybody does who locks several contacts.
  await tx.query(
    `UPDATE contact c SET notice_given_at = $5 FROM (
       SELECT n.id FROM recipient r JOIN contact n ON n.shop_id = r.shop_id AND n.id = r.contact_id
       WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4 AND r.carries_notice AND ${IN_REQUEST}
         AND n.notice_given_at IS NULL ORDER BY n.id FOR UPDATE OF n
     ) told WHERE c.shop_id = $1 AND c.id = told.id`,
    [batch.shopId, batch.campaignId, batch.firstSeq, batch.lastSeq, at],
  );
}
