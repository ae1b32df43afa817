/** The parts of SendGrid's v3 mail/send body that the app uses. */
export interface MailSendBody {
  personalizations: Personalization[];
  from: Mailbox;
  reply_to?: Mailbox;
  subject: string;
  content: { type: "text/plain" | "text/html"; value: string }[];
  headers?: Record<string, string>;
  categories?: string[];
  custom_args?: Record<string, string>;
  tracking_settings: typeof TRACKING_OFF;
  mail_settings?: typeof ANSWER_GOES_THROUGH;
}

export interface Mailbox {
  email: string;
  name?: string;
}

export interface Personalization {
  to: [Mailbox];
  headers?: Record<string, string>;
  substitutions?: Record<string, string>;
  custom_args?: Record<string, string>;
}

/** SendGrid's limit of personalizations in one request. */
export const MAX_PERSONALIZATIONS = 1000;

/**
 * No tracker, and none of SendGrid's own unsubscribe handling: nobody is watched, and the opt-out link in the mail is ours and goes to the store's domain
 * (P9). Sent with every mail, whatever the account's own settings are.
 */
export const TRACKING_OFF = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: { enable: false },
  subscription_tracking: { enable: false },
} as const;

/**
 * Sent with a personal answer and with nothing else: it goes to somebody who wrote, also when they are on SendGrid's list of global unsubscribes, where the app itself puts whoever opted out of marketing. Bounces and spam reports still keep it back.
 */
export const ANSWER_GOES_THROUGH = { bypass_unsubscribe_management: { enable: true } } as const;

/** What became of one request. `retry_later`: nothing was taken, and it may be tried again; `unknown`: nobody can tell. */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly messageId: string }
  | { readonly kind: "retry_later"; readonly code: string; readonly afterSeconds: number }
  | { readonly kind: "unknown"; readonly code: string }
  | {
      readonly kind: "refused";
      readonly code: string;
      /** Key or account at fault: every further request would be refused too. */
      readonly account: boolean;
      /** Positions of the personalizations whose address was refused; the rest would have been taken. */
      readonly refusedPositions: readonly number[];
    };
