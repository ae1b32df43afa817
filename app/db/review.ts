import type { EvidenceStrength } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { lockReview } from "./locks";
import type { Sql } from "./transaction";

/**
 * Fact classes whose legal form is worth deciding: not excluded, with a usable address that is no personal mailbox, and unknown. For all others the decision would come out the same whatever their form.
 * Letters as in `fact_class()`; it holds for contacts and for their counts.
 */
const WORTH_DECIDING = "fact_class LIKE 'ftf__u%'";
const CONTRADICTED = "fact_class LIKE 'ftf__uc%'";

/** Prefix of the key of a contact that belongs to no company. */
const ALONE = "contact:";
/** A row is shown by so many of its contacts at most. */
const SHOWN = 20;

const SUMS = `count(*)::int AS contacts, (count(*) FILTER (WHERE ${CONTRADICTED}))::int AS contradicted, sum(order_count) AS orders, max(last_order_at) AS last_order_at`;

/**
 * Sums up the rows of these keys anew, in the transaction that changed their contacts. Call it with the keys as they were and as they are. Takes `lockReview`, after all that changes contacts.
 */
export async function refreshReview(tx: Sql, shopId: number, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await lockReview(tx, shopId);
  // A statement of its own after the lock: only then it sees what the one before committed.
  // Measured at 1,000,000 contacts: see the migration.
  await tx.query(
    `WITH fresh AS (
       SELECT company_key AS key, ${SUMS} FROM contact
       WHERE shop_id = $1 AND company_key = ANY($2::text[]) AND deleted_at IS NULL AND ${WORTH_DECIDING} GROUP BY 1
       UNION ALL
       SELECT '${ALONE}' || id, ${SUMS} FROM contact
       WHERE shop_id = $1 AND id = ANY($3::bigint[]) AND company_key IS NULL AND deleted_at IS NULL AND ${WORTH_DECIDING} GROUP BY 1
     ), gone AS (
       DELETE FROM review_item r WHERE r.shop_id = $1 AND r.key = ANY($2) AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.key = r.key)
     )
     INSERT INTO review_item AS r (shop_id, key, contacts, contradicted, orders, last_order_at)
     SELECT $1, key, contacts, contradicted, orders, last_order_at FROM fresh
     ON CONFLICT (shop_id, key) DO UPDATE SET contacts = excluded.contacts, contradicted = excluded.contradicted,
       orders = excluded.orders, last_order_at = excluded.last_order_at
     WHERE (r.contacts, r.contradicted, r.orders, r.last_order_at)
       IS DISTINCT FROM (excluded.contacts, excluded.contradicted, excluded.orders, excluded.last_order_at)`,
    [shopId, keys, keys.filter((key) => key.startsWith(ALONE)).map((key) => key.slice(ALONE.length))],
  );
}

/** The keys under which contacts are on the desk, or would be; by their own ids, or by those of the store's customers. */
export async function reviewKeys(
  tx: Sql,
  shopId: number,
  ids: readonly string[],
  by: "id" | "shopify_id" = "id",
): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    `SELECT DISTINCT coalesce(company_key, '${ALONE}' || id) AS key FROM contact WHERE shop_id = $1 AND ${by} = ANY($2::bigint[])`,
    [shopId, ids],
  );
  return rows.map(({ key }) => key);
}

/** Opens a cursor `stale` on the keys whose row is not what their contacts come to, in the caller's transaction, which holds no lock. */
export async function openStaleReview(tx: Sql, shopId: number): Promise<void> {
  // Bind parameters are not for DECLARE; the shop is a number.
  await tx.query(
    `DECLARE stale NO SCROLL CURSOR FOR
     SELECT coalesce(f.key, r.key) AS key FROM (
       SELECT coalesce(company_key, '${ALONE}' || id) AS key, ${SUMS} FROM contact
       WHERE shop_id = ${Number(shopId)} AND deleted_at IS NULL AND ${WORTH_DECIDING} GROUP BY 1
     ) f FULL JOIN (SELECT * FROM review_item WHERE shop_id = ${Number(shopId)}) r ON r.key = f.key
     WHERE (f.contacts, f.contradicted, f.orders, f.last_order_at) IS DISTINCT FROM (r.contacts, r.contradicted, r.orders, r.last_order_at)`,
  );
}

/** The next keys of that cursor. */
export async function fetchStaleReview(tx: Sql, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(`FETCH ${Number(limit)} FROM stale`);
  return rows.map(({ key }) => key);
}

