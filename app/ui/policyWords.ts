import type { Clause } from "~/policy/publicPolicy";

/** A promise of the policy: what it is, what the check counts, and where in the admin one can see for oneself. */
interface PromiseWords {
  readonly promise: string;
  /** After the number of times it was kept. */
  readonly kept: string;
  /** After the number of times it was broken. */
  readonly broken: string;
  readonly url: string;
}

export const PROMISE_WORDS: Readonly<Record<Clause, PromiseWords>> = {
  P1: {
    promise: "Existing customers are emailed with offers",
    kept: "emails to customers",
    broken: "to companies without a relation",
    url: "/app/customers",
  },
  P2: {
    promise: "Legitimate interest only with an assessment in date",
    kept: "emails on legitimate interest",
    broken: "without an assessment in date",
    url: "/app/assessment",
  },
  P3: {
    promise: "Nobody without a legal basis",
    kept: "emails with a recorded basis",
    broken: "without a basis",
    url: "/app/register",
  },
  P4: {
    promise: "Individuals only after two-stage consent",
    kept: "emails on confirmed consent",
    broken: "to unconfirmed individuals",
    url: "/app/customers?reason=individual_without_consent",
  },
  P5: {
    promise: "Every campaign has a purpose and an audience",
    kept: "campaigns started",
    broken: "without purpose, audience or its reason",
    url: "/app/campaigns",
  },
  P6: {
    promise: "Lists are never sold or exchanged",
    kept: "copies of the exclusion list taken, logged",
    broken: "without who and why",
    url: "/app/exclusions/files",
  },
  P7: {
    promise: "Prospects only in your trade, or from your own list",
    kept: "emails to prospects",
    broken: "of another origin",
    url: "/app/prospects",
  },
  P8: {
    promise: "Every email states its origin and purpose",
    kept: "campaigns with their content fixed",
    broken: "without that block",
    url: "/app/campaigns",
  },
  P9: {
    promise: "Every email has an opt-out link",
    kept: "campaigns with their content fixed",
    broken: "without the link",
    url: "/app/campaigns",
  },
  P10: {
    promise: "The opt-out takes effect at once",
    kept: "opted out by themselves",
    broken: "emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P11: {
    promise: "Further addresses can be added",
    kept: "further addresses",
    broken: "emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P12: {
    promise: "No excluded address is ever emailed",
    kept: "addresses excluded",
    broken: "emails handed over to them afterwards",
    url: "/app/exclusions",
  },
  P13: {
    promise: "Nobody can sign up anybody else",
    kept: "consents confirmed by a link",
    broken: "without a verification email",
    url: "/app/customers",
  },
  P14: {
    promise: "Feedback gets prompt attention",
    kept: "cases acknowledged",
    broken: "complaints or objections past 30 days",
    url: "/app/feedback",
  },
  P15: {
    promise: "What people say is considered",
    kept: "cases with a theme, and reasons given",
    broken: "closed cases about a campaign without a theme",
    url: "/app/feedback/themes",
  },
};
