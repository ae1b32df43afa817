import { enqueue } from "~/db/queue";
import type { Sql } from "~/db/transaction";
import type { VerifiedWebhook } from "~/integrations/shopify/verify";
import { SHOPIFY, THE_APP } from "~/policy/auditActs";
import { domainOf } from "~/policy/emailAddress";
import { addressKeys } from "~/services/shops/keys";
import { answerDueAt } from "./deadline";
import { openRequest } from "./openRequest";

const KINDS = { "customers/data_request": "access", "customers/redact": "erasure" } as const;

/** Topics of data-protection law: taken whether the shop has the app or not. */
export const isPrivacyTopic = (topic: string): boolean => topic in KINDS || topic === "shop/redact";

/**
 * Takes a request under data-protection law that Shopify passes on, in the transaction that marks its message as taken. Of the address in it only the keyed hashes are kept: they find somebody who is no contact, but asked for consent, was
 * excluded, or was mailed. Of a shop that never had the app nothing is held, and the request is done as it comes.
 */
export async function takePrivacyRequest(
  tx: Sql,
  { shop, topic, webhookId, payload }: VerifiedWebhook,
  shopId: number | undefined,
  at: Date,
): Promise<void> {
  const kind = topic === "shop/redact" ? "shop_erasure" : KINDS[topic as keyof typeof KINDS];
  const customer = (payload.customer ?? {}) as Record<string, unknown>;
  const customerId = /^\d{1,18}$/.test(String(customer.id)) ? String(customer.id) : null;
  if (shopId === undefined || kind === "shop_erasure") {
    const done = shopId === undefined;
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO privacy_request (shop, shop_id, kind, way, state, topic, webhook_id, customer_id, received_at, due_at, done_at, done_by)
       VALUES ($1, $2, $3, 'shopify', $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id::text AS id`,
      [
        shop,
        shopId ?? null,
        kind,
        done ? "done" : "queued",
        topic,
        webhookId,
        customerId,
        at,
        answerDueAt(at, "shopify"),
        done ? at : null,
        done ? THE_APP : null,
      ],
    );
    const [request] = rows;
    if (shopId !== undefined && request) await enqueue(tx, "shop-redact", { shopId, requestId: request.id });
    return;
  }
  const email = typeof customer.email === "string" && domainOf(customer.email) ? customer.email : undefined;
  const keys = email === undefined ? undefined : await addressKeys(shopId);
  const exclusionKey = email !== undefined && keys ? keys.exclusionKey(email) : null;
  const consentKey = email !== undefined && keys ? keys.consentKey(email) : null;
  const about = { kind, way: "shopify", topic, webhookId, customerId, exclusionKey, consentKey } as const;
  await openRequest(tx, { id: shopId, domain: shop }, { ...about, actor: SHOPIFY }, at);
}
