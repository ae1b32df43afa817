/** Closed list of the reasons why a contact may not be mailed, in the order in which they decide. */
export const REASONS = [
  "excluded",
  "address_unusable",
  "identity_incomplete",
  "disclosures_incomplete",
  "sendgrid_not_ready",
  "exclusions_returning",
  "duplicate_address",
  "frequency_cap",
  "consent_withdrawn",
  "consent_unconfirmed",
  "assessment_missing",
  "freemail_address",
  "outside_uk",
  "no_relation",
  "prospect_origin_refused",
  "prospect_out_of_sector",
  "individual_without_consent",
  "unknown_without_consent",
] as const;

export type Reason = (typeof REASONS)[number];

/** The legal ground on which a marketing mail may go: UK GDPR Art 6(1)(a) with PECR reg. 22(2), or Art 6(1)(f). */
export const BASES = ["consent", "legitimate_interest"] as const;
export type Basis = (typeof BASES)[number];
