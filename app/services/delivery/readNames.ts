import { pool } from "~/db/client";
import type { Named } from "~/policy/mergeFields";
import type { ClaimedBatch } from "./batches";

/** What the recipients of a batch are called, by their numbers, for mails that name them. One statement by the primary key, and none for mails that do not. Read at this moment: whoever was erased meanwhile has no name. */
export async function readNames({ shopId, campaignId, firstSeq, lastSeq }: ClaimedBatch): Promise<Map<number, Named>> {
  const { rows } = await pool().query<Named & { seq: number }>(
    `SELECT r.seq, c.name, c.company FROM recipient r JOIN contact c ON c.shop_id = r.shop_id AND c.id = r.contact_id
     WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4`,
    [shopId, campaignId, firstSeq, lastSeq],
  );
  return new Map(rows.map(({ seq, name, company }) => [seq, { name, company }]));
}
