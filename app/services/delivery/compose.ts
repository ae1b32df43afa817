import type { Sql } from "~/db/transaction";
import { TRACKING_OFF, type MailSendBody } from "~/integrations/sendgrid/mailSend";
import type { ShopState } from "~/services/shops/setUp";

/** A single mail ready to go, and what to write once it was taken. */
export interface Prepared {
  readonly body: MailSendBody;
  readonly accepted?: (tx: Sql, messageId: string, at: Date) => Promise<void>;
}

/** Why a mail that was queued is not made any more. */
export type NotSent =
  | "excluded"
  | "request_gone"
  | "campaign_gone"
  | "address_removed"
  | "nobody_to_answer"
  | "nothing_due"
  | "sender_gone";

/** The request of a single mail. Opaque ids only (no address outside `to`). */
export function compose(
  settings: NonNullable<ShopState["settings"]>,
  to: string,
  mail: { readonly subject: string; readonly html: string; readonly text: string },
  customArgs: Readonly<Record<string, string>>,
  options: { readonly replyTo?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): MailSendBody {
  const replyTo = options.replyTo ?? settings.replyTo;
  return {
    personalizations: [{ to: [{ email: to }], ...(options.headers ? { headers: { ...options.headers } } : {}) }],
    from: { email: settings.fromEmail, name: settings.fromName },
    ...(replyTo ? { reply_to: { email: replyTo } } : {}),
    subject: mail.subject,
    content: [
      { type: "text/plain", value: mail.text },
      { type: "text/html", value: mail.html },
    ],
    custom_args: { ...customArgs },
    tracking_settings: TRACKING_OFF,
  };
}
