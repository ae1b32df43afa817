import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { hasChanged, transaction, type Sql } from "~/db/transaction";

/** Whose consent must be reconciled with Shopify: everybody with one of these keyed hashes. */
export type ConsentWriteTarget =
  { readonly exclusionKeys: readonly Buffer[] } | { readonly consentKeys: readonly Buffer[] };

/** Condition on a contact: a customer of the store. */
export const IN_STORE = "shopify_id IS NOT NULL AND deleted_at IS NULL";

/**
 * Asks, in the caller's transaction, that Shopify be told of the customers with these addresses. Set-based, and the last thing a transaction does: it waits for nobody who could wait for it. What is told is found out when it
 * is written. Asking again for what is waiting changes nothing but that it is done after this moment. `isAny`: whether any of them is a customer of the store, where the caller found that out and holds `shareContacts`: then nobody waits for an answer before the commit.
 */
export async function requestConsentWrites(
  tx: Sql,
  shopId: number,
  target: ConsentWriteTarget,
  isAny?: boolean,
): Promise<void> {
  const [column, keys] =
    "exclusionKeys" in target ? ["exclusion_key", target.exclusionKeys] : ["consent_key", target.consentKeys];
  if (keys.length === 0) return;
  // In the order of their numbers: two that ask for the same customers would wait for each other for ever.
  const asking = tx.query(
    `INSERT INTO store_write AS w (shop_id, customer_id, kind, not_before)
     SELECT shop_id, shopify_id, 'consent', to_timestamp(0) FROM contact
     WHERE shop_id = $1 AND ${column} = ANY($2::bytea[]) AND ${IN_STORE} ORDER BY shopify_id
     ON CONFLICT (shop_id, customer_id, kind)
     DO UPDATE SET state = 'pending', version = w.version + 1, attempts = 0, not_before = excluded.not_before, outcome = NULL`,
    [shopId, keys],
  );
  if (await hasChanged(tx, asking, isAny)) await enqueue(tx, "store-writes", { shopId });
}

/** Asks, in the caller's transaction, that Shopify be told what staff decided of these contacts' legal form, or that they took it back. Set-based; contacts that are not the store's are passed over. */
export async function requestFormWrites(tx: Sql, shopId: number, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const { rowCount } = await tx.query(
    `INSERT INTO store_write AS w (shop_id, customer_id, kind, not_before)
     SELECT shop_id, shopify_id, 'legal_form', to_timestamp(0) FROM contact
     WHERE shop_id = $1 AND id = ANY($2::bigint[]) AND ${IN_STORE} ORDER BY shopify_id
     ON CONFLICT (shop_id, customer_id, kind)
     DO UPDATE SET state = 'pending', version = w.version + 1, attempts = 0, not_before = excluded.not_before, outcome = NULL`,
    [shopId, contactIds],
  );
  if (rowCount) await enqueue(tx, "store-writes", { shopId });
}

/**
 * Asks for what nobody has asked for yet: customers who came into the store after their address had been excluded or confirmed. Customers of whom Shopify was told before are left alone, so that the two never
 * contradict each other in turn.
 */
export async function requestMissedWrites(): Promise<void> {
  const { rows: shops } = await pool().query<{ id: number }>("SELECT id FROM shop WHERE uninstalled_at IS NULL");
  for (const { id: shopId } of shops) {
    await transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `INSERT INTO store_write (shop_id, customer_id, kind, not_before)
         SELECT c.shop_id, c.shopify_id, 'consent', to_timestamp(0) FROM contact c
         LEFT JOIN exclusion x ON x.shop_id = c.shop_id AND x.key = c.exclusion_key
         WHERE c.shop_id = $1 AND c.shopify_id IS NOT NULL AND c.deleted_at IS NULL
           AND ((x.source <> 'shopify' AND c.marketing_state <> 'UNSUBSCRIBED')
                OR (x.key IS NULL AND c.consent = 'confirmed' AND c.marketing_state NOT IN ('SUBSCRIBED', 'UNSUBSCRIBED')))
           AND NOT EXISTS (SELECT 1 FROM store_write w WHERE w.shop_id = c.shop_id AND w.customer_id = c.shopify_id AND w.kind = 'consent')
         ORDER BY c.shopify_id ON CONFLICT DO NOTHING`,
        [shopId],
      );
      if (rowCount) await enqueue(tx, "store-writes", { shopId });
    });
  }
}
