import { feedbackUrl } from "./publicPages";

/** The clauses of the policy, as the README's table numbers them. */
export const CLAUSES = [
  "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14", "P15",
] as const; // prettier-ignore
export type Clause = (typeof CLAUSES)[number];

/** What the published policy says of a shop: what the software holds it to, as it is set up. */
export interface PolicyFacts {
  readonly name: string;
  /** Trading disclosures, one sentence each. */
  readonly disclosures: readonly string[];
  readonly sector: string;
  readonly contactEmail: string;
  readonly storefrontUrl: string;
  /** Whether an assessment of legitimate interests is in date: without one nobody is mailed on that ground. */
  readonly assessed: boolean;
  /** Whether the opt-out link takes effect once its page has loaded in a browser; else at the click. */
  readonly optOutOnLoad: boolean;
  /** After how many months without a relation data are removed, and whether that happens every night by itself. */
  readonly retention: { readonly months: number; readonly nightly: boolean };
}

/** One section of the published policy, in plain text. */
export interface PolicySection {
  readonly id: string;
  readonly clauses: readonly Clause[];
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

/**
 * The enforced part of a shop's published email marketing policy, in plain words (P1 to P15). Every sentence is something that the software does for this shop and that the merchant cannot switch off; their own words stand before and after it
 * and never inside.
 */
export function writePolicy(facts: PolicyFacts): PolicySection[] {
  const { name, disclosures, sector, contactEmail, storefrontUrl, assessed, optOutOnLoad, retention } = facts;
  const removed = `${retention.months} months after your last order or other dealing with us`;
  return [
    {
      id: "who",
      clauses: ["P8"],
      heading: "Who we are",
      paragraphs: [
        `We are ${name}.${sector ? ` Our trade: ${sector}.` : ""}`,
        ...disclosures,
        ...(contactEmail ? [`You can write to us at ${contactEmail}.`] : []),
      ],
    },
    {
      id: "companies",
      clauses: ["P1", "P2", "P3", "P5", "P7"],
      heading: "Companies we email",
      paragraphs: [
        "We email offers to limited companies and other corporate bodies in the United Kingdom that buy from us, at their business addresses.",
        sector
          ? `We may also write to companies that have not bought from us, but only in our own trade (${sector}) or from a list that we made ourselves. We never use a bought, rented or exchanged list. The first email says where we have the address from.`
          : "We may also write to companies that have not bought from us, but only in our own trade or from a list that we made ourselves. We never use a bought, rented or exchanged list. The first email says where we have the address from.",
        assessed
          ? "We do so on the ground of legitimate interests (UK GDPR Article 6(1)(f)). Our assessment of these interests is signed and in date; when it runs out, these emails stop."
          : "We would do so on the ground of legitimate interests (UK GDPR Article 6(1)(f)). Our assessment of these interests is not in date, so at present we email no company on this ground.",
        "Every campaign has a stated purpose and a named audience, with the reason why these people. Nobody is picked at random.",
      ],
    },
    {
      id: "individuals",
      clauses: ["P4", "P13"],
      heading: "Everybody else: only after saying yes twice",
      paragraphs: [
        "Private persons, sole traders and ordinary partnerships get marketing emails only if they asked for them and confirmed it. Having bought from us is not enough. If we do not know what somebody is, we treat them as a private person.",
        "A ticked box only asks. We then send an email without any marketing, with a link; only a button pressed on the page behind it says yes. So nobody can sign up anybody else.",
        "Consent can be taken back at any time, as easily as described below.",
      ],
    },
    {
      id: "emails",
      clauses: ["P8", "P9"],
      heading: "What every email says",
      paragraphs: [
        "Each one begins with who sent it, that it is marketing, what it is for, and why you get it; and ends with a link to stop and our legal details.",
        "We do not watch whether you open an email or what you click in it. Links to our own shop may name the campaign they stand in, so that we see how many visits it brought: they are the same in everybody’s copy and do not say who you are.",
      ],
    },
    {
      id: "stopping",
      clauses: ["P9", "P10", "P11", "P12"],
      heading: "How to stop them",
      paragraphs: [
        optOutOnLoad
          ? "Open the link at the end of any of our emails in your browser. That is all: it takes effect as soon as the page has loaded, or, if your browser runs no JavaScript, when you press the button on it, without an account or a password, and the link works for ever."
          : "Open the link at the end of any of our emails. That is all: it takes effect before the page has loaded, without an account or a password, and the link works for ever.",
        "The page also takes other addresses of yours. You can as well press “unsubscribe” in your mail program.",
        "From then on no marketing email is sent to these addresses, unless you yourself ask for it again. An email that was handed to our mail service moments before cannot be called back.",
        "We keep the address, or after erasure a code made from it, on a list of addresses not to be mailed, for as long as we send marketing: that is how we know whom to leave alone.",
      ],
    },
    {
      id: "data",
      clauses: ["P3", "P6"],
      heading: "Your data",
      paragraphs: [
        "We never sell, rent or exchange lists of addresses.",
        retention.nightly
          ? `What we hold of you for marketing is removed by itself ${removed}, unless you have said yes to our emails.`
          : `What we hold of you for marketing may be kept until ${removed}, unless you have said yes to our emails; then we remove it.`,
        "You may ask what we hold of you, have it corrected or erased, and object to its use. We answer within one month.",
      ],
    },
    {
      id: "feedback",
      clauses: ["P14", "P15"],
      heading: "Tell us what you think",
      paragraphs: [
        `Write to us about our marketing at any time: by the form at ${feedbackUrl(storefrontUrl)}, or by answering an email.`,
        "A person reads it and answers you. You hear from us within two working days. By law, we must acknowledge a complaint about your data within 30 days.",
        "What you say is kept with the campaign it is about, and considered when we plan the next.",
      ],
    },
    {
      id: "ico",
      clauses: ["P14"],
      heading: "If we do not put it right",
      paragraphs: [
        "You can complain to the Information Commissioner’s Office: ico.org.uk/make-a-complaint, telephone 0303 123 1113. We would be glad of the chance to put it right first.",
      ],
    },
  ];
}

/** Longest text of the merchant's own before and after the enforced part. */
export const MAX_OWN_WORDS = 3000;
