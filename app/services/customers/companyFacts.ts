import { pool } from "~/db/client";

/** What the store holds of a B2B company that is evidence for whoever acts for it. */
export interface CompanyFacts {
  readonly name: string;
  readonly statedForm: string | null;
  readonly companyNumber: string | null;
  readonly taxRegistrationIds: readonly string[];
}

/** Companies of a shop by their numbers; those that are gone or not yet read are left out. */
export async function readCompanies(
  shopId: number,
  companyIds: readonly string[],
): Promise<ReadonlyMap<string, CompanyFacts>> {
  if (companyIds.length === 0) return new Map();
  const { rows } = await pool().query<CompanyFacts & { id: string }>(
    `SELECT c.shopify_id AS id, c.name, c.stated_form AS "statedForm", c.company_number AS "companyNumber",
            ARRAY(SELECT l.tax_registration_id FROM company_location l WHERE l.shop_id = c.shop_id AND l.company_id = c.shopify_id ORDER BY 1) AS "taxRegistrationIds"
     FROM company c WHERE c.shop_id = $1 AND c.shopify_id = ANY($2::bigint[]) AND c.deleted_at IS NULL`,
    [shopId, companyIds],
  );
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}
