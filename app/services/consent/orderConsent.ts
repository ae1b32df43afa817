import { checkoutRequest, fetchOrderConsent, type AdminGraphql, type OrderConsent } from "~/integrations/shopify/admin";
import { gidNumber } from "~/integrations/shopify/customer";
import { Problem } from "~/lib/errors";
import type { StatedForm } from "~/policy/statedForm";
import { requestConsent } from "./requestConsent";

/** How long after the order each page takes a tick, in hours. The thank-you page is what whoever has just paid sees; the order's page is open to whoever holds the link that Shopify mails to the order's address. */
const OPEN_HOURS = { thank_you: 24, order_status: 30 * 24 } as const;

/** Pages that belong to one order. */
export type OrderPage = keyof typeof OPEN_HOURS;
export const ORDER_PAGES = Object.keys(OPEN_HOURS) as [OrderPage, ...OrderPage[]];

/** A tick on a page of an order. */
export interface OrderPageTick {
  readonly surface: OrderPage;
  readonly orderId: string;
  /** The customer who is logged in there, if one is. */
  readonly customerId: string | undefined;
  readonly wordingVersion: number;
  readonly wording: string;
  readonly locale: string;
  readonly statedForm?: StatedForm | null | undefined;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * Records the request for consent that the checkout wrote on an order, if there is one. The address is the order's own, as Shopify has it. Called for every new order; an order without a tick asks nothing (P4). A tick whose words are not a
 * published version's is no request. `at` is before the order was read.
 */
export async function requestConsentFromOrder(
  shopId: number,
  orderId: string,
  order: Pick<OrderConsent, "email" | "clientIp" | "metafield">,
  at: Date,
): Promise<void> {
  if (!order.metafield || !order.email) return;
  const written = checkoutRequest.safeParse(parseJson(order.metafield.value));
  if (!written.success) return;
  const ask = {
    ...written.data,
    statedForm: written.data.statedForm ?? null,
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
 * Records a tick on the thank-you page or the order's own page. The order is read from Shopify, and the address is the order's: the page cannot name another. Throws `Problem` with `not_found` for an order that the shop does not have, that is another customer's
 * than the one who is logged in, or for which the page is open no longer, and as `requestConsent`.
 */
export async function requestConsentFromOrderPage(
  shopId: number,
  { customerId, ...tick }: OrderPageTick,
  admin: AdminGraphql,
  at: Date,
): Promise<void> {
  const order = await fetchOrderConsent(admin, tick.orderId);
  const age = order ? at.getTime() - new Date(order.createdAt).getTime() : Infinity;
  if (!order?.email || age > OPEN_HOURS[tick.surface] * 3_600_000) throw new Problem("not_found");
  if (customerId !== undefined && customerId !== gidNumber(order.customer?.id ?? "")) throw new Problem("not_found");
  await requestConsent(shopId, { ...tick, statedForm: tick.statedForm ?? null, email: order.email }, at);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
