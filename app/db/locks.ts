import type { Sql } from "./transaction";

/** First half of an advisory lock's number: what it guards. The second half is the shop. Taken in this order, then `lockAddress`: else two could wait for each other. */
const EXCLUSION_LIST = 1;
const CONTACTS = 2;
const REVIEW = 3;
/** Stands apart from that order: its holder takes no other lock in the same transaction. */
const STORE_WRITES = 4;
/** As that one. */
const SUPPRESSIONS = 5;
/** As those. */
const SEALING = 6;
/** Taken before all others. */
const AUDIENCES = 7;
const PRIVACY = 8;
/** Taken with a campaign's row already locked; its holder takes no other lock of this file. */
const WARM_UP = 9;

/**
 * Held by whoever adds to the shop's exclusion list, until commit. Many may add at once; none while a batch is being decided (`lockForHandOver`), so that an
 * opt-out that has been answered is in every batch decided after it (P10, P12).
 */
export async function lockForExclusion(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [EXCLUSION_LIST, shopId]);
}

/** `lockForExclusion` and `shareContacts`, in that order and at one go: what whoever adds to the list needs. */
export async function lockToExclude(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $3), pg_advisory_xact_lock_shared($2, $3)", [
    EXCLUSION_LIST,
    CONTACTS,
    shopId,
  ]);
}

/** Held while a batch is decided and committed as `sending`: waits for opt-outs under way, and keeps new ones waiting for the few milliseconds it takes. */
export async function lockForHandOver(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [EXCLUSION_LIST, shopId]);
}

/** Held until commit by whoever takes an address off the exclusion list, or withdraws the consents of a mailbox in an order of its own: whatever excludes at the same time comes before or after it as a whole, and no batch is decided in between. */
export async function lockListAlone(tx: Sql, shopId: number): Promise<void> {
  await lockForHandOver(tx, shopId);
}

/**
 * Held by whoever writes contacts anew from the store or an import, until commit, for a few thousand rows at most: meanwhile nobody is put on the exclusion list or changes a standing, so that the copies a contact holds of both
 * are right when it commits.
 */
export async function lockContacts(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [CONTACTS, shopId]);
}

/** Held by whoever changes what contacts hold copies of (exclusion, standing), until commit. Many may at once. */
export async function shareContacts(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [CONTACTS, shopId]);
}

/** Held while an audience is stored, from before its snapshot of the contacts until its rows are committed: whoever is erased meanwhile would be in it. Many may at once. */
export async function shareAudiences(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [AUDIENCES, shopId]);
}

/** Held by whoever erases a person, until commit: waits for audiences that are being stored, and keeps new ones waiting. */
export async function lockAudiences(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [AUDIENCES, shopId]);
}

/**
 * Held until commit by those who change what a shop has one of, or so many of at most: a version that is the next, a list with a limit, one run at a time; so that they come one after the other. And by whoever publishes words that follow from the
 * shop's settings, from before they are read, and who changes the setting that republishes them at once: the newest is true of what counts then. Taken before the locks of this file.
 */
export async function lockShop(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT 1 FROM shop WHERE id = $1 FOR UPDATE", [shopId]);
}

/** Held by whoever opens a request under data-protection law, until commit: of two that ask the same the second finds the first. Its holder takes no other lock after it. */
export async function lockPrivacyRequests(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [PRIVACY, shopId]);
}

/** Held until commit by whoever claims a batch of a campaign that warms its sender up: of two campaigns of one sender each counts what the other took. Taken with the campaign's row. */
export async function lockWarmUp(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [WARM_UP, shopId]);
}

/** Held by whoever sums up rows of the review desk anew, until commit, for some thousand contacts at most: else two who changed contacts of one company would each leave out the other's. */
export async function lockReview(tx: Sql, shopId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [REVIEW, shopId]);
}

/** Tries to become the one who writes to the shop's store, until the transaction ends. */
export async function tryLockForStoreWrites(tx: Sql, shopId: number): Promise<boolean> {
  return tryLock(tx, STORE_WRITES, shopId);
}

/** Tries to become the one who writes to the shop's suppressions at SendGrid, until the transaction ends. */
export async function tryLockForSuppressions(tx: Sql, shopId: number): Promise<boolean> {
  return tryLock(tx, SUPPRESSIONS, shopId);
}

/** Tries to become the one who seals the shop's ledger, until the transaction ends. Whoever appends to the ledger needs no such lock, and waits for nobody who seals. */
export async function tryLockForSealing(tx: Sql, shopId: number): Promise<boolean> {
  return tryLock(tx, SEALING, shopId);
}

async function tryLock(tx: Sql, what: number, shopId: number): Promise<boolean> {
  const { rows } = await tx.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1, $2) AS got", [what, shopId]);
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
