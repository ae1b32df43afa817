import type { KeptFor, RetentionId } from "~/services/privacy/retentionRules";

/** What each rule of retention is about. Complete by its type. */
export const RETENTION_WORDS: Readonly<
  Record<RetentionId, { readonly title: string; readonly from: string; readonly why: string; readonly counted: string }>
> = {
  contacts: {
    title: "Contacts without a relation",
    from: "after the last order, mail with a notice, or change",
    why: "No ground is left that needs their data.",
    counted: "contacts",
  },
  consent_requests_unanswered: {
    title: "Consent that was asked for and never confirmed",
    from: "after the asking; then the address is held on no ground and falls under the rule above",
    why: "The link can no longer be pressed.",
    counted: "addresses",
  },
  consent_traces: {
    title: "IP addresses and browsers of consent",
    from: "after the consent was confirmed, or asked for",
    why: "They prove a recent consent; later the ledger suffices.",
    counted: "requests",
  },
  prospect_files: {
    title: "Uploaded lists of prospects",
    from: "after the upload",
    why: "What was taken in is stored as contacts; the rest has no ground.",
    counted: "lists",
  },
  consent_files: {
    title: "Uploaded files of consents",
    from: "after the upload",
    why: "What counts is in the ledger; the rest has no ground.",
    counted: "files",
  },
  consent_attempts: {
    title: "Marks against abuse of the forms",
    from: "at most, after the last attempt",
    why: "No limit reaches back further.",
    counted: "marks",
  },
  incoming_mails: {
    title: "Marks of mails that came in",
    from: "after the mail",
    why: "SendGrid delivers a mail again for three days at most.",
    counted: "marks",
  },
  exclusion_files: {
    title: "Files of excluded addresses that nobody decided on",
    from: "after the upload",
    why: "Who is to be excluded is put on the list at once.",
    counted: "files",
  },
  mail_event_details: {
    title: "Details of delivery reports",
    from: "after the report",
    why: "That a mail bounced stays; why is needed for as long as somebody may ask.",
    counted: "reports",
  },
  opt_out_traces: {
    title: "What opened opt-out links, and how soon",
    from: "after the opt-out",
    why: "Tells machines that open every link from people, so that those can be rung. That and when they opted out stays.",
    counted: "opt-outs",
  },
  look_up_answers: {
    title: "Answers of Companies House about nobody’s number",
    from: "after the answer",
    why: "No contact has the number any more.",
    counted: "answers",
  },
  request_notes: {
    title: "Notes on requests about people’s data",
    from: "after the request was closed",
    why: "That it was done stays as evidence; how the person was known need not.",
    counted: "notes",
  },
  store_orders: {
    title: "Orders that campaigns are measured by, and products bought",
    from: "after the order was placed, or the product last bought",
    why: "A campaign is compared with those of the year before, and no further; what was bought longer ago says little.",
    counted: "orders and products",
  },
  staff_addresses: {
    title: "Addresses for tests that nobody confirmed",
    from: "after they were asked",
    why: "The link can no longer be pressed, and who holds the address never agreed.",
    counted: "addresses",
  },
  webhook_deliveries: {
    title: "Marks of messages from Shopify",
    from: "after the message",
    why: "Shopify repeats a message for two days at most.",
    counted: "marks",
  },
};

/** `7 days`, `12 months`. */
export function keptForWords(keptFor: KeptFor): string {
  const [number, unit] = "days" in keptFor ? [keptFor.days, "day"] : [keptFor.months ?? 0, "month"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
