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
