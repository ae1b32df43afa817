import { pool } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import {
  fetchMarketingConsents,
  updateMarketingConsent,
  type ConsentUpdate,
  type StoreConsent,
} from "~/integrations/shopify/marketingConsent";
import { consentWrite, type ConsentTruth, type ConsentWrite } from "~/policy/consentWrite";
import type { ConsentStanding } from "~/policy/facts";
import { addressKeys } from "~/services/shops/keys";
import type { StoreWriter, WriteOutcome } from "./writer";

/** Clocks differ: a moment that is only just past here may be still to come there. */
const NOT_YET = "INVALID_consentUpdatedAt";
/** A fault of Shopify's own, told as a user error. */
const SHOPIFY_FAULT = "INTERNAL_ERROR";

/**
 * Tells Shopify of marketing consent (P4, P10): what is true of the address that the customer has there now. Shopify is read first, and what it says already is not written.
 */
export const writeConsents: StoreWriter = async function* (shopId, customerIds, admin) {
  const stored = await fetchMarketingConsents(admin, customerIds);
  for (const customerId of customerIds) {
    const consent = stored.get(customerId);
    if (consent === undefined) yield { customerId, state: "dead", code: "customer_gone" };
    else yield await reconcile(shopId, customerId, consent, admin);
  }
};

async function reconcile(
  shopId: number,
  customerId: string,
  stored: StoreConsent,
  admin: AdminGraphql,
): Promise<WriteOutcome> {
  if (!stored?.emailAddress) return { customerId, state: "done", code: "no_address" };
  const decided = consentWrite(await truthOf(shopId, stored.emailAddress), {
    state: stored.marketingState,
    optIn: stored.marketingOptInLevel ?? undefined,
    since: stored.marketingUpdatedAt ? Date.parse(stored.marketingUpdatedAt) : undefined,
  });
  if (decided.write === "nothing")
    return { customerId, state: "done", code: decided.why, refresh: decided.why === "store_unsubscribed" };
  const answer = await updateMarketingConsent(admin, customerId, updateOf(decided));
  if ("refused" in answer) {
    const passing = answer.refused === NOT_YET || answer.refused.startsWith(SHOPIFY_FAULT);
    return { customerId, state: passing ? "later" : "dead", code: answer.refused };
  }
  // Shopify goes by the newest date and may have kept what it had.
  return answer.after?.marketingState === decided.write
    ? { customerId, state: "done", code: `wrote_${decided.write}` }
    : { customerId, state: "done", code: "kept_by_shopify", refresh: true };
}

function updateOf(decided: Exclude<ConsentWrite, { write: "nothing" }>): ConsentUpdate {
  return decided.write === "SUBSCRIBED"
    ? { marketingState: "SUBSCRIBED", marketingOptInLevel: "CONFIRMED_OPT_IN", at: new Date(decided.at) }
    : { marketingState: "UNSUBSCRIBED", at: decided.at === undefined ? undefined : new Date(decided.at) };
}

/** What is true of an address at this moment, from the exclusion list and the ledger themselves. */
async function truthOf(shopId: number, email: string): Promise<ConsentTruth> {
  const keys = await addressKeys(shopId);
  const { rows } = await pool().query<{
    excluded_at: Date | null;
    standing: ConsentStanding | null;
    since: Date | null;
    released_at: Date | null;
    undone_at: Date | null;
  }>(
    `SELECT x.at AS excluded_at, a.standing, a.since,
            (SELECT max(e.at) FROM exclusion_event e WHERE e.shop_id = s.shop_id AND e.key = $2 AND e.act = 'released') AS released_at,
            (SELECT o.at FROM exclusion_event e LEFT JOIN exclusion_event o ON o.shop_id = e.shop_id AND o.id = e.undoes
             WHERE e.shop_id = s.shop_id AND e.key = $2 AND e.act = 'released' ORDER BY e.id DESC LIMIT 1) AS undone_at
     FROM (SELECT $1::int AS shop_id) s
     LEFT JOIN exclusion x ON x.shop_id = s.shop_id AND x.key = $2
     LEFT JOIN address_standing a ON a.shop_id = s.shop_id AND a.consent_key = $3`,
    [shopId, keys.exclusionKey(email), keys.consentKey(email)],
  );
  const [row] = rows;
  return {
    excludedSince: row?.excluded_at?.getTime(),
    standing: row?.standing ?? "none",
    standingSince: row?.since?.getTime(),
    releasedAt: row?.released_at?.getTime(),
    undoneAt: row?.undone_at?.getTime(),
  };
}
