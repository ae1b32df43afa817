/**
 * The facts a decision is made from: small, discrete and free of personal data, so that a million
 * contacts fall into a few hundred classes of equal facts, and each class is judged once.
 *
 * A fact that is not known takes the value that lets least through; only `consent: "none"` is knowledge: the ledger has nothing of the address.
 */

/** Legal form of the subscriber, PECR reg. 2(1): a corporate or an individual subscriber. Unknown counts as individual (P4). */
export const LEGAL_FORMS = ["corporate", "individual", "unknown"] as const;
export type LegalForm = (typeof LEGAL_FORMS)[number];

/** How well the legal form is evidenced. Only `sufficient` lets a corporate subscriber be mailed without consent. */
export const EVIDENCE_STRENGTHS = ["sufficient", "insufficient", "contradicted"] as const;
export type EvidenceStrength = (typeof EVIDENCE_STRENGTHS)[number];

/** What the ledger says of the exact address: the fold of its consent events. */
export const CONSENT_STANDINGS = ["none", "requested", "confirmed", "withdrawn", "expired"] as const;
export type ConsentStanding = (typeof CONSENT_STANDINGS)[number];

/** *customer*: placed an order, or is a contact of a company that did (P1). *prospect*: imported or entered with an origin (P2). */
export const RELATIONS = ["customer", "prospect", "none"] as const;
export type Relation = (typeof RELATIONS)[number];

/** Where a prospect comes from (P7). `refused`: bought, rented or exchanged. `none`: not a prospect, or not recorded. */
export const PROSPECT_ORIGINS = ["self_generated", "in_sector", "out_of_sector", "refused", "none"] as const;
export type ProspectOrigin = (typeof PROSPECT_ORIGINS)[number];

/** Whether the shop has a legitimate-interests assessment in date for this relation (UK GDPR Art 6(1)(f)). */
export const ASSESSMENTS = ["current", "expired", "missing"] as const;
export type AssessmentState = (typeof ASSESSMENTS)[number];

/**
 * How far the shop is set up to send: the first thing that is still missing. `exclusions_returning`: since the app was installed, or the SendGrid account changed, who must not be mailed has not yet been read back from
 * Shopify and SendGrid (P12).
 */
export const SET_UP_STATES = [
  "ready",
  "identity_missing",
  "disclosures_missing",
  "sendgrid_missing",
  "exclusions_returning",
] as const;
export type SetUpState = (typeof SET_UP_STATES)[number];

/** Facts that hold for every contact of a shop at one moment. */
export interface ShopFacts {
  readonly setUp: SetUpState;
  readonly assessment: AssessmentState;
}

/** Facts of one contact. Booleans mean what they say only when they are exactly `true` or `false`. */
export interface ContactFacts {
  /** The address, matched broadly, is on the exclusion list (P12). */
  readonly excluded: boolean;
  /** The address is present and of a form that can be mailed. */
  readonly addressUsable: boolean;
  /** The address is at a provider of personal mailboxes: whoever it belongs to subscribes as an individual. */
  readonly freemail: boolean;
  /** The recipient is in the United Kingdom; a missing country is taken as the shop's. */
  readonly inUk: boolean;
  readonly consent: ConsentStanding;
  readonly legalForm: LegalForm;
  readonly evidence: EvidenceStrength;
  readonly relation: Relation;
  readonly prospectOrigin: ProspectOrigin;
  /** Another recipient of the same campaign already has this address (matched broadly). */
  readonly addressTaken: boolean;
  /** The address, matched broadly, has been sent as many campaign mails as the shop allows in its span of days. */
  readonly capReached: boolean;
}

export type Facts = ShopFacts & ContactFacts;
