/** Days within which an order counts for a campaign: what can be chosen. */
export const ORDER_DAYS = [7, 14, 30] as const;
export const USUAL_ORDER_DAYS = 14;

/** How many days a text names; the usual number for anything else. */
export const orderDaysNamed = (text: string | null): number =>
  ORDER_DAYS.find((days) => String(days) === text) ?? USUAL_ORDER_DAYS;

/** Which recipients of a campaign are listed. */
export const RECIPIENT_VIEWS = [
  "all",
  "decided",
  "accepted",
  "unknown",
  "left_out",
  "kept_back",
  "bounced",
  "spam",
  "opted_out",
] as const;
export type RecipientView = (typeof RECIPIENT_VIEWS)[number];

/** The view that a text names; all for anything else. */
export const viewNamed = (text: string | null): RecipientView => RECIPIENT_VIEWS.find((view) => view === text) ?? "all";

/** What orders came to in one currency, as a decimal number. */
export interface OrderAmount {
  readonly currency: string;
  readonly amount: string;
}

/** Orders, and what they came to in each currency of the shop: it may have changed its own. */
export interface OrderCount {
  readonly orders: number;
  /** By the currencies' names; empty while there is no order. */
  readonly amounts: readonly OrderAmount[];
}

export const NO_ORDERS: OrderCount = { orders: 0, amounts: [] };

/** Orders added up, each currency for itself. */
export function sumOfOrders(counts: readonly OrderCount[]): OrderCount {
  const sums = new Map<string, number>();
  for (const { currency, amount } of counts.flatMap(({ amounts }) => amounts))
    sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  return {
    orders: counts.reduce((all, { orders }) => all + orders, 0),
    amounts: [...sums]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount: amount.toFixed(2) })),
  };
}
