import type { Sql } from "./transaction";

/** An erasure of somebody, as those must know it who bring personal data in. */
export interface Erasure {
  readonly at: Date;
  /** Whether the store alone may not bring them back, but only an order newer than the erasure. */
  readonly untilOrder: boolean;
}

/** How the store's customer, and an address by its keyed hash, are named among the erased. */
export const customerSubject = (customerId: string): string => `customer:${customerId}`;
export const addressSubject = (exclusionKey: Buffer): string => `address:${exclusionKey.toString("hex")}`;

/**
 * Which of these were erased, and when. Right until commit for who holds `lockContacts` or `shareContacts`: an erasure holds the first. Whatever was read of somebody before that moment must not be written after it.
 */
export async function readErased(
  tx: Sql,
  shopId: number,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Erasure>> {
  // Most shops have erased nobody, and an import asks for every chunk.
  const { rowCount: any } = await tx.query("SELECT 1 FROM erased_subject WHERE shop_id = $1 LIMIT 1", [shopId]);
  if (!any) return new Map();
  const { rows } = await tx.query<Erasure & { subject: string }>(
    `SELECT subject, erased_at AS at, until_order AS "untilOrder" FROM erased_subject WHERE shop_id = $1 AND subject = ANY($2::text[])`,
    [shopId, subjects],
  );
  return new Map(rows.map(({ subject, ...erasure }) => [subject, erasure]));
}

/** Whether somebody was erased, as SQL on the name of a subject; `$1` is the shop. As `readErased`, and as right. */
export const isErased = (subject: string): string =>
  `EXISTS (SELECT 1 FROM erased_subject WHERE shop_id = $1 AND subject = ${subject})`;

/** Notes who is being erased, in the transaction that takes them out. The caller holds `lockContacts`. Of two erasures of somebody the later counts. */
export async function noteErased(
  tx: Sql,
  shopId: number,
  subjects: readonly string[],
  erasure: Erasure,
): Promise<void> {
  await tx.query(
    `INSERT INTO erased_subject AS e (shop_id, subject, erased_at, until_order) SELECT $1, s, $3, $4 FROM unnest($2::text[]) AS s
     ON CONFLICT (shop_id, subject) DO UPDATE SET erased_at = greatest(e.erased_at, excluded.erased_at), until_order = e.until_order OR excluded.until_order`,
    [shopId, [...new Set(subjects)], erasure.at, erasure.untilOrder],
  );
}

/** Keyed hashes of addresses among these that were erased at `since` or later. */
export async function erasedAddresses(
  tx: Sql,
  shopId: number,
  keys: readonly Buffer[],
  since?: Date,
): Promise<ReadonlySet<string>> {
  const erased = await readErased(tx, shopId, keys.map(addressSubject));
  const hit = keys.filter((key) => {
    const erasure = erased.get(addressSubject(key));
    return erasure !== undefined && (since === undefined || erasure.at >= since);
  });
  return new Set(hit.map((key) => key.toString("hex")));
}
