import { addressKey } from "./addresses";
import { type MailSendBody } from "./types";

export interface Suppression {
  /** Seconds since 1970. */
  created: number;
  email: string;
  reason?: string;
  status?: string;
  ip?: string;
}

export const SUPPRESSION_LISTS = ["bounces", "blocks", "spam_reports", "unsubscribes", "invalid_emails"] as const;
export type SuppressionList = (typeof SUPPRESSION_LISTS)[number];

/** The account's suppression lists. `unsubscribes` are the global ones (`/v3/asm/suppressions/global`). */
export class Suppressions {
  readonly #lists = new Map<SuppressionList, Map<string, Suppression>>(
    SUPPRESSION_LISTS.map((name) => [name, new Map<string, Suppression>()]),
  );

  add(list: SuppressionList, entry: Suppression): void {
    const entries = this.entries(list);
    if (!entries.has(addressKey(entry.email))) entries.set(addressKey(entry.email), entry);
  }

  get(list: SuppressionList, email: string): Suppression | undefined {
    return this.entries(list).get(addressKey(email));
  }

  remove(list: SuppressionList, email: string): boolean {
    return this.entries(list).delete(addressKey(email));
  }

  clear(list: SuppressionList): void {
    this.entries(list).clear();
  }

  entries(list: SuppressionList): Map<string, Suppression> {
    const entries = this.#lists.get(list);
    if (!entries) throw new Error(`SendGrid has no suppression list called ${list}`);
    return entries;
  }

  /**
   * Why a message to this address is dropped instead of sent, in SendGrid's words, or undefined. Blocks do not drop;
   * a bypass in the request lets the message through.
   */
  dropReason(email: string, settings: MailSendBody["mail_settings"]): string | undefined {
    if (settings?.bypass_list_management?.enable) return undefined;
    if (!settings?.bypass_bounce_management?.enable && this.get("bounces", email)) return "Bounced Address";
    if (!settings?.bypass_spam_management?.enable && this.get("spam_reports", email)) return "Spam Reporting Address";
    if (!settings?.bypass_unsubscribe_management?.enable && this.get("unsubscribes", email))
      return "Unsubscribed Address";
    return this.get("invalid_emails", email) ? "Invalid" : undefined;
  }
}
