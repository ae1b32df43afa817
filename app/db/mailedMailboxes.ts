import { HANDED_OVER } from "./mailOutcome";

/**
 * The mailboxes, by exclusion key, to which mails of some campaigns were handed over, or may have been: one row a mail, as SQL to be asked within `joinByHashing`. `$1` is the shop; `campaigns`, an array of their ids, and `condition`, on their
 * batch `b`, are SQL as well. The number of a recipient's batch is made before the two meet (OFFSET 0), so that batches can be hashed by it.
 */
export const mailedMailboxes = (campaigns: string, condition = "true"): string =>
  `SELECT r.exclusion_key FROM (
     SELECT r.campaign_id, r.seq, r.exclusion_key, r.basis, r.withheld, r.refusal, (r.seq - 1) / k.batch_size + 1 AS batch_number FROM recipient r JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     WHERE r.shop_id = $1 AND r.campaign_id = ANY(${campaigns}) AND r.basis IS NOT NULL AND r.exclusion_key IS NOT NULL OFFSET 0
   ) r JOIN batch b ON b.shop_id = $1 AND b.campaign_id = r.campaign_id AND b.number = r.batch_number AND r.seq BETWEEN b.first_seq AND b.last_seq
   WHERE ${HANDED_OVER} AND ${condition}`;
