import { pool } from "~/db/client";
import { lockAddress, shareContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { appendConsentEvent } from "./ledger";

/** Addresses read at once. */
const CHUNK = 500;

/** The address's request whose link can be pressed longest, once it can be pressed no more. */
const EXPIRED = `
  CROSS JOIN LATERAL (
    SELECT q.id, q.expires_at FROM consent_request q WHERE q.shop_id = a.shop_id AND q.consent_key = a.consent_key ORDER BY q.expires_at DESC LIMIT 1
  ) newest
  WHERE a.standing = 'requested' AND newest.expires_at <= $1`;

/**
 * Writes into the ledger that consents which were asked for have expired: their links can be pressed no more (P13). From then on the asking is no ground to hold the address on (P3). Safe to run again.
 */
export async function expireConsents(at: Date): Promise<void> {
  let after: { shopId: number; consentKey: Buffer } = { shopId: 0, consentKey: Buffer.alloc(0) };
  for (;;) {
    const { rows } = await pool().query<{ shopId: number; consentKey: Buffer }>(
      `SELECT a.shop_id AS "shopId", a.consent_key AS "consentKey" FROM address_standing a ${EXPIRED} AND (a.shop_id, a.consent_key) > ($2, $3)
       ORDER BY a.shop_id, a.consent_key LIMIT ${CHUNK}`,
      [at, after.shopId, after.consentKey],
    );
    for (const { shopId, consentKey } of rows) await expire(shopId, consentKey, at);
    const last = rows.at(-1);
    if (!last || rows.length < CHUNK) return;
    after = last;
  }
}

async function expire(shopId: number, consentKey: Buffer, at: Date): Promise<void> {
  await transaction(async (tx) => {
    // Whoever asks or confirms meanwhile is waited for, and then stands otherwise.
    await shareContacts(tx, shopId);
    await lockAddress(tx, shopId, consentKey);
    const { rows } = await tx.query<{ requestId: string }>(
      `SELECT newest.id::text AS "requestId" FROM address_standing a ${EXPIRED} AND a.shop_id = $2 AND a.consent_key = $3`,
      [at, shopId, consentKey],
    );
    const [found] = rows;
    if (found) await appendConsentEvent(tx, shopId, { kind: "expired", consentKey, at, requestId: found.requestId });
  });
}
