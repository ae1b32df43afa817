/** Words shared by the parts of the SendGrid simulator. */

/** One entry of SendGrid's error body, `{ "errors": [ ... ] }`. */
export interface ApiError {
  message: string;
  field: string | null;
  help: string | null;
}

export interface ApiKey {
  key: string;
  /** SendGrid's own scope names, for example `mail.send`; see `FULL_ACCESS`. */
  scopes: readonly string[];
}

export interface MailAddress {
  email: string;
  name?: string;
}

export interface Personalization {
  to: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  from?: MailAddress;
  subject?: string;
  headers?: Record<string, string>;
  substitutions?: Record<string, string>;
  custom_args?: Record<string, string>;
  send_at?: number;
}

interface Switch {
  enable?: boolean;
}

/** A mail/send body after every rule has passed. */
export interface MailSendBody {
  personalizations: Personalization[];
  from: MailAddress;
  reply_to?: MailAddress;
  reply_to_list?: MailAddress[];
  subject?: string;
  content: { type: string; value: string }[];
  headers?: Record<string, string>;
  categories?: string[];
  custom_args?: Record<string, string>;
  send_at?: number;
  mail_settings?: {
    bypass_list_management?: Switch;
    bypass_spam_management?: Switch;
    bypass_bounce_management?: Switch;
    bypass_unsubscribe_management?: Switch;
    footer?: Switch & { text?: string; html?: string };
    sandbox_mode?: Switch;
  };
}

/**
 * What becomes of a message after SendGrid accepted it. `deferred` is delivered at the second attempt, `spamreport`
 * and `unsubscribe` are delivered first, `lost` is accepted and never heard of again (no event at all).
 */
export type Outcome =
  "delivered" | "bounce" | "blocked" | "dropped" | "deferred" | "spamreport" | "unsubscribe" | "lost";

/** What the simulator knows about a message: it grows as events happen to it. */
export type MessageState = "accepted" | "delivered" | "bounced" | "blocked" | "dropped" | "lost";

/** Calls `run` after `ms` milliseconds and returns a way to take it back. */
export type Scheduler = (run: () => void, ms: number) => () => void;
