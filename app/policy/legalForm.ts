import { individualMark, readCompanyName } from "./companyName";
import { classifyCompanyNumber, normaliseCompanyNumber } from "./companyNumber";
import type { EvidenceStrength, LegalForm } from "./facts";
import { readStatedForm } from "./statedForm";

/** Version of what is made of a customer here and in services/customers/contactRow.ts. Raise it with every change that could turn a row: the next sync then writes every contact anew. */
export const CLASSIFIER_VERSION = 3;

/** Where a piece of evidence comes from. The last three the store does not have: they are held by the app. */
export const EVIDENCE_SOURCES = [
  "address_company_name",
  "b2b_company_name",
  "b2b_company_record",
  "registered_number",
  "tax_registration",
  "tag",
  "customer_form_field",
  "customer_number_field",
  "company_form_field",
  "company_number_field",
  "staff_decision",
  "stated_by_person",
  "companies_house",
] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/**
 * One piece of evidence of a subscriber's legal form.
 * `corporate` alone suffices where nothing contradicts it; `supports_business` never does (sole traders buy B2B and pay VAT too);
 * `doubt` takes the sufficiency from whatever else there is.
 */
export interface Evidence {
  readonly source: EvidenceSource;
  readonly says: "corporate" | "individual" | "supports_business" | "doubt";
  /** What was seen, in the store's own words: a name, a number, a tag. At most 200 characters. */
  readonly detail: string;
  /** The part of it that counts: the ending, the prefix, the mark. */
  readonly mark?: string;
  /** Of held evidence: its number, by which later decisions know it. */
  readonly id?: string;
  /** Of a staff decision: fingerprints of what staff knew of when they decided. */
  readonly overrides?: readonly string[];
}

/** What the store says of a customer, as far as it bears on the legal form. */
export interface StoreRecord {
  /** Company given in the customer's addresses. */
  readonly addressCompanies: readonly string[];
  /** B2B companies the customer is a contact of. */
  readonly companies: readonly {
    readonly name: string;
    /** The company's field "Legal form" in Shopify. */
    readonly statedForm?: string | null;
    /** The company's field "Company number" in Shopify. */
    readonly companyNumber?: string | null;
    /** Tax registration ids of its locations. */
    readonly taxRegistrationIds: readonly string[];
  }[];
  /** The customer's field "Legal form" in Shopify. */
  readonly statedForm?: string | null;
  /** The customer's field "Company number" in Shopify. */
  readonly companyNumber?: string | null;
  readonly tags: readonly string[];
}

/** Collects the evidence in a store record. Pure: the same record gives the same evidence in the same order. */
export function collectEvidence(record: StoreRecord): Evidence[] {
  const found: Evidence[] = [];
  for (const { name, statedForm, companyNumber, taxRegistrationIds } of record.companies) {
    const numbers = [
      ...evidenceInNumberField("company_number_field", companyNumber),
      ...taxRegistrationIds.flatMap(evidenceInTaxRegistration),
    ];
    if (name.trim()) {
      found.push({ source: "b2b_company_record", says: "supports_business", detail: clip(name) });
      found.push(...evidenceInName("b2b_company_name", name, isScottishPartnership(numbers)));
    }
    found.push(...evidenceInFormField("company_form_field", statedForm), ...numbers);
  }
  const ownNumber = evidenceInNumberField("customer_number_field", record.companyNumber);
  for (const name of record.addressCompanies)
    found.push(...evidenceInName("address_company_name", name, isScottishPartnership([...ownNumber, ...found])));
  found.push(...evidenceInFormField("customer_form_field", record.statedForm), ...ownNumber);
  for (const tag of record.tags) found.push(...evidenceInTag(tag));
  return found;
}

