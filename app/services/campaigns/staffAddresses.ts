import { prisma } from "~/db/client";
import { lockShop } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_PERSON } from "~/policy/auditActs";
import { usableAddress } from "~/policy/emailAddress";
import { record } from "~/services/audit/record";
import { hashToken, makeToken } from "~/services/consent/verificationLink";
import { isExcluded } from "~/services/exclusions/exclude";
import { addressKeys } from "~/services/shops/keys";
import { loadShopState } from "~/services/shops/setUp";

/** Addresses a shop may have waiting or verified: its staff, and no list of customers. */
const MOST_ADDRESSES = 20;
export const LINK_HOURS = 48;
/** Before the same address is asked again. */
const PAUSE_MINUTES = 5;

/** An address of the merchant's staff. */
export interface StaffAddress {
  readonly id: string;
  readonly email: string;
  readonly verified: boolean;
  readonly expired: boolean;
}

/** The shop's staff addresses, those that may get tests and those that wait for their holder. */
export async function listStaffAddresses(shopId: number, at: Date): Promise<StaffAddress[]> {
  const rows = await prisma().staffAddress.findMany({ where: { shopId }, orderBy: { email: "asc" } });
  return rows.map(({ id, email, verifiedAt, expiresAt }) => ({
    id: String(id),
    email,
    verified: verifiedAt !== null,
    expired: verifiedAt === null && expiresAt <= at,
  }));
}

/** Whether a test may go to this address: its holder has said so by the mailed link. */
export async function isVerifiedStaffAddress(tx: Sql, shopId: number, email: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    "SELECT 1 FROM staff_address WHERE shop_id = $1 AND email = $2 AND verified_at IS NOT NULL",
    [shopId, email],
  );
  return rowCount === 1;
}

/**
 * Mails a link to an address of the staff, so that whoever holds it says that tests may go there; nobody can make the app mail others. A new link replaces the one before. Throws `Problem` with `address_invalid`, `address_excluded` (P12),
 * `staff_address_verified`, `staff_address_asked` when it was asked minutes ago, `too_many_staff_addresses`, or `set_up_incomplete`.
 */
export async function askStaffAddress(shopId: number, typed: string, actor: string, at: Date): Promise<void> {
  const email = usableAddress(typed.trim())?.toLowerCase();
  if (!email) throw new Problem("address_invalid", ["email"]);
  const { facts } = await loadShopState(shopId, at);
  if (facts.setUp !== "ready") throw new Problem("set_up_incomplete", [facts.setUp]);
  const { exclusionKey } = await addressKeys(shopId);
  await transaction(async (tx) => {
    if (await isExcluded(tx, shopId, { key: exclusionKey(email), email }))
      throw new Problem("address_excluded", ["email"]);
    await lockShop(tx, shopId);
    await refuseTooMany(tx, shopId, email, at);
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO staff_address (shop_id, email, asked_by, asked_at, expires_at) VALUES ($1, $2, $3, $4, $4::timestamptz + make_interval(hours => ${LINK_HOURS}))
       ON CONFLICT (shop_id, email) DO UPDATE SET asked_by = $3, asked_at = $4, expires_at = EXCLUDED.expires_at, token_hash = NULL
       RETURNING id`,
      [shopId, email, actor, at],
    );
    const mail = await tx.query<{ id: string }>(
      "INSERT INTO single_mail (shop_id, kind, email) VALUES ($1, 'staff_address', $2) RETURNING id",
      [shopId, email],
    );
    await enqueue(tx, "single-mail", { shopId, mailId: mail.rows[0]?.id ?? "" });
    const subject = { kind: "staff_address", id: rows[0]?.id ?? "" } as const;
    await record(tx, shopId, { act: "staff_address_asked", actor, at, subject });
  });
}

async function refuseTooMany(tx: Sql, shopId: number, email: string, at: Date): Promise<void> {
  const { rows } = await tx.query<{ others: number; recent: boolean | null; verified: boolean | null }>(
    `SELECT count(*) FILTER (WHERE email <> $2)::int AS others, bool_or(email = $2 AND asked_at > $3::timestamptz - make_interval(mins => ${PAUSE_MINUTES})) AS recent,
            bool_or(email = $2 AND verified_at IS NOT NULL) AS verified
     FROM staff_address WHERE shop_id = $1`,
    [shopId, email, at],
  );
  const { others = 0, recent, verified } = rows[0] ?? {};
  if (verified) throw new Problem("staff_address_verified", ["email"]);
  if (recent) throw new Problem("staff_address_asked", ["email"]);
  if (others >= MOST_ADDRESSES) throw new Problem("too_many_staff_addresses", ["email"]);
}

/** Makes the token of the link that is about to be mailed, and keeps its hash; `undefined` when the address is not waited for any more. */
export async function makeStaffToken(
  tx: Sql,
  shopId: number,
  email: string,
): Promise<{ readonly token: string; readonly expiresAt: Date } | undefined> {
  const { token, hash } = makeToken();
  const { rows } = await tx.query<{ expiresAt: Date }>(
    `UPDATE staff_address SET token_hash = $3 WHERE shop_id = $1 AND email = $2 AND verified_at IS NULL RETURNING expires_at AS "expiresAt"`,
    [shopId, email, hash],
  );
  return rows[0] && { token, expiresAt: rows[0].expiresAt };
}

/** What the page behind the link has to say. */
export type StaffLink =
  { readonly state: "open"; readonly email: string } | { readonly state: "verified" | "expired" | "invalid" };

/** Reads a link without acting on it: machines open links. */
export async function readStaffLink(shopId: number, token: string, at: Date): Promise<StaffLink> {
  const row = await prisma().staffAddress.findFirst({
    where: { shopId, tokenHash: Uint8Array.from(hashToken(token)) },
  });
  if (!row) return { state: "invalid" };
  if (row.verifiedAt) return { state: "verified" };
  return row.expiresAt <= at ? { state: "expired" } : { state: "open", email: row.email };
}

/** The pressed button of that page: from now on tests may go to the address. Pressed again, nothing more happens. */
export async function verifyStaffAddress(shopId: number, token: string, at: Date): Promise<StaffLink> {
  const link = await readStaffLink(shopId, token, at);
  if (link.state !== "open") return link;
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      "UPDATE staff_address SET verified_at = $3 WHERE shop_id = $1 AND token_hash = $2 AND verified_at IS NULL RETURNING id",
      [shopId, hashToken(token), at],
    );
    if (!rows[0]) return;
    const subject = { kind: "staff_address", id: rows[0].id } as const;
    await record(tx, shopId, { act: "staff_address_verified", actor: THE_PERSON, at, subject });
  });
  return { state: "verified" };
}

/** Takes an address away: no test goes there any more, and its link is void. Throws `Problem("not_found")`. */
export async function removeStaffAddress(shopId: number, id: string, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = /^\d{1,18}$/.test(id)
      ? await tx.query("DELETE FROM staff_address WHERE shop_id = $1 AND id = $2", [shopId, id])
      : { rowCount: 0 };
    if (!rowCount) throw new Problem("not_found");
    await record(tx, shopId, { act: "staff_address_removed", actor, at, subject: { kind: "staff_address", id } });
  });
}
