/** What somebody wrote about the marketing, in the codes of the feedback desk (P14, P15). */

/** What a case is. A complaint and an objection bind by law (Data (Use and Access) Act 2025 s. 103; UK GDPR Art 21(2)), a rights request too (UK GDPR Arts 15 to 22). */
export const FEEDBACK_KINDS = ["praise", "question", "complaint", "objection", "rights_request"] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** *open*: something must be done here. *waiting*: answered. *closed*: ended with an outcome. */
export const FEEDBACK_STATES = ["open", "waiting", "closed"] as const;
export type FeedbackState = (typeof FEEDBACK_STATES)[number];

/** How it came. */
export const FEEDBACK_CHANNELS = ["storefront_form", "reply_mail", "opt_out_note", "staff"] as const;
export type FeedbackChannel = (typeof FEEDBACK_CHANNELS)[number];

/** How a member of staff may end a case. */
export const FEEDBACK_OUTCOMES = [
  "answered",
  "put_right",
  "excluded",
  "request_fulfilled",
  "not_upheld",
  "no_answer_needed",
] as const;
/** `erased`: so was the person, and nothing is left to be answered. */
export type FeedbackOutcome = (typeof FEEDBACK_OUTCOMES)[number] | "erased";

/** What it is about: what is reported beside a campaign's results (P15). */
export const FEEDBACK_THEMES = [
  "frequency",
  "relevance",
  "content",
  "consent",
  "data_use",
  "service",
  "other",
] as const;
export type FeedbackTheme = (typeof FEEDBACK_THEMES)[number];

/** Why somebody opted out, as the opt-out page offers it, and the theme it counts for (P15). */
export const OPT_OUT_REASONS = {
  too_many: "frequency",
  not_relevant: "relevance",
  content: "content",
  never_asked: "consent",
  wrong_person: "data_use",
  other: "other",
} as const satisfies Readonly<Record<string, FeedbackTheme>>;
export type OptOutReason = keyof typeof OPT_OUT_REASONS;

/** Whether a text is a reason of that list. */
export const isOptOutReason = (text: string): text is OptOutReason => Object.hasOwn(OPT_OUT_REASONS, text);

/** Longest text that a person may send, and longest that staff may answer. */
export const MAX_FEEDBACK_LENGTH = 5000;
