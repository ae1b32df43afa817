import { checkoutRequest, fetchOrderConsent, type AdminGraphql } from "~/integrations/shopify/admin";
import { Problem } from "~/lib/errors";
import { requestConsent } from "./requestConsent";

/** The thank-you page is open to whoever placed the order for so long. */
const THANK_YOU_HOURS = 24;

/**
 * Reads what the checkout wrote on an order and records the request for consent in it, if there is one. The address is the order's own, as Shopify has it. Called for every new order; an order
 * without a tick asks nothing (P4). A tick whose words are not a published version's is no request.
 */
export async function requestConsentFromOrder(
  shopId: number,
  orderId: string,
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const order = await fetchOrderConsent(admin, orderId);
  if (!order?.metafield || !order.email) return;
  const written = checkoutRequest.safeParse(parseJson(order.metafield.value));
  if (!written.success) return;
  const ask = {
    ...written.data,
    email: order.email,
    surface: "checkout" as const,
    orderId,
    ip: order.clientIp ?? null,
    userAgent: null,
  };
  try {
    await requestConsent(shopId, ask, at);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/**
 * Records a tick on the thank-you page. The order is read from Shopify, and the address is the order's: the page cannot name another. Throws `Problem` with `not_found` for an order the shop does not have, or that is
 * older than a day, and as `requestConsent`.
 */
export async function requestConsentFromThankYou(
  shopId: number,
  tick: {
    orderId: string;
    wordingVersion: number;
    wording: string;
    locale: string;
    ip: string | null;
    userAgent: string | null;
  },
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const order = await fetchOrderConsent(admin, tick.orderId);
  const age = order ? at.getTime() - new Date(order.createdAt).getTime() : Infinity;
  if (!order?.email || age > THANK_YOU_HOURS * 3_600_000) throw new Problem("not_found");
  await requestConsent(shopId, { ...tick, email: order.email, surface: "thank_you" }, at);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
