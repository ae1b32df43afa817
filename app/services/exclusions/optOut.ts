import type { ExclusionSource } from "@prisma/client";
import { lockLink } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { agentOf } from "~/policy/machineOptOut";
import { readTypedAddresses } from "~/policy/typedAddresses";
import { addressKeys } from "~/services/shops/keys";
import { exclude } from "./exclude";
import { findRecipient, readTarget } from "./linkTarget";

/** How an opt-out ended. `test`: the link of a test mail, which stands for nobody. */
export type OptOutResult = "excluded" | "test";

/**
 * Excludes the address an opt-out link was made for, at once (P9, P10; PECR reg. 22(2)(c)). `shopId` is that of the storefront the request came through, or
 * `undefined` on the app's own domain. Of the body's link it is kept what opened it, coarsely, and how soon after hand-over, so that machines can be told from people; a mail program's button is pressed by a person, whatever posts it. Throws `Problem("link_invalid")` for a link that was not made by this app, or for another shop.
 */
export async function optOutByLink(
  shopId: number | undefined,
  token: string,
  source: Extract<ExclusionSource, "body_link" | "one_click">,
  at: Date,
  userAgent: string | null = null,
): Promise<OptOutResult> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  const { campaignId, recipientSeq } = target;
  const { key, email, handedOverAt } = await findRecipient(target);
  const seconds = handedOverAt && Math.max(0, Math.round((at.getTime() - handedOverAt.getTime()) / 1000));
  const trace = source === "body_link" ? { trace: { agent: agentOf(userAgent), seconds } } : {};
  const entry = { key, email, source, at, campaignId, recipientSeq, ...trace };
  await transaction((tx) => exclude(tx, target.shopId, [entry]));
  return "excluded";
}

/** What an opt-out link would do, for a page that only renders; changes nothing. Throws `Problem("link_invalid")` as `optOutByLink` does. */
export async function readOptOut(shopId: number, token: string): Promise<"open" | "test"> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  await findRecipient(target);
  return "open";
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
  const { addresses, unreadableLines } = readTypedAddresses(lines);
  if (addresses.length > MAX_FURTHER_ADDRESSES) throw new Problem("too_many_addresses");
  const { exclusionKey } = await addressKeys(shopId);
  const { campaignId, recipientSeq } = target;
  await transaction(async (tx) => {
    await lockLink(tx, target);
    const { rows } = await tx.query<{ taken: number }>(
      "SELECT count(*)::int AS taken FROM exclusion_event WHERE shop_id = $1 AND campaign_id = $2 AND recipient_seq = $3 AND source = 'further_address'",
      [shopId, campaignId, recipientSeq],
    );
    if ((rows[0]?.taken ?? 0) + addresses.length > MAX_FURTHER_PER_LINK) throw new Problem("too_many_addresses");
    const entries = addresses.map((address) => ({
      key: exclusionKey(address),
      email: address,
      source: "further_address" as const,
      at,
      campaignId,
      recipientSeq,
    }));
    await exclude(tx, shopId, entries);
  });
  return { taken: addresses.length, unreadableLines };
}
