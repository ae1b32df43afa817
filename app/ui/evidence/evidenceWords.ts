import type { StoredFacts } from "~/policy/factClass";
import type { ConsentStanding, EvidenceStrength, LegalForm, ProspectOrigin, Relation } from "~/policy/facts";
import type { Basis, Reason } from "~/policy/reasons";
import type { ConsentSurface } from "~/policy/consentSurface";
import type { PackCampaignMail } from "~/services/evidence/readMails";
import { CONSENT_SURFACE_WORDS } from "../words";

/** Words about one person, for that person or an authority to read: "the store" is the merchant, "they" the person. Complete by their types, so that a new code cannot go without. */

export const STANDING_WORDS: Readonly<Record<ConsentStanding, string>> = {
  none: "Consent was never asked for with this address.",
  requested: "Consent was asked for and has not been confirmed.",
  confirmed: "Consent is confirmed.",
  withdrawn: "Consent is withdrawn.",
  expired: "Consent was asked for, and the link ran out without being pressed.",
};

export const EVIDENCE_BASIS_WORDS: Readonly<Record<Basis, string>> = {
  consent: "consent, confirmed in two stages (UK GDPR Art 6(1)(a); PECR reg. 22(2))",
  legitimate_interest: "legitimate interest in mailing a company (UK GDPR Art 6(1)(f))",
};

export const EVIDENCE_REASON_WORDS: Readonly<Record<Reason, string>> = {
  excluded: "the address is on the exclusion list",
  address_unusable: "there is no usable address",
  identity_incomplete: "the store has not said who it is",
  disclosures_incomplete: "the store has not given its trading disclosures",
  sendgrid_not_ready: "the store is not set up to send",
  exclusions_returning: "the store is still reading who opted out before",
  duplicate_address: "another recipient had the same mailbox",
  frequency_cap: "the mailbox had been sent as many campaign emails as the store allows in its span of days",
  consent_withdrawn: "consent was withdrawn",
  consent_unconfirmed: "consent was asked for and not confirmed",
  assessment_missing: "the store has no assessment of its legitimate interests in date",
  freemail_address: "the address is a personal mailbox",
  outside_uk: "they are outside the United Kingdom",
  no_relation: "they have not bought from the store",
  prospect_origin_refused: "it is not recorded, or not accepted, where the store has the address from",
  prospect_out_of_sector: "they are outside the store's own trade",
  individual_without_consent: "they count as an individual, and have not confirmed consent",
  unknown_without_consent: "nothing shows that they are a company, and they have not confirmed consent",
};

/** What became of a mail. */
export const EVIDENCE_OUTCOME_WORDS: Readonly<Record<PackCampaignMail["outcome"], string>> = {
  claimed: "Waiting to be sent",
  sending: "Being sent",
  accepted: "Sent",
  refused: "Not sent: the mail service refused it",
  reported: "Sent: the mail service did not answer, but reported on it later",
  unknown: "Perhaps sent: the mail service did not answer",
  withheld: "Not sent: decided again just before, they could no longer be mailed",
  refused_address: "Not sent: the mail service refused the address",
  never_sent: "Not sent: the campaign was cancelled before",
  left_out: "Left out",
};

export const EVIDENCE_SURFACE_WORDS: Readonly<Record<ConsentSurface, string>> = {
  ...CONSENT_SURFACE_WORDS,
  staff: "through the store's staff, whom they had asked",
};

const CONSENT_FACT: Readonly<Record<ConsentStanding, string>> = {
  none: "consent never asked for",
  requested: "consent asked for, not confirmed",
  confirmed: "consent confirmed",
  withdrawn: "consent withdrawn",
  expired: "consent asked for, link run out",
};
const FORM: Readonly<Record<LegalForm, string>> = {
  corporate: "a company or other corporate body",
  individual: "an individual",
  unknown: "of unknown legal form, which counts as an individual",
};
const STRENGTH: Readonly<Record<EvidenceStrength, string>> = {
  sufficient: "on sufficient evidence",
  insufficient: "on insufficient evidence",
  contradicted: "on contradictory evidence",
};
const RELATION: Readonly<Record<Relation, string>> = {
  customer: "a customer",
  prospect: "a prospect",
  none: "no customer",
};
const ORIGIN: Readonly<Record<ProspectOrigin, string>> = {
  self_generated: " from a list the store made itself",
  in_sector: " of the store's trade",
  out_of_sector: " outside the store's trade",
  refused: " from a list that was bought, rented or exchanged",
  none: "",
};

/** The facts a decision rests on, as one line. */
export function factsLine(facts: StoredFacts): string {
  return [
    facts.excluded ? "on the exclusion list" : "not on the exclusion list",
    facts.addressUsable ? "usable address" : "no usable address",
    facts.freemail ? "personal mailbox" : "no personal mailbox",
    facts.inUk ? "in the United Kingdom" : "outside the United Kingdom",
    CONSENT_FACT[facts.consent],
    `${FORM[facts.legalForm]}, ${STRENGTH[facts.evidence]}`,
    `${RELATION[facts.relation]}${ORIGIN[facts.prospectOrigin]}`,
  ].join("; ");
}

/** `3 March 2026 at 14:05:07 GMT`, in the time zone of the store. */
export function moment(at: Date, timeZone: string): string {
  const options = {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZoneName: "short",
    timeZone,
  } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(at);
}
