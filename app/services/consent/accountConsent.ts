import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { fetchCustomerAddress, type AdminGraphql } from "~/integrations/shopify/admin";
import { Problem } from "~/lib/errors";
import { usableAddress } from "~/policy/emailAddress";
import type { ConsentStanding } from "~/policy/facts";
import type { StatedForm } from "~/policy/statedForm";
import { exclude } from "~/services/exclusions/exclude";
import { addressKeys } from "~/services/shops/keys";
import { requestConsent } from "./requestConsent";

/** Where the holder of a customer account stands: asked and not confirmed yet, confirmed, stopped for good, or none of these. */
export interface AccountStanding {
  readonly standing: "none" | "asked" | "confirmed" | "stopped";
  /** Since when; null for `none`. */
  readonly since: Date | null;
  /** Where to write to, for the way back of somebody who is stopped. */
  readonly contact: string;
}

/** A tick on the profile page of a customer account. */
export interface AccountTick {
  readonly wordingVersion: number;
  readonly wording: string;
  readonly locale: string;
  readonly statedForm?: StatedForm | null | undefined;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * Where the holder of a customer account stands, by the address the store has for them: for their own eyes, since Shopify says who is logged in. Throws `Problem` with `not_found` for a customer the store does not have, and `address_invalid` for one
 * without an address.
 */
export async function readAccountStanding(
  shopId: number,
  customerId: string,
  admin: AdminGraphql,
): Promise<AccountStanding> {
  return standingOf(shopId, await holderOf(shopId, customerId, admin));
}

/**
 * Records that the holder of an account asked to be mailed, and queues the verification mail to their own address (P13). Somebody who has asked already, has confirmed, or is stopped gets none. Gives where they stand then. Throws as `readAccountStanding` and
 * `requestConsent`, and `too_many_attempts` for an address that has had as many of these mails as it may.
 */
export async function requestConsentFromAccount(
  shopId: number,
  customerId: string,
  tick: AccountTick,
  admin: AdminGraphql,
  at: Date,
): Promise<AccountStanding> {
  const holder = await holderOf(shopId, customerId, admin);
  if ((await standingOf(shopId, holder)).standing === "none")
    await requestConsent(
      shopId,
      { ...tick, statedForm: tick.statedForm ?? null, email: holder.email, surface: "account" },
      at,
    );
  const after = await standingOf(shopId, holder);
  // Asking itself tells nobody of its limits; the holder would wait for a mail that does not come.
  if (after.standing === "none") throw new Problem("too_many_attempts");
  return after;
}

/** Puts the holder's address on the exclusion list at once, which withdraws what they consented to: as easy as giving (P10; UK GDPR Art 7(3), 21(3)). Gives where they stand then. Throws as `readAccountStanding`. */
export async function withdrawFromAccount(
  shopId: number,
  customerId: string,
  admin: AdminGraphql,
  at: Date,
): Promise<AccountStanding> {
  const holder = await holderOf(shopId, customerId, admin);
  await transaction((tx) =>
    exclude(tx, shopId, [{ key: holder.exclusionKey, email: holder.email, source: "account", at }]),
  );
  return standingOf(shopId, holder);
}

interface Holder {
  readonly email: string;
  readonly consentKey: Buffer;
  readonly exclusionKey: Buffer;
}

async function holderOf(shopId: number, customerId: string, admin: AdminGraphql): Promise<Holder> {
  const address = await fetchCustomerAddress(admin, customerId);
  if (address === undefined) throw new Problem("not_found");
  const email = usableAddress(address);
  if (!email) throw new Problem("address_invalid");
  const keys = await addressKeys(shopId);
  return { email, consentKey: keys.consentKey(email), exclusionKey: keys.exclusionKey(email) };
}

async function standingOf(shopId: number, { consentKey, exclusionKey }: Holder): Promise<AccountStanding> {
  const [{ rows }, settings] = await Promise.all([
    pool().query<{ stoppedAt: Date | null; standing: ConsentStanding | null; since: Date | null }>(
      `SELECT (SELECT at FROM exclusion WHERE shop_id = $1 AND key = $3) AS "stoppedAt", a.standing, a.since
       FROM (SELECT 1) one LEFT JOIN address_standing a ON a.shop_id = $1 AND a.consent_key = $2`,
      [shopId, consentKey, exclusionKey],
    ),
    prisma().shopSettings.findUnique({ where: { shopId }, select: { contactEmail: true } }),
  ]);
  const contact = settings?.contactEmail ?? "";
  const { stoppedAt = null, standing = null, since = null } = rows[0] ?? {};
  if (stoppedAt) return { standing: "stopped", since: stoppedAt, contact };
  if (standing === "confirmed") return { standing: "confirmed", since, contact };
  return standing === "requested" ? { standing: "asked", since, contact } : { standing: "none", since: null, contact };
}
