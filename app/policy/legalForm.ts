import { corporateEnding, doubtMark, individualMark } from "./companyName";
import { classifyCompanyNumber } from "./companyNumber";
import type { EvidenceStrength, LegalForm } from "./facts";

/** Where a piece of evidence comes from. */
export const EVIDENCE_SOURCES = [
  "address_company_name",
  "b2b_company_name",
  "b2b_company_record",
  "registered_number",
  "tax_registration",
  "tag",
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
}

/** What the store says of a customer, as far as it bears on the legal form. */
export interface StoreRecord {
  /** Company given in the customer's addresses. */
  readonly addressCompanies: readonly string[];
  /** B2B companies the customer is a contact of. */
  readonly b2bCompanies: readonly string[];
  readonly tags: readonly string[];
  /** Tax registration ids of the B2B company's locations. */
  readonly taxRegistrationIds: readonly string[];
}

/** Collects the evidence in a store record. Pure: the same record gives the same evidence in the same order. */
export function collectEvidence(record: StoreRecord): Evidence[] {
  return [
    ...record.b2bCompanies.map((name): Evidence => ({
      source: "b2b_company_record",
      says: "supports_business",
      detail: clip(name),
    })),
    ...record.b2bCompanies.flatMap((name) => evidenceInName("b2b_company_name", name)),
    ...record.addressCompanies.flatMap((name) => evidenceInName("address_company_name", name)),
    ...record.taxRegistrationIds.flatMap(evidenceInTaxRegistration),
    ...record.tags.flatMap(evidenceInTag),
  ];
}

/** A legal form with how well it is evidenced. */
export interface LegalFormVerdict {
  readonly legalForm: LegalForm;
  readonly strength: EvidenceStrength;
}

/**
 * Weighs evidence into a legal form (P4; PECR reg. 2(1)). Corporate needs at least one piece that says so and none that
 * says otherwise; contradictory evidence is `unknown`, which counts as individual until a person has looked.
 */
export function weighEvidence(evidence: readonly Evidence[]): LegalFormVerdict {
  const says = new Set(evidence.map((piece) => piece.says));
  if (says.has("corporate") && (says.has("individual") || says.has("doubt"))) {
    return { legalForm: "unknown", strength: "contradicted" };
  }
  if (says.has("corporate")) return { legalForm: "corporate", strength: "sufficient" };
  if (says.has("individual"))
    return { legalForm: "individual", strength: says.has("doubt") ? "insufficient" : "sufficient" };
  return { legalForm: "unknown", strength: "insufficient" };
}

function evidenceInName(source: EvidenceSource, name: string): Evidence[] {
  const detail = clip(name);
  const found: Evidence[] = [];
  const ending = corporateEnding(name);
  if (ending) found.push({ source, says: "corporate", detail, mark: ending });
  const individual = individualMark(name);
  if (individual) found.push({ source, says: "individual", detail, mark: individual });
  const doubt = doubtMark(name);
  if (doubt) found.push({ source, says: "doubt", detail, mark: doubt });
  return found;
}

function evidenceInTaxRegistration(id: string): Evidence[] {
  const detail = clip(id);
  switch (classifyCompanyNumber(id)) {
    case "corporate":
      // Eight digits alone may be a foreign tax number; only a lettered prefix is unmistakably Companies House's.
      return [
        /^\s*\d/.test(id)
          ? { source: "tax_registration", says: "supports_business", detail }
          : { source: "registered_number", says: "corporate", detail, mark: id.trim().slice(0, 2).toUpperCase() },
      ];
    case "not_corporate":
      return [{ source: "registered_number", says: "individual", detail, mark: id.trim().slice(0, 2).toUpperCase() }];
    case "by_hand":
      return [{ source: "registered_number", says: "doubt", detail, mark: id.trim().slice(0, 2).toUpperCase() }];
    case undefined:
      return [{ source: "tax_registration", says: "supports_business", detail }];
  }
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
