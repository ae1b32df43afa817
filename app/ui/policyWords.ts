import type { Clause } from "~/policy/publicPolicy";

/** A promise of the policy: what it is, what the check counts, and where in the admin one can see for oneself. */
interface PromiseWords {
  readonly promise: string;
  /** What is counted as kept. */
  readonly kept: string;
  /** What is counted as broken. */
  readonly broken: string;
  readonly url: string;
}

export const PROMISE_WORDS: Readonly<Record<Clause, PromiseWords>> = {
  P1: {
    promise: "Existing customers are emailed with offers",
    kept: "Emails to customers",
    broken: "To companies without a relation",
    url: "/app/customers",
  },
  P2: {
    promise: "Legitimate interest only with an assessment in date",
    kept: "Emails on legitimate interest",
    broken: "Without an assessment in date",
    url: "/app/assessment",
  },
  P3: {
    promise: "Nobody without a legal basis",
    kept: "Emails with a recorded basis",
    broken: "Without a basis",
    url: "/app/register",
  },
  P4: {
    promise: "Individuals only after two-stage consent",
    kept: "Emails on confirmed consent",
    broken: "To unconfirmed individuals",
    url: "/app/customers?reason=individual_without_consent",
  },
  P5: {
    promise: "Every campaign has a purpose and an audience",
    kept: "Campaigns started",
    broken: "Without purpose, audience or its reason",
    url: "/app/campaigns",
  },
  P6: {
    promise: "Lists are never sold or exchanged",
    kept: "Copies of the exclusion list taken, logged",
    broken: "Without who and why",
    url: "/app/exclusions/files",
  },
  P7: {
    promise: "Prospects only in your trade, or from your own list",
    kept: "Emails to prospects",
    broken: "Of another origin",
    url: "/app/prospects",
  },
  P8: {
    promise: "Every email states its origin and purpose",
    kept: "Campaigns with their content fixed",
    broken: "Without that block",
    url: "/app/campaigns",
  },
  P9: {
    promise: "Every email has an opt-out link",
    kept: "Campaigns with their content fixed",
    broken: "Without the link",
    url: "/app/campaigns",
  },
  P10: {
    promise: "The opt-out takes effect at once",
    kept: "Opted out by themselves",
    broken: "Emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P11: {
    promise: "Further addresses can be added",
    kept: "Further addresses",
    broken: "Emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P12: {
    promise: "No excluded address is ever emailed",
    kept: "Addresses excluded",
    broken: "Emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P13: {
    promise: "Nobody can sign up anybody else",
    kept: "Consents confirmed by a link",
    broken: "Without a verification email",
    url: "/app/customers",
  },
  P14: {
    promise: "Feedback gets prompt attention",
    kept: "Cases acknowledged",
    broken: "Complaints or objections past 30 days",
    url: "/app/feedback",
  },
  P15: {
    promise: "What people say is considered",
    kept: "Cases with a theme, and reasons given",
    broken: "Closed cases about a campaign without a theme",
    url: "/app/feedback/themes",
  },
};
