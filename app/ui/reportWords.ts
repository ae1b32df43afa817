import { ALARM_SHARES, LEAST_FOR_ALARM, type AlarmKind } from "~/policy/alarms";
import type { OrderCount, RecipientView } from "~/policy/reports";

/** Words of the reports. Each map is complete by its type. */

export const RECIPIENT_VIEW_WORDS: Readonly<Record<RecipientView, string>> = {
  all: "Everybody",
  decided: "Decided to be mailed, and not kept back since",
  accepted: "Handed to SendGrid",
  unknown: "Not known whether it was sent",
  left_out: "Left out",
  kept_back: "Kept back or refused",
  bounced: "Came back",
  spam: "Reported as spam",
  opted_out: "Opted out",
};

export const ALARM_WORDS: Readonly<Record<AlarmKind, { readonly title: string; readonly explained: string }>> = {
  spam: {
    title: "Too many reported this as spam",
    explained:
      "Mailbox providers expect fewer than 1 in 1,000, and stop taking a sender’s emails from 3 in 1,000 on. Ask whether these people expected this email, and whether its purpose was theirs.",
  },
  bounce: {
    title: "Too many emails came back",
    explained:
      "From 2 in 100 on, a list is not what it was taken for. The kinds and domains below say where to look. Addresses that do not exist are on the exclusion list already.",
  },
};

/** `2 in 100`, or `3 in 1,000` of a share too small for that. */
const shareWords = (share: number): string =>
  share >= 0.01 ? `${Math.round(share * 100)} in 100` : `${Math.round(share * 1000)} in 1,000`;

/** From when on there is an alarm, and that few prove nothing. */
export const ALARM_FROM_WORDS = `A campaign pauses itself when ${shareWords(ALARM_SHARES.spamPauses)} report it as spam or ${shareWords(ALARM_SHARES.bouncePauses)} emails come back, but there is no alarm below ${LEAST_FOR_ALARM.spam} reports or ${LEAST_FOR_ALARM.bounce} emails that came back, since so few prove nothing: for a small campaign, look at these numbers yourself.`;

/** SendGrid's names of what it reports of a mail. */
const EVENT_WORDS: Readonly<Record<string, string>> = {
  processed: "taken on",
  delivered: "delivered",
  deferred: "put off by their mail server",
  bounce: "came back",
  dropped: "not tried by SendGrid",
  spamreport: "reported as spam",
  unsubscribe: "unsubscribed",
  group_unsubscribe: "unsubscribed",
};

/** What SendGrid reported of a mail, each thing once, in the order in which it happened. */
export const eventsInWords = (events: readonly string[]): string =>
  [...new Set(events.map((event) => EVENT_WORDS[event] ?? event))].join(", ");

/** What a kind of bounce is called; SendGrid leaves some without a kind. */
export const bounceKindWords = (kind: string): string => (kind === "" ? "No kind told" : kind);

/** A domain; the addresses of people who were erased have none. */
export const domainWords = (domain: string): string => (domain === "" ? "Erased since" : domain);

/** `12 (£1,240.50)`, or with each currency `12 (€30.00, £1,240.50)`. */
export function ordersInWords({ orders, amounts }: OrderCount): string {
  if (orders === 0) return "None";
  const money = amounts.map(({ currency, amount }) =>
    new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(Number(amount)),
  );
  return `${orders.toLocaleString("en-GB")} (${money.join(", ")})`;
}

/** A share as a percentage: two places, so that 1 in 1,000 can be told from 3 in 1,000. */
export const percent = (part: number, of: number): string =>
  of === 0 ? "–" : `${((100 * part) / of).toLocaleString("en-GB", { maximumFractionDigits: 2 })} %`;
