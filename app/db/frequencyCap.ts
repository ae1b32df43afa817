import { CAPPED } from "~/policy/factClass";
import { mailedMailboxes } from "./mailedMailboxes";
import { mailedTo } from "./mailedTo";
import { HANDED_OVER } from "./mailOutcome";
import type { Sql } from "./transaction";

/** A shop's frequency cap at a moment: whoever has had so many campaign mails since gets no more. */
export interface FrequencyCap {
  readonly mails: number;
  readonly since: Date;
}

/** The class of contacts `c` as audiences count and store it, as SQL: what to join for it, and its values. */
export interface AudienceClass {
  readonly factClass: string;
  readonly join: string;
  readonly values: readonly unknown[];
}

/** By the copies of the facts that contacts hold, and, where the shop has a cap, whether their mailbox has reached it; `$1` is the shop, its values are numbered from `$first`. */
export function audienceClass(cap: FrequencyCap | null, first: number): AudienceClass {
  if (!cap) return { factClass: "c.fact_class", join: "", values: [] };
  return {
    factClass: `c.fact_class || CASE WHEN k.exclusion_key IS NULL THEN '' ELSE '${CAPPED}' END`,
    join: `LEFT JOIN (${cappedKeys(first)}) k ON k.exclusion_key = c.exclusion_key`,
    values: [cap.since, cap.mails],
  };
}

/** SQL of the mailboxes, by exclusion key, that have reached the cap of so many mails (`$first + 1`) since a moment (`$first`). Of any campaign, and across addresses that are one mailbox. */
function cappedKeys(first: number): string {
  // Of the campaigns mailed in those days, a range of the primary key each; where nobody was mailed there is nothing to read.
  const recent = `ARRAY(SELECT DISTINCT campaign_id FROM batch WHERE shop_id = $1 AND attempted_at > $${first})`;
  return `${mailedMailboxes(recent, `b.attempted_at > $${first}`)} GROUP BY 1 HAVING count(*) >= $${first + 1}`;
}

/** Some recipients of a campaign that is being handed over. */
interface Recipients {
  readonly campaignId: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Which recipients of a batch have reached the cap by mails of other campaigns, by their number. */
export async function cappedInBatch(
  tx: Sql,
  shopId: number,
  { campaignId, firstSeq, lastSeq }: Recipients,
  cap: FrequencyCap,
): Promise<ReadonlySet<number>> {
  // Only campaigns mailed in those days are looked at, most often none: then this is one look at an index.
  const { rows: recent } = await tx.query<{ id: number }>(
    "SELECT DISTINCT campaign_id AS id FROM batch WHERE shop_id = $1 AND attempted_at > $2 AND campaign_id <> $3",
    [shopId, cap.since, campaignId],
  );
  if (recent.length === 0) return new Set();
  // The mails of each mailbox are found before their campaigns are looked at (OFFSET 0): where the planner last counted few recipients it read a whole campaign for every mailbox, 25 s a batch of 1000.
  const { rows } = await tx.query<{ seq: number }>(
    `SELECT own.seq FROM recipient own
     WHERE own.shop_id = $1 AND own.campaign_id = $2 AND own.seq BETWEEN $3 AND $4 AND (
       SELECT count(*) FROM (
         SELECT r.* FROM recipient r WHERE r.shop_id = own.shop_id AND ${mailedTo("r", "own.shop_id", "ARRAY[own.exclusion_key]")} OFFSET 0
       ) r CROSS JOIN LATERAL (
         SELECT * FROM batch b WHERE b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.first_seq <= r.seq ORDER BY b.first_seq DESC LIMIT 1
       ) b
       WHERE r.campaign_id = ANY($5::int[]) AND r.seq <= b.last_seq AND b.attempted_at > $6 AND ${HANDED_OVER}
     ) >= $7`,
    [shopId, campaignId, firstSeq, lastSeq, recent.map(({ id }) => id), cap.since, cap.mails],
  );
  return new Set(rows.map(({ seq }) => seq));
}
