import { copiesOf } from "~/db/contactCopies";
import { lockListAlone, shareContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { THE_PERSON } from "~/policy/auditActs";
import type { InboundWay } from "~/policy/consentSurface";
import { record } from "~/services/audit/record";
import { closeRequests } from "~/services/consent/closeRequests";
import { requestUnsuppression } from "./requestSuppressionWrites";

/** One address to be taken off the exclusion list: by the person who holds the link of a mail to it, or by staff whom the person has asked. */
export type ReleaseEntry = {
  /** Keyed hash of the broad form. */
  readonly key: Buffer;
  readonly at: Date;
} & (
  | {
      readonly source: "body_link" | "further_address";
      readonly campaignId: number;
      readonly recipientSeq: number;
      /** The opt-out that is taken back by it: then all is as it was before that, links that were mailed included. */
      readonly undoes?: string;
    }
  | {
      readonly source: "staff";
      readonly actor: string;
      readonly askedHow: InboundWay;
      readonly askedAt: Date;
      readonly note: string;
    }
);

/**
 * Takes one address off the shop's exclusion list, in the caller's transaction, and appends that to its history; the list's only way off (P12). Starts nothing: what was withdrawn stays withdrawn, links that were mailed before the release
 * confirm nothing any more, and Shopify is told nothing. SendGrid takes the address off its own list where the app had put it there. Gives whether the address was on the list.
 */
export async function release(tx: Sql, shopId: number, entry: ReleaseEntry): Promise<boolean> {
  await lockListAlone(tx, shopId);
  await shareContacts(tx, shopId);
  const { rows: listed } = await tx.query<{ domain: string | null }>(
    "DELETE FROM exclusion WHERE shop_id = $1 AND key = $2 RETURNING domain",
    [shopId, entry.key],
  );
  const [row] = listed;
  if (!row) return false;
  const byLink = entry.source === "staff" ? undefined : entry;
  const byStaff = entry.source === "staff" ? entry : undefined;
  await tx.query(
    `INSERT INTO exclusion_event (shop_id, key, act, source, at, actor, note, campaign_id, recipient_seq, asked_how, asked_at, undoes)
     VALUES ($1, $2, 'released', $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      shopId,
      entry.key,
      entry.source,
      entry.at,
      byStaff?.actor,
      byStaff?.note,
      byLink?.campaignId,
      byLink?.recipientSeq,
      byStaff?.askedHow,
      byStaff?.askedAt,
      byLink?.undoes,
    ],
  );
  if (byLink?.undoes === undefined) await closeRequests(tx, shopId, entry.key, entry.at);
  await freeContacts(tx, shopId, entry.key, row.domain);
  await record(tx, shopId, {
    act: byLink?.undoes === undefined ? "exclusion_released" : "opt_out_undone",
    actor: byStaff?.actor ?? THE_PERSON,
    at: entry.at,
    subject: { kind: "exclusion", id: entry.key.toString("hex") },
    ...(byStaff ? { after: { askedHow: byStaff.askedHow } } : {}),
  });
  await requestUnsuppression(tx, shopId, entry.key);
  return true;
}

/** Keeps the contacts' copy in step: who is still excluded, by the address itself or by another domain, stays so. In the order of their ids, as everybody does who locks several contacts. */
async function freeContacts(tx: Sql, shopId: number, key: Buffer, domain: string | null): Promise<void> {
  await tx.query(
    `UPDATE contact c SET ${copiesOf("c")} FROM (
       SELECT id FROM contact WHERE shop_id = $1 AND excluded AND ${domain === null ? "exclusion_key = $2" : "$2 = ANY(mail_domains(email))"} ORDER BY id FOR UPDATE
     ) mine WHERE c.shop_id = $1 AND c.id = mine.id`,
    [shopId, domain ?? key],
  );
}

/** Whether a server said, since the address was last released, that it does not exist, or the person that our mail is spam: then it is not for a link to take it off the list. */
export async function isStaffOnly(tx: Sql, shopId: number, key: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query(
    `SELECT 1 FROM exclusion_event e WHERE shop_id = $1 AND key = $2 AND act = 'excluded' AND source IN ('bounce', 'spam_report')
       AND id > coalesce((SELECT max(id) FROM exclusion_event WHERE shop_id = $1 AND key = $2 AND act = 'released'), 0) LIMIT 1`,
    [shopId, key],
  );
  return rowCount !== 0;
}

/**
 * Of what Shopify or SendGrid say of addresses, that which still counts, by index: whatever they say of a time up to a release was answered by it (P12). What has no date counts.
 */
export async function sinceRelease(
  tx: Sql,
  shopId: number,
  said: readonly { readonly key: Buffer; readonly saidAt: Date | null }[],
): Promise<ReadonlySet<number>> {
  const { rows } = await tx.query<{ index: number }>(
    `SELECT g.index::int FROM unnest($2::bytea[], $3::timestamptz[]) WITH ORDINALITY AS g (key, said_at, index)
     WHERE NOT EXISTS (SELECT 1 FROM exclusion_event e WHERE e.shop_id = $1 AND e.key = g.key AND e.act = 'released' AND e.at >= g.said_at)`,
    [shopId, said.map(({ key }) => key), said.map(({ saidAt }) => saidAt)],
  );
  return new Set(rows.map(({ index }) => index - 1));
}
