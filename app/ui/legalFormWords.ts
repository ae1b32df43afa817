import type { LegalForm } from "~/policy/facts";
import type { Confidence, Evidence, EvidenceSource, Explanation } from "~/policy/legalForm";
import type { LookUpOutcome } from "~/services/legalForm/lookUpCompany";
import type { EvidenceBy } from "~/services/legalForm/readEvidence";

export const LEGAL_FORM_WORDS: Readonly<Record<LegalForm, { readonly label: string; readonly explained: string }>> = {
  corporate: { label: "Company", explained: "A company, LLP or other legal person: a corporate subscriber." },
  individual: {
    label: "Individual",
    explained: "A private person, sole trader or ordinary partnership: an individual subscriber.",
  },
  unknown: {
    label: "Not known",
    explained: "Not known. It counts as an individual until there is evidence that it is a company.",
  },
};

export const EVIDENCE_SOURCE_WORDS: Readonly<Record<EvidenceSource, string>> = {
  address_company_name: "Company in the customer's address",
  b2b_company_name: "Name of the B2B company",
  b2b_company_record: "B2B company in Shopify",
  registered_number: "Registered number",
  tax_registration: "Tax registration",
  tag: "Customer tag",
  customer_form_field: 'Customer\'s field "Legal form" in Shopify',
  customer_number_field: 'Customer\'s field "Company number" in Shopify',
  company_form_field: 'Company\'s field "Legal form" in Shopify',
  company_number_field: 'Company\'s field "Company number" in Shopify',
  staff_decision: "Decision of your staff",
  stated_by_person: "Stated by the person",
  companies_house: "Companies House",
};

/** Who a piece of evidence comes from, where no member of staff is named. */
export const EVIDENCE_BY_WORDS: Readonly<Record<EvidenceBy, string>> = {
  store: "The store",
  import: "The imported list",
  staff: "Your staff",
  person: "The person",
  register: "The register",
};

/** How sure a verdict on the legal form is. */
export const CONFIDENCE_WORDS: Readonly<Record<Confidence, string>> = {
  high: "Sure",
  fair: "Fairly sure",
  low: "In doubt",
  none: "Not known",
};

/** Why the evidence came to its verdict. */
export const EXPLANATION_WORDS: Readonly<Record<Explanation, string>> = {
  staff_decided: "Your staff decided it, knowing what else there was.",
  contradicted_since_decision:
    "Your staff decided that it is a company, and something that speaks against it has turned up since. Until somebody decides again, it counts as an individual.",
  decisions_differ: "Decisions of your staff differ. Until somebody decides again, it counts as an individual.",
  register_says_corporate: "Companies House knows it as a company, and nothing speaks against it.",
  several_say_corporate: "Several pieces of evidence show a company, and nothing speaks against it.",
  one_says_corporate: "One piece of evidence shows a company, and nothing speaks against it.",
  says_individual: "There is evidence of an individual, and none of a company.",
  individual_in_doubt: "There is evidence of an individual, though something puts it in doubt.",
  contradictory:
    "Some evidence shows a company and some speaks against it, so none of it counts. Until somebody decides, it counts as an individual.",
  only_doubt: "Something puts the legal form in doubt, and nothing shows a company.",
  only_business: "It looks like a business, but sole traders and partnerships do too. Nothing shows a company.",
  nothing_known:
    "No company name, company record, registered number, field or tag of this customer says anything of the legal form.",
};

export const EVIDENCE_SAYS_WORDS: Readonly<Record<Evidence["says"], string>> = {
  corporate: "Shows a company",
  individual: "Shows an individual",
  supports_business: "A business, but of which legal form it does not show",
  doubt: "Puts it in doubt",
};

/** What a look-up at Companies House came to. */
export const LOOK_UP_OUTCOME_WORDS: Readonly<Record<LookUpOutcome, string>> = {
  legal_person: "An active company, or another legal person, of this customer's company name.",
  limited_partnership:
    "A limited partnership that is not a legal person. It counts as individuals and needs their consent.",
  form_by_hand: "The register has this kind of body for several legal forms. Somebody must look.",
  not_active: "The entry is not active: it may be dissolved, closed or insolvent. Somebody must look.",
  former_name:
    "The customer's company name is a former name of this company. Somebody must look whether it is still theirs.",
  name_differs: "The name on the register is not the customer's company name. The number may be somebody else's.",
  not_registered: "There is no such number on the register.",
  key_refused: "Companies House refused the key, so it was not looked up. Enter another key in Settings.",
  no_key: "There was no Companies House key, so it was not looked up.",
  contact_gone: "The customer is no longer in the store.",
};