/** How sure a verdict is: `high` when a person, the register or several pieces say so, `fair` when one piece does, `low` in doubt, `none` when it is not known. */
export const CONFIDENCES = ["high", "fair", "low", "none"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Why the evidence came to its verdict. */
export const EXPLANATIONS = [
  "staff_decided",
  "contradicted_since_decision",
  "decisions_differ",
  "register_says_corporate",
  "several_say_corporate",
  "one_says_corporate",
  "says_individual",
  "individual_in_doubt",
  "contradictory",
  "only_doubt",
  "only_business",
  "nothing_known",
] as const;
export type Explanation = (typeof EXPLANATIONS)[number];

/** A legal form with how well it is evidenced, how sure that is, and why. */
export interface LegalFormVerdict {
  readonly legalForm: LegalForm;
  readonly strength: EvidenceStrength;
  readonly confidence: Confidence;
  readonly explanation: Explanation;
}

/**
 * Weighs evidence into a legal form (P4; PECR reg. 2(1)). Corporate needs at least one piece that says so and none that
 * says otherwise; contradictory evidence is `unknown`, which counts as individual until a person has looked. A decision of staff prevails over what they knew of when they decided; what speaks against a
 * company and came later puts it back to `unknown`. The order of the pieces never matters.
 */
export function weighEvidence(evidence: readonly Evidence[]): LegalFormVerdict {
  const decisions = evidence.filter(isDecision);
  if (decisions.length === 0) return weighPieces(evidence);
  const pieces = evidence.filter((piece) => !isDecision(piece));
  return weighDecisions(decisionsInForce(decisions), pieces);
}

/** What a decision made now overrides: all that speaks against a company, and the decisions before it. */
export function overriddenByDecision(evidence: readonly Evidence[]): string[] {
  return evidence.filter((piece) => isDecision(piece) || isContrary(piece)).map(fingerprint);
}

/** Decisions that no later one overrides. One that is overridden itself overrides nothing: taking back the last restores what was before it. */
function decisionsInForce(decisions: readonly Evidence[]): Evidence[] {
  const inForce: Evidence[] = [];
  for (const decision of [...decisions].sort((a, b) => numberOf(b) - numberOf(a))) {
    const overridden = inForce.some(
      (later) => numberOf(later) > numberOf(decision) && later.overrides?.includes(fingerprint(decision)),
    );
    if (!overridden) inForce.push(decision);
  }
  return inForce;
}

function weighDecisions(inForce: readonly Evidence[], pieces: readonly Evidence[]): LegalFormVerdict {
  const corporate = inForce.filter(({ says }) => says === "corporate").length;
  if (corporate === 0) return verdict("individual", "sufficient", "high", "staff_decided");
  if (corporate < inForce.length) return contradicted("decisions_differ");
  const known = new Set(inForce.flatMap(({ overrides }) => overrides ?? []));
  const later = pieces.some((piece) => isContrary(piece) && !known.has(fingerprint(piece)));
  return later
    ? contradicted("contradicted_since_decision")
    : verdict("corporate", "sufficient", "high", "staff_decided");
}

function evidenceInName(source: EvidenceSource, name: string, scottish: boolean): Evidence[] {
  const { ending, individual, doubt, limitedPartnership } = readCompanyName(name);
  if (!ending && !individual && !doubt && !limitedPartnership) return [];
  const detail = clip(name);
  const found: Evidence[] = [];
  if (ending) found.push({ source, says: "corporate", detail, mark: ending });
  if (individual) found.push({ source, says: "individual", detail, mark: individual });
  if (doubt) found.push({ source, says: "doubt", detail, mark: doubt });
  if (limitedPartnership && !scottish) found.push({ source, says: "doubt", detail, mark: "limited partnership" });
  return found;
}

/** Whether there is a Scottish limited partnership's number: then the name's own words are no doubt (Limited Partnerships Act 1907, Partnership Act 1890 s. 4(2)). */
function isScottishPartnership(numbers: readonly Evidence[]): boolean {
  return numbers.some(({ says, mark }) => says === "corporate" && mark === "SL");
}

const NUMBER_SAYS = { corporate: "corporate", not_corporate: "individual", by_hand: "doubt" } as const;

function evidenceInTaxRegistration(id: string): Evidence[] {
  const detail = clip(id);
  const kind = classifyCompanyNumber(id);
  // Eight digits alone may be a foreign tax number; only a lettered prefix is unmistakably Companies House's.
  if (!kind || /^\s*\d/.test(id))
    return detail ? [{ source: "tax_registration", says: "supports_business", detail }] : [];
  return [{ source: "registered_number", says: NUMBER_SAYS[kind], detail, mark: prefixOf(id) }];
}

function evidenceInNumberField(source: EvidenceSource, text: string | null | undefined): Evidence[] {
  const detail = clip(text ?? "");
  if (!detail) return [];
  const number = normaliseCompanyNumber(detail);
  const kind = number && classifyCompanyNumber(number);
  // Somebody meant a number of the register; what none can be is no evidence of one.
  if (!kind) return [{ source, says: "supports_business", detail }];
  return [{ source, says: NUMBER_SAYS[kind], detail, mark: /^\d/.test(number) ? "8 digits" : prefixOf(number) }];
}

const prefixOf = (number: string) => number.trim().slice(0, 2).toUpperCase();

function evidenceInFormField(source: EvidenceSource, text: string | null | undefined): Evidence[] {
  const says = readStatedForm(text ?? "");
  return says ? [{ source, says, detail: clip(text ?? "") }] : [];
}

function evidenceInTag(tag: string): Evidence[] {
  const words = tag.replace(/[-_]+/g, " ").trim();
  const mark = individualMark(words);
  if (mark) return [{ source: "tag", says: "individual", detail: clip(tag), mark }];
  // A Scottish partnership is a legal person, Partnership Act 1890 s. 4(2); any other is its partners.
  if (/^(general |english |ordinary )?partnership$/i.test(words)) {
    return [{ source: "tag", says: "individual", detail: clip(tag), mark: "partnership" }];
  }
  return [];
}

function clip(text: string): string {
  // A character cut in half could not be stored.
  return text
    .trim()
    .slice(0, 200)
    .replace(/\p{Surrogate}$/u, "");
}

function weighPieces(pieces: readonly Evidence[]): LegalFormVerdict {
  const corporate = pieces.filter(({ says }) => says === "corporate");
  const individual = pieces.filter(({ says }) => says === "individual");
  const doubt = pieces.some(({ says }) => says === "doubt");
  if (corporate.length > 0) {
    if (individual.length > 0 || doubt) return contradicted("contradictory");
    if (corporate.some(({ source }) => source === "companies_house"))
      return verdict("corporate", "sufficient", "high", "register_says_corporate");
    return new Set(corporate.map(({ source }) => source)).size > 1
      ? verdict("corporate", "sufficient", "high", "several_say_corporate")
      : verdict("corporate", "sufficient", "fair", "one_says_corporate");
  }
  if (individual.length > 0) {
    if (doubt) return verdict("individual", "insufficient", "low", "individual_in_doubt");
    const sure = individual.some(({ source }) => source === "stated_by_person" || source === "companies_house");
    return verdict("individual", "sufficient", sure || individual.length > 1 ? "high" : "fair", "says_individual");
  }
  if (doubt) return verdict("unknown", "insufficient", "none", "only_doubt");
  return verdict("unknown", "insufficient", "none", pieces.length > 0 ? "only_business" : "nothing_known");
}

const contradicted = (explanation: Explanation) => verdict("unknown", "contradicted", "none", explanation);

const verdict = (
  legalForm: LegalForm,
  strength: EvidenceStrength,
  confidence: Confidence,
  explanation: Explanation,
): LegalFormVerdict => ({ legalForm, strength, confidence, explanation });

/** What a staff decision remembers a piece by. A decision is known by its number, anything else by what it says. */
function fingerprint(piece: Evidence): string {
  return isDecision(piece)
    ? `staff_decision:${piece.id ?? ""}`
    : [piece.source, piece.says, piece.mark ?? "", piece.detail].join(":");
}

const isDecision = ({ source }: Evidence): boolean => source === "staff_decision";

/** Whether a piece speaks against a company. */
const isContrary = ({ says }: Evidence): boolean => says === "individual" || says === "doubt";

const numberOf = ({ id }: Evidence): number => Number(id ?? 0);
