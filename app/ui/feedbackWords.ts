import type {
  FeedbackChannel,
  FeedbackKind,
  FeedbackOutcome,
  FeedbackState,
  FeedbackTheme,
  OptOutReason,
} from "~/policy/feedback";
import type { CaseAct } from "~/services/feedback/cases";
import type { ThreadMessage } from "~/services/feedback/readCase";

/** The words of the feedback desk for every code of it, in the admin and on the storefront. */

export const FEEDBACK_KIND_WORDS: Readonly<Record<FeedbackKind, string>> = {
  praise: "Praise",
  question: "Question",
  complaint: "Complaint",
  objection: "Objection",
  rights_request: "Rights request",
};

/** What the law and the house ask for each kind. */
export const FEEDBACK_KIND_RULES: Readonly<Record<FeedbackKind, string>> = {
  praise: "Acknowledged within two working days.",
  question: "Acknowledged within two working days and answered within 30 days.",
  complaint:
    "Acknowledged within two working days; the law gives 30 days at most. The outcome is told without undue delay.",
  objection:
    "They do not want marketing: exclude them at once. Acknowledged within two working days; the law gives 30 days at most.",
  rights_request: "Answered in full within one month, by law. Acknowledged within two working days.",
};

/** The kinds as somebody who writes on the storefront chooses them. */
export const FEEDBACK_KIND_CHOICES: Readonly<Record<FeedbackKind, string>> = {
  question: "I have a question",
  complaint: "I want to complain",
  praise: "I want to say something nice",
  objection: "I do not want marketing from you",
  rights_request: "I ask about my personal data, or want it erased",
};

export const FEEDBACK_STATE_WORDS: Readonly<Record<FeedbackState, string>> = {
  open: "Open",
  waiting: "Answered",
  closed: "Closed",
};

export const FEEDBACK_CHANNEL_WORDS: Readonly<Record<FeedbackChannel, string>> = {
  storefront_form: "Form on the storefront",
  reply_mail: "Email",
  opt_out_note: "Opt-out page",
  staff: "Entered by staff",
};

export const FEEDBACK_OUTCOME_WORDS: Readonly<Record<FeedbackOutcome, string>> = {
  answered: "Answered",
  put_right: "Put right, and they were told",
  excluded: "Excluded from marketing",
  request_fulfilled: "Request fulfilled",
  not_upheld: "Not upheld, and they were told why",
  no_answer_needed: "No answer needed",
  erased: "The person was erased",
};

export const FEEDBACK_THEME_WORDS: Readonly<Record<FeedbackTheme, string>> = {
  frequency: "Too many emails",
  relevance: "Not relevant to them",
  content: "What was in the email",
  consent: "Did not ask for it",
  data_use: "Wrong person, or use of their data",
  service: "Orders and service",
  other: "Something else",
};

/** Reasons as the opt-out page offers them. */
export const OPT_OUT_REASON_WORDS: Readonly<Record<OptOutReason, string>> = {
  too_many: "There were too many",
  not_relevant: "They were not relevant to my work",
  content: "I did not like what was in them",
  never_asked: "I never asked for them",
  wrong_person: "They were not meant for me",
  other: "Something else",
};

const CASE_ACT_WORDS: Readonly<Record<CaseAct, string>> = {
  received: "Received",
  received_again: "They wrote again",
  reply_queued: "Answer written",
  reply_sent: "Answer taken by SendGrid",
  noted: "Note added",
  acknowledged: "Acknowledged otherwise than from here",
  closed: "Closed",
  reopened: "Opened again",
  kind_changed: "Kind changed",
  theme_changed: "Theme changed",
  assigned: "Given to somebody",
  excluded: "Excluded from marketing",
  file_taken: "File saved",
};

/** One line of a case's evidence. */
export function actWords(act: CaseAct, detail: Readonly<Record<string, string>>): string {
  const { to, outcome } = detail;
  const told =
    outcome !== undefined
      ? FEEDBACK_OUTCOME_WORDS[outcome as FeedbackOutcome]
      : act === "kind_changed" && to !== undefined
        ? FEEDBACK_KIND_WORDS[to as FeedbackKind]
        : act === "theme_changed"
          ? to
            ? FEEDBACK_THEME_WORDS[to as FeedbackTheme]
            : "none"
          : undefined;
  return told ? `${CASE_ACT_WORDS[act]}: ${told.toLowerCase()}` : CASE_ACT_WORDS[act];
}

/** What became of an answer's mail. */
export const ANSWER_STATE_WORDS: Readonly<Record<NonNullable<ThreadMessage["mailState"]>, string>> = {
  queued: "Waiting to be handed to SendGrid",
  sending: "Being handed to SendGrid",
  accepted: "Handed to SendGrid",
  refused: "Not sent: SendGrid refused it. Answer again, or otherwise",
  unknown: "Not known whether it was sent: SendGrid did not answer, and it is not sent again by itself",
};
