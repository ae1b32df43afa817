import { domainOf } from "~/policy/emailAddress";
import { domainAndAbove } from "~/policy/wholeDomain";
import type { Sql } from "./transaction";

/**
 * Whether the domain of an address, or one above it, is on the exclusion list as a whole, as SQL on a column that holds addresses as they are mailed; `$1` is the shop. Asked first whether the shop has any: for most shops the rest costs
 * nothing, and for the others it is a look-up in an index of a few rows for each address.
 */
export const atExcludedDomain = (email: string): string =>
  `(EXISTS (SELECT 1 FROM exclusion WHERE shop_id = $1 AND domain IS NOT NULL)
    AND EXISTS (SELECT 1 FROM exclusion d WHERE d.shop_id = $1 AND d.domain IS NOT NULL AND d.domain = ANY(mail_domains(${email}))))`;

/** The same for addresses that are not in the database. */
export async function readExcludedDomains(tx: Sql, shopId: number): Promise<(email: string) => boolean> {
  const { rows } = await tx.query<{ domain: string }>(
    "SELECT domain FROM exclusion WHERE shop_id = $1 AND domain IS NOT NULL",
    [shopId],
  );
  const listed = new Set(rows.map(({ domain }) => domain));
  return (email) => listed.size > 0 && domainsOf(email).some((domain) => listed.has(domain));
}

/** The domain of an address in any spelling, and those above it. */
export const domainsOf = (email: string): string[] => domainAndAbove(domainOf(email) ?? "");
