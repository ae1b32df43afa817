import type { ExclusionSource } from "@prisma/client";
import { pool } from "~/db/client";
import { lockLink } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { linkTokenKeyId, readLinkToken, type LinkTarget } from "~/lib/linkToken";
import { domainOf } from "~/policy/emailAddress";
import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { addressKeys, linkKeyOf } from "~/services/shops/keys";
import { exclude } from "./exclude";

/** How an opt-out ended. `test`: the link of a test mail, which stands for nobody. */
export type OptOutResult = "excluded" | "test";

/**
 * Excludes the address an opt-out link was made for, at once (P9, P10; PECR reg. 22(2)(c)). `shopId` is that of the storefront the request came through, or
 * `undefined` on the app's own domain. Throws `Problem("link_invalid")` for a link that was not made by this app, or for another shop.
 */
export async function optOutByLink(
  shopId: number | undefined,
  token: string,
  source: Extract<ExclusionSource, "body_link" | "one_click">,
  at: Date,
): Promise<OptOutResult> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  const { campaignId, recipientSeq } = target;
  const recipient = await findRecipient(target);
  await transaction((tx) => exclude(tx, target.shopId, [{ ...recipient, source, at, campaignId, recipientSeq }]));
  return "excluded";
}

/** What became of the further addresses somebody typed: how many addresses were taken, and the numbers of the lines that hold something else. */
export interface FurtherResult {
  readonly taken: number;
  readonly unreadableLines: readonly number[];
}

/**
 * Excludes further addresses that the holder of a link typed, one a line or parted by commas (P11). Never tells whether an address was known and never mails it. Lines without an
 * address are named by number, and the others are excluded all the same. Throws `Problem("too_many_addresses")` past the cap, before taking any.
 */
export async function excludeFurther(shopId: number, token: string, lines: string, at: Date): Promise<FurtherResult> {
  const target = await readTarget(shopId, token);
  const filled = lines
    .split(/\r\n|[\n\r]/)
    .flatMap((text, index) => text.split(/[,;]/).map((address) => ({ address: address.trim(), line: index + 1 })))
    .filter(({ address }) => address !== "");
  const readable = filled.filter(
    ({ address }) => domainOf(address) !== undefined && address.length <= 320 && !/\s/.test(address),
  );
  if (readable.length > MAX_FURTHER_ADDRESSES) throw new Problem("too_many_addresses");
  const { exclusionKey } = await addressKeys(shopId);
  const { campaignId, recipientSeq } = target;
  await transaction(async (tx) => {
    await lockLink(tx, target);
    const { rows } = await tx.query<{ taken: number }>(
      "SELECT count(*)::int AS taken FROM exclusion_event WHERE shop_id = $1 AND campaign_id = $2 AND recipient_seq = $3 AND source = 'further_address'",
      [shopId, campaignId, recipientSeq],
    );
    if ((rows[0]?.taken ?? 0) + readable.length > MAX_FURTHER_PER_LINK) throw new Problem("too_many_addresses");
    const entries = readable.map(({ address }) => ({
      key: exclusionKey(address),
      email: address,
      source: "further_address" as const,
      at,
      campaignId,
      recipientSeq,
    }));
    await exclude(tx, shopId, entries);
  });
  const unreadable = filled.filter((entry) => !readable.includes(entry));
  return { taken: readable.length, unreadableLines: [...new Set(unreadable.map(({ line }) => line))] };
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

/** What a link stands for, however a mail program mangled it. Throws `Problem("link_invalid")` for one that was not made by this app, or for another shop. */
export async function readTarget(shopId: number | undefined, token: string): Promise<LinkTarget> {
  // Mail programs wrap long lines and hang punctuation on links: what is not of the alphabet was not ours.
  const clean = token.replace(/[^\w-]/g, "");
  const keyId = linkTokenKeyId(clean);
  const key = keyId === undefined ? undefined : await linkKeyOf(keyId);
  const target = key && readLinkToken(clean, key);
  if (!target || (shopId !== undefined && target.shopId !== shopId)) throw new Problem("link_invalid");
  return target;
}

/** Whom a link was made for. The address is null once it is erased. Throws `Problem("link_invalid")` when there never was such a recipient. */
export async function findRecipient({
  shopId,
  campaignId,
  recipientSeq,
}: LinkTarget): Promise<{ key: Buffer; email: string | null }> {
  const { rows } = await pool().query<{ key: Buffer | null; email: string }>(
    "SELECT exclusion_key AS key, email FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND seq = $3",
    [shopId, campaignId, recipientSeq],
  );
  const [row] = rows;
  if (!row?.key) throw new Problem("link_invalid");
  // The copy of the address goes when the contact is removed; the link works for ever (P9).
  return { key: row.key, email: row.email || null };
}