/** Where a page of the desk begins: after the row with these. */
export interface ReviewPosition {
  readonly orders: string;
  readonly contacts: number;
  readonly id: string;
}

/** A row of the desk, as kept. */
export interface ReviewRow extends ReviewPosition {
  readonly contradicted: number;
  readonly lastOrderAt: Date | null;
}

/** One keyset page of the desk: most orders first, then most contacts. */
export async function readReviewRows(
  tx: Sql,
  shopId: number,
  page: { readonly contradictedOnly: boolean; readonly after: ReviewPosition | undefined; readonly limit: number },
): Promise<ReviewRow[]> {
  const { contradictedOnly, after, limit } = page;
  const { rows } = await tx.query<ReviewRow>(
    `SELECT id::text AS id, orders::text AS orders, contacts, contradicted, last_order_at AS "lastOrderAt" FROM review_item r
     WHERE shop_id = $1 ${contradictedOnly ? "AND contradicted > 0" : ""} ${after ? "AND (orders, contacts, id) < ($3, $4, $5)" : ""}
     ORDER BY r.orders DESC, r.contacts DESC, r.id DESC LIMIT $2`,
    [shopId, limit, ...(after ? [after.orders, after.contacts, after.id] : [])],
  );
  return rows;
}

/** A contact to be looked at, with what is held of its legal form beside what the store says. */
export interface ReviewContact {
  readonly itemId: string;
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly orderCount: number;
  readonly strength: EvidenceStrength;
  readonly evidence: readonly Evidence[];
}

/** Contacts of the rows with the alias `r` that are still to be looked at, as they are now; each row's by id, so many at most. */
const contactsOf = (limit: string) => `
  CROSS JOIN LATERAL (
    SELECT * FROM contact k WHERE k.shop_id = r.shop_id AND k.company_key = r.key AND k.deleted_at IS NULL AND k.${WORTH_DECIDING}
    UNION ALL
    SELECT * FROM contact k WHERE k.shop_id = r.shop_id AND k.id = CASE WHEN r.key LIKE '${ALONE}%' THEN substr(r.key, ${ALONE.length + 1})::bigint END
      AND k.company_key IS NULL AND k.deleted_at IS NULL AND k.${WORTH_DECIDING}
    LIMIT ${limit}
  ) c`;

/** Some contacts of each row, as they are now: a row whose contacts have all been decided meanwhile has none. */
export async function readReviewContacts(
  tx: Sql,
  shopId: number,
  itemIds: readonly string[],
): Promise<ReviewContact[]> {
  const { rows } = await tx.query<ReviewContact>(
    `SELECT r.id::text AS "itemId", c.id::text AS id, c.name, c.company, c.email, c.order_count AS "orderCount", c.evidence_strength AS strength,
            c.evidence || CASE WHEN c.held_evidence THEN (
              SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('source', e.source, 'says', e.says, 'detail', e.detail, 'mark', e.mark)) ORDER BY e.id), '[]')
              FROM form_evidence e WHERE e.shop_id = c.shop_id AND e.contact_id = c.id AND e.undone_at IS NULL
            ) ELSE '[]' END AS evidence
     FROM review_item r ${contactsOf(String(SHOWN))}
     WHERE r.shop_id = $1 AND r.id = ANY($2::bigint[]) ORDER BY c.order_count DESC, c.id`,
    [shopId, itemIds],
  );
  return rows;
}

/** Ids of all contacts of these rows that are still to be looked at, `limit` at most. */
export async function readReviewIds(
  tx: Sql,
  shopId: number,
  itemIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT c.id::text AS id FROM review_item r ${contactsOf("$3")} WHERE r.shop_id = $1 AND r.id = ANY($2::bigint[]) LIMIT $3`,
    [shopId, itemIds, limit],
  );
  return rows.map(({ id }) => id);
}

/** How many contacts wait on the desk, and how many of them are contradicted: from the kept counts, without looking at a contact. */
export async function countReview(tx: Sql, shopId: number): Promise<{ contacts: number; contradicted: number }> {
  const { rows } = await tx.query<{ contacts: number; contradicted: number }>(
    `SELECT coalesce(sum(contacts), 0)::int AS contacts, coalesce(sum(contacts) FILTER (WHERE ${CONTRADICTED}), 0)::int AS contradicted
     FROM contact_count WHERE shop_id = $1 AND ${WORTH_DECIDING}`,
    [shopId],
  );
  return rows[0] ?? { contacts: 0, contradicted: 0 };
}
