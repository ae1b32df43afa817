import { pool } from "~/db/client";
import { prepared, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { linkTokenKeyId, readLinkToken, type LinkTarget } from "~/lib/linkToken";
import { linkKeyOf } from "~/services/shops/keys";

/** What an opt-out link stands for. `shopId` is that of the storefront it was opened on, or `undefined` on the app's own domain. Throws `Problem("link_invalid")` for a link that was not made by this app, or for another shop. */
export async function readTarget(shopId: number | undefined, token: string): Promise<LinkTarget> {
  // Mail programs wrap long lines and hang punctuation on links: what is not of the alphabet was not ours.
  const clean = token.replace(/[^\w-]/g, "");
  const keyId = linkTokenKeyId(clean);
  const key = keyId === undefined ? undefined : await linkKeyOf(keyId);
  const target = key && readLinkToken(clean, key);
  if (!target || (shopId !== undefined && target.shopId !== shopId)) throw new Problem("link_invalid");
  return target;
}

/** The shop a link belongs to, or `undefined` for a link that is not ours. */
export async function shopOfLink(token: string): Promise<number | undefined> {
  try {
    return (await readTarget(undefined, token)).shopId;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The address that a link was made for, by its key, and when its mail was handed over. */
export interface LinkRecipient {
  readonly key: Buffer;
  /** Gone when the contact was removed; the link works for ever (P9). */
  readonly email: string | null;
  readonly handedOverAt: Date | null;
}

/** Whom a link was made for. Throws `Problem("link_invalid")` for a mail that never was. */
export async function findRecipient(target: LinkTarget): Promise<LinkRecipient> {
  const [recipient] = await findRecipients(prepared(pool()), target.shopId, [target]);
  if (!recipient) throw new Problem("link_invalid");
  return recipient;
}

/** Whom these links of one shop were made for, in their order; `undefined` for a mail that never was. */
export async function findRecipients(
  sql: Sql,
  shopId: number,
  links: readonly Omit<LinkTarget, "shopId">[],
): Promise<(LinkRecipient | undefined)[]> {
  const { rows } = await sql.query<LinkRecipient & { index: number }>(
    `SELECT (l.n - 1)::int AS index, r.exclusion_key AS key, nullif(r.email, '') AS email, b.attempted_at AS "handedOverAt"
     FROM unnest($2::int[], $3::int[]) WITH ORDINALITY AS l (campaign_id, seq, n)
     JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = l.campaign_id AND r.seq = l.seq AND r.exclusion_key IS NOT NULL
     LEFT JOIN campaign k ON k.shop_id = $1 AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = $1 AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1`,
    [shopId, links.map(({ campaignId }) => campaignId), links.map(({ recipientSeq }) => recipientSeq)],
  );
  const found = new Map(rows.map(({ index, ...recipient }) => [index, recipient]));
  return links.map((_, index) => found.get(index));
}

/** Whether a mail's link is good, for a page that only renders; changes nothing. `test`: the link of a test mail, which stands for nobody. Throws `Problem("link_invalid")` for any other. */
export async function readLink(shopId: number, token: string): Promise<"open" | "test"> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  await findRecipient(target);
  return "open";
}
