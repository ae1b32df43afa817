import type { Sql } from "~/db/transaction";
import { normaliseCompanyNumber } from "~/policy/companyNumber";
import type { Evidence } from "~/policy/legalForm";

/** Sources of evidence whose detail is a number that was given as a company number, and those where it may happen to be one. */
const CLAIMING: readonly string[] = ["registered_number", "customer_number_field", "company_number_field"];
const POSSIBLE: readonly string[] = ["tax_registration"];

/** SQL: whether a contact `c` may have a number, by its evidence or its company records. */
export const HAS_NUMBER = `(${[...CLAIMING, ...POSSIBLE].map((source) => `c.evidence @> '[{"source":"${source}"}]'`).join(" OR ")} OR EXISTS (
  SELECT 1 FROM company_contact cc JOIN company k ON k.shop_id = cc.shop_id AND k.shopify_id = cc.company_id
  WHERE cc.shop_id = c.shop_id AND cc.customer_id = c.shopify_id AND k.deleted_at IS NULL AND k.company_number IS NOT NULL))`;

/** What a contact's records say of the companies it acts for. */
export interface GivenNumbers {
  readonly contactId: string;
  /** Company names in its addresses and company records. */
  readonly names: readonly string[];
  /** Numbers given as company numbers, normalised: by a field for them, or by their letters. */
  readonly claimed: readonly string[];
  /** Tax registrations that look like company numbers: digits only, which may as well be a foreign tax number. */
  readonly possible: readonly string[];
  /** When the store's record of it last changed here. */
  readonly readAt: Date;
}

interface Row {
  id: string;
  company: string;
  evidence: Evidence[];
  read_at: Date;
  companies: { name: string; number: string | null }[] | null;
}

/** The company numbers and names that are known of contacts, from the store's evidence and its company records. Contacts that are gone are left out. */
export async function readGivenNumbers(
  tx: Sql,
  shopId: number,
  contactIds: readonly string[],
): Promise<GivenNumbers[]> {
  const { rows } = await tx.query<Row>(
    `SELECT c.id, c.company, c.evidence, c.read_at, (
       SELECT json_agg(json_build_object('name', k.name, 'number', k.company_number) ORDER BY k.shopify_id)
       FROM company_contact cc JOIN company k ON k.shop_id = cc.shop_id AND k.shopify_id = cc.company_id
       WHERE cc.shop_id = c.shop_id AND cc.customer_id = c.shopify_id AND k.deleted_at IS NULL) AS companies
     FROM contact c WHERE c.shop_id = $1 AND c.id = ANY($2::bigint[]) AND c.deleted_at IS NULL AND c.removed_at IS NULL ORDER BY c.id`,
    [shopId, contactIds],
  );
  return rows.map((row) => {
    const companies = row.companies ?? [];
    const of = (sources: readonly string[]) =>
      row.evidence.filter(({ source }) => sources.includes(source)).map(({ detail }) => detail);
    const claimed = numbersIn([...of(CLAIMING), ...companies.map(({ number }) => number ?? "")]);
    return {
      contactId: row.id,
      names: [
        row.company,
        ...of(["address_company_name", "b2b_company_name", "b2b_company_record"]),
        ...companies.map(({ name }) => name),
      ].filter(Boolean),
      claimed,
      possible: numbersIn(of(POSSIBLE)).filter((number) => !claimed.includes(number)),
      readAt: row.read_at,
    };
  });
}

const numbersIn = (texts: readonly string[]) => [
  ...new Set(texts.flatMap((text) => normaliseCompanyNumber(text) ?? [])),
];
