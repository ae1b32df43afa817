import type { Facts } from "./facts";
import type { Basis, Reason } from "./reasons";

/**
 * Version of the rules below, stored with every decision. Raise it with every change that could turn
 * a decision, so that a stored decision can be read beside the rules that made it.
 */
export const POLICY_VERSION = 3;

/** May this contact be sent marketing mail, and on which ground; or may it not, and why. */
export type Decision =
  | { readonly decision: "eligible"; readonly basis: Basis }
  | { readonly decision: "ineligible"; readonly reasons: readonly [Reason, ...Reason[]] };

/**
 * Decides whether a contact with these facts may be sent marketing mail. This is the only place that decides:
 * the preview, the contact page, the audience and the hand-over all ask it (P2, P3, P4, P7, P12; PECR reg. 22).
 *
 * Fails closed: a contact is eligible only when every fact that its basis needs is positively known, so a value
 * this version does not recognise keeps the contact out. When ineligible, the first reason is the one that decides
 * (first match of the table in docs/decisions/0002) and the others would each keep the contact out by themselves.
 */
export function decide(facts: Facts): Decision {
  const blocking = reasonsWhateverTheBasis(facts);
  const consent = consentReasons(facts);
  const interest = legitimateInterestReasons(facts);

  if (blocking.length === 0) {
    if (facts.consent === "confirmed") return { decision: "eligible", basis: "consent" };
    if (consent.length === 0 && interest.length === 0) return { decision: "eligible", basis: "legitimate_interest" };
  }
  // Confirmed consent leaves only what blocks every basis: the rest would not keep the contact out.
  const reasons = facts.consent === "confirmed" ? blocking : [...blocking, ...consent, ...interest];
  return { decision: "ineligible", reasons: reasons as [Reason, ...Reason[]] };
}

/** Reasons that keep a contact out even with confirmed consent. */
function reasonsWhateverTheBasis(facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  if (facts.excluded !== false) reasons.push("excluded");
  if (facts.addressUsable !== true) reasons.push("address_unusable");
  const notReady = setUpReason(facts);
  if (notReady) reasons.push(notReady);
  if (facts.addressTaken !== false) reasons.push("duplicate_address");
  if (facts.capReached !== false) reasons.push("frequency_cap");
  return reasons;
}

function setUpReason(facts: Facts): Reason | undefined {
  switch (facts.setUp) {
    case "ready":
      return undefined;
    case "disclosures_missing":
      return "disclosures_incomplete";
    case "sendgrid_missing":
      return "sendgrid_not_ready";
    case "exclusions_returning":
      return "exclusions_returning";
    case "identity_missing":
    default:
      return "identity_incomplete";
  }
}

/** A person who withdrew, or asked and never confirmed, is not mailed on another basis instead (P4, P13). */
function consentReasons(facts: Facts): Reason[] {
  switch (facts.consent) {
    case "none":
    case "confirmed":
      return [];
    case "withdrawn":
      return ["consent_withdrawn"];
    case "requested":
    case "expired":
    default:
      return ["consent_unconfirmed"];
  }
}

/** What stands between this contact and a mail under legitimate interest (P2, P4, P7). */
function legitimateInterestReasons(facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  const corporate = facts.legalForm === "corporate" && facts.evidence === "sufficient";
  if (corporate) {
    if (facts.assessment !== "current") reasons.push("assessment_missing");
    if (facts.freemail !== false) reasons.push("freemail_address");
  }
  if (facts.inUk !== true) reasons.push("outside_uk");
  if (corporate) {
    const relation = relationReason(facts);
    if (relation) reasons.push(relation);
  } else if (facts.legalForm === "individual") {
    reasons.push("individual_without_consent");
  } else {
    reasons.push("unknown_without_consent");
  }
  return reasons;
}

function relationReason(facts: Facts): Reason | undefined {
  if (facts.relation === "customer") return undefined;
  if (facts.relation !== "prospect") return "no_relation";
  switch (facts.prospectOrigin) {
    case "self_generated":
    case "in_sector":
      return undefined;
    case "out_of_sector":
      return "prospect_out_of_sector";
    case "refused":
    case "none":
    default:
      return "prospect_origin_refused";
  }
}
