import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { MAX_FURTHER_ADDRESSES } from "~/policy/furtherAddresses";
import { readTypedAddresses } from "~/policy/typedAddresses";
import { admitWithdrawal } from "~/services/consent/attempts";
import { addressKeys } from "~/services/shops/keys";
import { exclude } from "./exclude";
import type { FurtherResult } from "./optOut";

/**
 * Excludes addresses that somebody typed on the store's page for it, without a link: stopping is as easy as asking (UK GDPR Art 7(3)). Never tells whether an address was known and never mails it. Lines without an address are named by
 * number, and the others are excluded all the same. Throws `Problem` with `too_many_addresses` past the cap, or `too_many_attempts` past the limit of the connection; nothing is taken then, and the person must be told.
 */
export async function withdrawByHand(
  shopId: number,
  typed: string,
  ip: string | null,
  at: Date,
): Promise<FurtherResult> {
  const { addresses, unreadableLines } = readTypedAddresses(typed);
  if (addresses.length > MAX_FURTHER_ADDRESSES) throw new Problem("too_many_addresses");
  if (addresses.length === 0) return { taken: 0, unreadableLines };
  const keys = await addressKeys(shopId);
  await transaction(async (tx) => {
    if (!(await admitWithdrawal(tx, shopId, keys, ip, at))) throw new Problem("too_many_attempts");
    await exclude(
      tx,
      shopId,
      addresses.map((email) => ({ key: keys.exclusionKey(email), email, source: "storefront_page" as const, at })),
    );
  });
  return { taken: addresses.length, unreadableLines };
}
