import { addDays, daysBetween, oneMonthLater, type CalendarDay } from "./wallClock";

/** Shopify gives so many days for the requests that it passes on. */
const SHOPIFY_DAYS = 30;

/**
 * The day by which a request under data-protection law must have been answered: one month from its receipt (UK GDPR Art 12(3)), the last day of the next month where that has no such day; of one that Shopify passed on the 30 days it
 * gives, if they end earlier. The two further months of Art 12(3) are never taken.
 */
export function answerDueOn(received: CalendarDay, fromShopify: boolean): CalendarDay {
  const month = oneMonthLater(received);
  if (!fromShopify) return month;
  const days = addDays(received, SHOPIFY_DAYS);
  return daysBetween(days, month) > 0 ? days : month;
}
