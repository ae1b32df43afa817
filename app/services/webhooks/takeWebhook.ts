import { enqueue } from "~/db/queue";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import type { VerifiedWebhook } from "~/integrations/shopify/verify";
import { gidNumber } from "~/integrations/shopify/customer";
import { joinPurchases } from "~/services/customers/joinPurchases";
import { hearBulkFinished } from "~/services/customers/runSync";
import { isPrivacyTopic, takePrivacyRequest } from "~/services/privacy/takeRequest";
import { findShopId, noteUninstallation } from "~/services/shops/install";

/**
 * Takes a webhook once, however often it is delivered: what it asks for is queued, or done when it is small, in the transaction that marks it as taken. A webhook is a reminder, not a source: what it is about is read
 * anew from the store, so that order does not matter; only which two customers became one is said nowhere else. Topics of a shop that does not have the app are passed over, but for those of data-protection law.
 */
export async function takeWebhook(webhook: VerifiedWebhook, at: Date): Promise<void> {
  const { shop, topic, webhookId, payload } = webhook;
  const shopId = await findShopId(shop);
  if (topic === "bulk_operations/finish") return shopId === undefined ? undefined : hearBulkFinished(shopId);
  await transaction(async (tx) => {
    const { rowCount: fresh } = await tx.query(
      "INSERT INTO webhook_delivery (shop, topic, webhook_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [shop, topic, webhookId],
    );
    if (!fresh) return;
    // Once: told again later, it would end an installation made since.
    if (topic === "app/uninstalled") return noteUninstallation(shop, at);
    if (isPrivacyTopic(topic)) return takePrivacyRequest(tx, webhook, shopId, at);
    if (shopId === undefined) return;
    for (const customerId of customersOf(topic, payload)) await enqueue(tx, "customer-refresh", { shopId, customerId });
    const merged = mergedOf(topic, payload);
    if (merged) await joinPurchases(tx, shopId, merged.gone, merged.kept);
    for (const companyId of companiesOf(topic, payload)) await enqueue(tx, "company-refresh", { shopId, companyId });
    const placed = topic === "orders/create" ? idOf(payload) : undefined;
    if (placed) await enqueue(tx, "order-placed", { shopId, orderId: placed });
    const undone = undoneOf(topic, payload);
    if (undone) await enqueue(tx, "order-undone", { shopId, orderId: undone });
    if (topic === "shop/update" || topic === "app/scopes_update") await enqueue(tx, "shop-set-up", { shopId });
  });
}

/** A delivery is known again for so many days. */
export const DELIVERY_DAYS = 14;

/** Forgets deliveries that Shopify can no longer repeat: it gives up after two days. */
export async function forgetOldDeliveries(at: Date): Promise<void> {
  await pool().query(
    `DELETE FROM webhook_delivery WHERE received_at < $1::timestamptz - interval '${DELIVERY_DAYS} days'`,
    [at],
  );
}

const gid = (value: unknown) => (typeof value === "string" ? gidNumber(value) : undefined);

/** Of two customers whom the store made one: the one that is gone and the one that was kept. */
function mergedOf(
  topic: string,
  payload: Readonly<Record<string, unknown>>,
): { readonly gone: string; readonly kept: string } | undefined {
  if (topic !== "customers/merge") return undefined;
  const gone = gid(payload.admin_graphql_api_customer_deleted_id);
  const kept = gid(payload.admin_graphql_api_customer_kept_id);
  return gone === undefined || kept === undefined || gone === kept ? undefined : { gone, kept };
}

/** Numbers of the customers a message is about. */
function customersOf(topic: string, payload: Readonly<Record<string, unknown>>): string[] {
  const found = (() => {
    switch (topic) {
      case "customers/create":
      case "customers/update":
      case "customers/delete":
        return [idOf(payload)];
      case "customers_email_marketing_consent/update":
        return [idOf({ id: payload.customer_id })];
      case "customers/merge":
        return [gid(payload.admin_graphql_api_customer_kept_id), gid(payload.admin_graphql_api_customer_deleted_id)];
      case "company_contacts/create":
      case "company_contacts/update":
      case "company_contacts/delete":
        return [gid(payload.customer_admin_graphql_api_id)];
      case "orders/create":
        return [idOf((payload.customer ?? {}) as Record<string, unknown>)];
      default:
        return [];
    }
  })();
  return found.filter((id) => id !== undefined);
}

/** The number of the order of which a message says that it, or something of it, was undone. */
function undoneOf(topic: string, payload: Readonly<Record<string, unknown>>): string | undefined {
  switch (topic) {
    case "orders/cancelled":
      return idOf(payload);
    case "refunds/create":
      return idOf({ id: payload.order_id });
    // Of a payment nothing follows.
    case "order_transactions/create":
      return payload.kind === "refund" ? idOf({ id: payload.order_id }) : undefined;
    default:
      return undefined;
  }
}

/** Numbers of the companies a message is about. Company messages name their objects by gid only. */
function companiesOf(topic: string, payload: Readonly<Record<string, unknown>>): string[] {
  const company = topic.startsWith("companies/") ? payload : /^company_/.test(topic) ? payload.company : undefined;
  const id = (company as Record<string, unknown> | null | undefined)?.admin_graphql_api_id;
  return typeof id === "string" && id.startsWith("gid://shopify/Company/") ? [gidNumber(id) ?? []].flat() : [];
}

function idOf(record: Readonly<Record<string, unknown>>): string | undefined {
  const text = String(record.id);
  return /^\d{1,19}$/.test(text) ? text : undefined;
}
