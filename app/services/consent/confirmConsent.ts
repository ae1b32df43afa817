import type { ConsentRequest } from "@prisma/client";
import { prisma } from "~/db/client";
import { domainsOf } from "~/db/excludedDomains";
import { lockAddress, lockContacts, shareContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import type { StatedForm } from "~/policy/statedForm";
import { browserFamily } from "~/policy/traces";
import { isContact, keepSubscribers } from "~/services/customers/keepSubscribers";
import { isExcluded } from "~/services/exclusions/exclude";
import { recordStatement } from "~/services/legalForm/recordStatement";
import { addressKeys } from "~/services/shops/keys";
import { appendConsentEvent } from "./ledger";
import { hashToken } from "./verificationLink";

/** What a verification link leads to. */
export type ConfirmationState = "open" | "confirmed" | "expired" | "excluded" | "invalid";

/** A verification link as it stands: its state, and the request it belongs to unless it is invalid. */
export interface Confirmation {
  readonly state: ConfirmationState;
  readonly request?: ConsentRequest;
}

/** Looks a link up for rendering; changes nothing, so that a scanner that opens it confirms nothing (P13). Bound to the shop whose storefront it was opened on. */
export async function readConfirmation(shopId: number, token: string, at: Date): Promise<Confirmation> {
  const request = await prisma().consentRequest.findFirst({
    where: { shopId, tokenHash: new Uint8Array(hashToken(token)) },
  });
  if (!request) return { state: "invalid" };
  const { exclusionKey: key, email } = request;
  // Not by the connections of those who press: a thousand at once would wait for those who look.
  const excluded =
    (await prisma().exclusion.findUnique({ where: { shopId_key: { shopId, key } }, select: { at: true } })) ??
    (await prisma().exclusion.findFirst({
      where: { shopId, AND: [{ domain: { not: null } }, { domain: { in: domainsOf(email) } }] },
      select: { at: true },
    }));
  if (excluded) return { state: "excluded", request };
  if (request.confirmedAt) return { state: "confirmed", request };
  return { state: at < request.expiresAt ? "open" : "expired", request };
}

/**
 * Stage two: confirms by a pressed button (P4, P13; UK GDPR Art 7(1)). Single use: pressed again, or a thousand times at once, it confirms once and says so. Gives the state after it, with
 * `fresh` when this press confirmed.
 */
export async function confirmConsent(
  shopId: number,
  token: string,
  proof: { ip: string | null; userAgent: string | null },
  at: Date,
): Promise<Confirmation & { fresh: boolean }> {
  // Before the transaction: those who wait in one for another connection could wait for each other.
  const keys = await addressKeys(shopId);
  const fresh = await transaction(async (tx) => {
    const { rows } = await tx.query<{
      id: string;
      consent_key: Buffer;
      exclusion_key: Buffer;
      surface: ConsentRequest["surface"];
      wording_version: number;
      wording: string;
      email: string;
      stated_form: StatedForm | null;
    }>(
      `SELECT id, consent_key, exclusion_key, surface, wording_version, wording, email, stated_form FROM consent_request
       WHERE shop_id = $1 AND token_hash = $2 AND confirmed_at IS NULL AND expires_at > $3`,
      [shopId, hashToken(token), at],
    );
    const [request] = rows;
    if (!request) return false;
    // Whoever excludes the address now withdraws its consent under the same lock: what was excluded before it is seen here, what comes later withdraws what is confirmed here.
    // A new contact and a statement of the legal form weigh contacts anew, which nobody may write meanwhile.
    const known = await isContact(tx, shopId, request.consent_key);
    await (request.stated_form || !known ? lockContacts(tx, shopId) : shareContacts(tx, shopId));
    await lockAddress(tx, shopId, request.consent_key);
    if (await isExcluded(tx, shopId, { key: request.exclusion_key, email: request.email })) return false;
    // The row after the locks, as everybody does who writes it: of many presses at once, one finds it as it was. Of somebody who was erased meanwhile the token is gone.
    const { rowCount: taken } = await tx.query(
      `UPDATE consent_request SET confirmed_at = $3, confirmed_ip = $4, confirmed_user_agent = $5
       WHERE shop_id = $1 AND id = $2 AND confirmed_at IS NULL AND expires_at > $3 AND token_hash = $6`,
      [shopId, request.id, at, proof.ip, proof.userAgent?.slice(0, 500) ?? null, hashToken(token)],
    );
    if (!taken) return false;
    if (!known) await keepSubscribers(tx, shopId, keys, [request.email], at);
    if (request.stated_form)
      await recordStatement(tx, shopId, { email: request.email, form: request.stated_form, confirmed: true, at });
    await appendConsentEvent(tx, shopId, {
      kind: "confirmed",
      consentKey: request.consent_key,
      at,
      requestId: request.id,
      surface: request.surface,
      wordingVersion: request.wording_version,
      wording: request.wording,
      proof: { act: "button", browser: browserFamily(proof.userAgent) },
    });
    return true;
  });
  return { ...(await readConfirmation(shopId, token, at)), fresh };
}
