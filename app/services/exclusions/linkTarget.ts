import { pool } from "~/db/client";
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

/** The address that a link was made for, by its key, and when its mail was handed over. Throws `Problem("link_invalid")` for a mail that never was. */
export async function findRecipient({
  shopId,
  campaignId,
  recipientSeq,
}: LinkTarget): Promise<{ key: Buffer; email: string | null; handedOverAt: Date | null }> {
  const { rows } = await pool().query<{ key: Buffer | null; email: string; handedOverAt: Date | null }>(
    `SELECT r.exclusion_key AS key, r.email, b.attempted_at AS "handedOverAt" FROM recipient r
     LEFT JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1
     WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = $3`,
    [shopId, campaignId, recipientSeq],
  );
  const [row] = rows;
  if (!row?.key) throw new Problem("link_invalid");
  // The copy of the address goes when the contact is removed; the link works for ever (P9).
  return { key: row.key, email: row.email || null, handedOverAt: row.handedOverAt };
}
