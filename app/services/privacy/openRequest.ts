import { lockPrivacyRequests } from "~/db/locks";
import { enqueue } from "~/db/queue";
import type { Sql } from "~/db/transaction";
import type { AskedHow, PrivacyKind, PrivacyWay } from "~/policy/privacyRequests";
import { record } from "~/services/audit/record";
import { answerDueAt } from "./deadline";

/** A request as it came in. Whom it is about is told by numbers and keyed hashes only. */
export interface NewRequest {
  readonly kind: Exclude<PrivacyKind, "shop_erasure">;
  readonly way: PrivacyWay;
  readonly topic?: string;
  readonly webhookId?: string;
  readonly customerId?: string | null;
  readonly exclusionKey?: Buffer | null;
  readonly consentKey?: Buffer | null;
  readonly contactId?: string | null;
  readonly campaignId?: number;
  readonly recipientSeq?: number;
  readonly askedHow?: AskedHow;
  /** What staff noted about the asking, in their own words. */
  readonly note?: string;
  /** Member of staff, the app or the person. */
  readonly actor: string;
}

/**
 * Opens a request under data-protection law (UK GDPR Art 15, 17), in the caller's transaction, with the date by which it is due. The same asked of the same person while it is open is one request, due by the earlier date, that
 * keeps what each told; the audit says that it was asked again. An erasure that Shopify or staff ask for is queued at once; one asked by a link waits for staff, since a link proves the mailbox and not the person. Gives the request's id.
 */
export async function openRequest(
  tx: Sql,
  shop: { readonly id: number; readonly domain: string },
  request: NewRequest,
  at: Date,
): Promise<string> {
  await lockPrivacyRequests(tx, shop.id);
  const dueAt = answerDueAt(at, request.way);
  const same = await findOpen(tx, shop.id, request);
  if (same) {
    await join(tx, shop.id, same, request, dueAt, at);
    if (same.state === "open" && isQueued(request)) await queueErasure(tx, shop.id, same.id);
    return same.id;
  }
  const state = isQueued(request) ? "queued" : "open";
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO privacy_request (shop, shop_id, kind, way, state, topic, webhook_id, customer_id, exclusion_key, consent_key, contact_id, campaign_id, recipient_seq, asked_how, note, requested_by, received_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id::text AS id`,
    [
      shop.domain,
      shop.id,
      request.kind,
      request.way,
      state,
      request.topic ?? null,
      request.webhookId ?? null,
      request.customerId ?? null,
      request.exclusionKey ?? null,
      request.consentKey ?? null,
      request.contactId ?? null,
      request.campaignId ?? null,
      request.recipientSeq ?? null,
      request.askedHow ?? null,
      request.note ?? null,
      request.way === "staff" ? request.actor : null,
      at,
      dueAt,
    ],
  );
  const id = rows[0]?.id ?? "";
  await record(tx, shop.id, {
    act: "privacy_request_received",
    actor: request.actor,
    at,
    subject: { kind: "privacy_request", id },
    after: { kind: request.kind, way: request.way, due: dueAt.toISOString(), askedHow: request.askedHow ?? null },
  });
  if (state === "queued") await enqueue(tx, "privacy-erase", { shopId: shop.id, requestId: id });
  return id;
}

/** Queues the erasure that a request asks for, in the caller's transaction. */
export async function queueErasure(tx: Sql, shopId: number, requestId: string): Promise<void> {
  await tx.query(
    "UPDATE privacy_request SET state = 'queued' WHERE shop_id = $1 AND id = $2 AND state IN ('open', 'failed')",
    [shopId, requestId],
  );
  await enqueue(tx, "privacy-erase", { shopId, requestId });
}

const isQueued = ({ kind, way }: NewRequest) => kind === "erasure" && way !== "link";

interface OpenRequest {
  readonly id: string;
  readonly state: string;
  /** Whether a mail's link has asked for it before. */
  readonly hasLink: boolean;
}

/** Finds the open request of this kind about the same person, and holds it until commit: it is not done meanwhile. */
async function findOpen(tx: Sql, shopId: number, request: NewRequest): Promise<OpenRequest | undefined> {
  const { rows } = await tx.query<OpenRequest>(
    `SELECT id::text AS id, state, campaign_id IS NOT NULL AS "hasLink" FROM privacy_request
     WHERE shop_id = $1 AND kind = $2 AND done_at IS NULL
       AND (customer_id = $3 OR exclusion_key = $4 OR contact_id = $5 OR (campaign_id = $6 AND recipient_seq = $7))
     ORDER BY privacy_request.id LIMIT 1 FOR UPDATE`,
    [
      shopId,
      request.kind,
      request.customerId ?? null,
      request.exclusionKey ?? null,
      request.contactId ?? null,
      request.campaignId ?? null,
      request.recipientSeq ?? null,
    ],
  );
  return rows[0];
}

/**
 * Completes an open request with what this one knows more, and keeps in the audit that it was asked again; not for the links of their mails, which may be pressed without end. Asked by a link and then by Shopify, it is Shopify's: the store itself has erased them, and
 * whoever comes back to it does so anew.
 */
async function join(
  tx: Sql,
  shopId: number,
  same: OpenRequest,
  request: NewRequest,
  dueAt: Date,
  at: Date,
): Promise<void> {
  const { rows } = await tx.query<{ due: Date }>(
    `UPDATE privacy_request SET customer_id = coalesce(customer_id, $3), exclusion_key = coalesce(exclusion_key, $4), consent_key = coalesce(consent_key, $5),
       contact_id = coalesce(contact_id, $6), due_at = least(due_at, $7),
       campaign_id = CASE WHEN campaign_id IS NULL THEN $8 ELSE campaign_id END, recipient_seq = CASE WHEN campaign_id IS NULL THEN $9 ELSE recipient_seq END,
       topic = CASE WHEN topic IS NULL THEN $10 ELSE topic END, webhook_id = CASE WHEN topic IS NULL THEN $11 ELSE webhook_id END,
       asked_how = coalesce(asked_how, $12), requested_by = coalesce(requested_by, $13),
       note = CASE WHEN strpos(note, $14) = 0 THEN concat_ws(E'\n', note, $14) ELSE coalesce(note, $14) END,
       way = CASE WHEN way = 'link' AND $15 = 'shopify' THEN 'shopify' ELSE way END
     WHERE shop_id = $1 AND id = $2 RETURNING due_at AS due`,
    [
      shopId,
      same.id,
      request.customerId ?? null,
      request.exclusionKey ?? null,
      request.consentKey ?? null,
      request.contactId ?? null,
      dueAt,
      request.campaignId ?? null,
      request.recipientSeq ?? null,
      request.topic ?? null,
      request.webhookId ?? null,
      request.askedHow ?? null,
      request.way === "staff" ? request.actor : null,
      request.note ?? null,
      request.way,
    ],
  );
  const due = rows[0]?.due ?? dueAt;
  if (same.hasLink && request.way === "link") return;
  await record(tx, shopId, {
    act: "privacy_request_repeated",
    actor: request.actor,
    at,
    subject: { kind: "privacy_request", id: same.id },
    after: { kind: request.kind, way: request.way, due: due.toISOString(), askedHow: request.askedHow ?? null },
  });
}
