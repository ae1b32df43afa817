import type { Sql } from "./transaction";

/** First half of an advisory lock's number: what it guards. The second half is the shop. */
const EXCLUSION_LIST = 1;
const SYNC = 2;

/**
 * Held by whoever adds to the shop's exclusion list, until commit. Many may add at once; none while a batch is being decided (`lockForHandOver`), so that an
 * opt-out that has been answered is in every batch decided after it (P10, P12).
 */
export async function lockForExclusion(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [EXCLUSION_LIST, shopId]);
}

/** Held while a batch is decided and committed as `sending`: waits for opt-outs under way, and keeps new ones waiting for the few milliseconds it takes. */
export async function lockForHandOver(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [EXCLUSION_LIST, shopId]);
}

/** Tries to become the one importer of the shop until the transaction ends. */
export async function tryLockForSync(tx: Sql, shopId: number): Promise<boolean> {
  const { rows } = await tx.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1, $2) AS got", [SYNC, shopId]);
  return rows[0]?.got === true;
}

/** Orders the writers of one address's standing. */
export async function lockAddress(tx: Sql, shopId: number, consentKey: Buffer): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [consentKey.toString("hex"), shopId]);
}

/** Orders those who use one opt-out link, so that what it may still take is counted right. */
export async function lockLink(
  tx: Sql,
  link: { shopId: number; campaignId: number; recipientSeq: number },
): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [
    `link:${link.campaignId}:${link.recipientSeq}`,
    link.shopId,
  ]);
}
