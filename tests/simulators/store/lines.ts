/** Lines of a Shopify bulk-operation export, and the right answer that goes with each customer. */

export type MarketingState = "SUBSCRIBED" | "UNSUBSCRIBED" | "NOT_SUBSCRIBED" | "PENDING" | "INVALID";

export interface CompanyContactProfile {
  id: string;
  isMainContact: boolean;
  title: string | null;
  company: { id: string; name: string; externalId: string | null; ordersCount: { count: number }; createdAt: string };
}

export interface CustomerLine {
  id: string;
  displayName: string;
  firstName: string | null;
  lastName: string | null;
  createdAt: string;
  updatedAt: string;
  locale: string;
  tags: string[];
  /** An unsigned 64-bit number: Shopify writes those as text. */
  numberOfOrders: string;
  lastOrder: { id: string; createdAt: string } | null;
  defaultEmailAddress: {
    emailAddress: string;
    marketingState: MarketingState;
    marketingOptInLevel: "SINGLE_OPT_IN" | "CONFIRMED_OPT_IN" | "UNKNOWN" | null;
    marketingUpdatedAt: string | null;
    validFormat: boolean;
  } | null;
  defaultAddress: {
    company: string | null;
    countryCodeV2: string | null;
    provinceCode: string | null;
    city: string | null;
    zip: string | null;
  } | null;
  companyContactProfiles: CompanyContactProfile[];
}

export interface CompanyLine {
  id: string;
  name: string;
  externalId: string | null;
  createdAt: string;
}

/** A child line: the export names its company in `__parentId`. */
export interface CompanyLocationLine {
  id: string;
  name: string;
  taxSettings: { taxRegistrationId: string | null };
  __parentId: string;
}

export type ExportLine = CustomerLine | CompanyLine | CompanyLocationLine;

export type LegalForm = "corporate" | "individual" | "unknown";

/** The reason codes that a fresh shop with complete set-up can show for a synced customer. */
export type Reason =
  | "excluded"
  | "address_unusable"
  | "duplicate_address"
  | "freemail_address"
  | "outside_uk"
  | "no_relation"
  | "individual_without_consent"
  | "unknown_without_consent";

/** May this customer be mailed, and why: what the policy says, not what any code says. */
export type Verdict =
  | { legalForm: LegalForm; decision: "eligible"; basis: "legitimate_interest"; reason: null }
  | { legalForm: LegalForm; decision: "ineligible"; basis: null; reason: Reason }
  /** The customer was deleted in Shopify: it must not appear at all. */
  | { legalForm: null; decision: "absent"; basis: null; reason: null };

export type Answer = { id: string; kind: string } & Verdict;
