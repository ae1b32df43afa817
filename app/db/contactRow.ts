import type { EvidenceStrength, LegalForm, Relation } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { lexeme } from "./contactPages";
import { copyFields, type CopyValue } from "./copyText";

/** A contact as the store gives it. Dates are ISO 8601 texts; ids are the numbers of Shopify's gids. */
export interface ContactRow {
  shopifyId: string;
  email: string;
  addressUsable: boolean;
  freemail: boolean;
  exclusionKey: Buffer | null;
  consentKey: Buffer | null;
  name: string;
  company: string;
  companyKey: string | null;
  country: string | null;
  tags: readonly string[];
  relation: Relation;
  relationSince: string | null;
  orderCount: number;
  lastOrderAt: string | null;
  /** Decimal, in the shop's currency. */
  amountSpent: string | null;
  legalForm: LegalForm;
  evidenceStrength: EvidenceStrength;
  evidence: readonly Evidence[];
  classifier: number;
  marketingState: string;
  marketingOptIn: string | null;
  /** When that last changed; null when the store does not say. Not a column: only what is excluded by it asks. */
  marketingUpdatedAt: string | null;
  sourceUpdatedAt: string;
  /** Hash of all it is made from, for the next sync; null when it was not read from a bulk file. */
  sourceMark: Buffer | null;
  searchWords: readonly string[];
  /** Companies it acts for. */
  companyIds: readonly string[];
}

/** A contact's row as it waits to be written: its columns as text, and what must be known of it until then. Far smaller than the row, of which a sync holds thousands. */
export interface StagedContact extends Pick<
  ContactRow,
  | "shopifyId"
  | "email"
  | "exclusionKey"
  | "consentKey"
  | "country"
  | "lastOrderAt"
  | "marketingState"
  | "marketingUpdatedAt"
  | "sourceUpdatedAt"
  | "companyIds"
> {
  /** The values of `STAGED_COLUMNS` in COPY's text format, without line end. */
  readonly text: string;
}

/** Columns that a row fills, with how. A change in one of `told` is a change of the contact; `derived` ones follow from those and from the classifier's version. */
const TOLD: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  email: (row) => row.email,
  freemail: (row) => row.freemail,
  name: (row) => row.name,
  company: (row) => row.company,
  company_key: (row) => row.companyKey,
  country: (row) => row.country,
  tags: (row) => row.tags,
  relation: (row) => row.relation,
  relation_since: (row) => row.relationSince,
  order_count: (row) => row.orderCount,
  last_order_at: (row) => row.lastOrderAt,
  amount_spent: (row) => row.amountSpent,
  evidence: (row) => ({ json: row.evidence }),
  classifier: (row) => row.classifier,
  marketing_state: (row) => row.marketingState,
  marketing_opt_in: (row) => row.marketingOptIn,
  source_updated_at: (row) => row.sourceUpdatedAt,
};
const DERIVED: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  address_usable: (row) => row.addressUsable,
  exclusion_key: (row) => row.exclusionKey,
  consent_key: (row) => row.consentKey,
  source_mark: (row) => row.sourceMark,
  search_words: (row) => row.searchWords.map(lexeme).join(" "),
};
const WEIGHED: Readonly<Record<string, (row: ContactRow) => CopyValue>> = {
  legal_form: (row) => row.legalForm,
  evidence_strength: (row) => row.evidenceStrength,
};
const FIELDS = { shopify_id: (row: ContactRow): CopyValue => row.shopifyId, ...TOLD, ...DERIVED, ...WEIGHED };
const READERS = Object.values(FIELDS);

/** Columns of a contact that a row of the store fills. */
export const STAGED_COLUMNS: readonly string[] = Object.keys(FIELDS);
/** Those of them whose change is a change of the contact. */
export const TOLD_COLUMNS: readonly string[] = Object.keys(TOLD);
/** Those that are overwritten as they come. The legal form and its strength are not: evidence that the store does not have may weigh in. */
export const PLAIN_COLUMNS: readonly string[] = [...TOLD_COLUMNS, ...Object.keys(DERIVED)];

/** Makes a row ready to be written. */
export function stageContact(row: ContactRow): StagedContact {
  const { shopifyId, email, exclusionKey, consentKey, country, companyIds } = row;
  const { lastOrderAt, marketingState, marketingUpdatedAt, sourceUpdatedAt } = row;
  const known = { shopifyId, email, exclusionKey, consentKey, country, companyIds };
  const told = { lastOrderAt, marketingState, marketingUpdatedAt, sourceUpdatedAt };
  return { ...known, ...told, text: copyFields(READERS.map((read) => read(row))) };
}
