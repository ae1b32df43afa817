import { searchPrefixes } from "~/policy/searchWords";
import type { Sql } from "./transaction";

/** A contact as lists show it. */
export interface ContactPageRow {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly orderCount: number;
  readonly factClass: string;
}

/** Which page: contacts of these fact classes (`null`: of all), found by what somebody typed, with ids above `after`. */
export interface ContactPageQuery {
  readonly classes: readonly string[] | null;
  readonly search: string;
  readonly after: string;
  readonly limit: number;
}

const COLUMNS = `c.id::text AS id, c.name, c.company, c.email, c.order_count AS "orderCount", c.fact_class AS "factClass"`;

/**
 * One keyset page of a shop's present contacts, by id. Costs about the same wherever the page is (`npm run bench -- pages`): a filter is a set of fact classes, each with its own run in the index.
 */
export async function readContactPage(tx: Sql, shopId: number, query: ContactPageQuery): Promise<ContactPageRow[]> {
  const { classes, search, after, limit } = query;
  if (classes?.length === 0) return [];
  const prefixes = searchPrefixes(search);
  if (search.trim() !== "") return prefixes.length === 0 ? [] : findContacts(tx, shopId, query, prefixes);
  if (!classes) {
    const { rows } = await tx.query<ContactPageRow>(
      `SELECT ${COLUMNS} FROM contact c WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.id > $2 ORDER BY c.id LIMIT $3`,
      [shopId, after, limit],
    );
    return rows;
  }
  // The first rows of every class, then the first of those: `fact_class = ANY(...) ORDER BY id` may walk the whole key to find a rare reason, this reads a page a class wherever it is.
  const { rows } = await tx.query<ContactPageRow>(
    `SELECT ${COLUMNS} FROM (
       SELECT firsts.id FROM unnest($2::text[]) AS wanted (fact_class) CROSS JOIN LATERAL (
         SELECT k.id FROM contact k WHERE k.shop_id = $1 AND k.fact_class = wanted.fact_class AND k.deleted_at IS NULL AND k.id > $3
         ORDER BY k.id LIMIT $4
       ) firsts ORDER BY firsts.id LIMIT $4
     ) page JOIN contact c ON c.shop_id = $1 AND c.id = page.id ORDER BY c.id`,
    [shopId, classes, after, limit],
  );
  return rows;
}

/** Contacts all of whose words begin so. */
async function findContacts(
  tx: Sql,
  shopId: number,
  { classes, after, limit }: ContactPageQuery,
  prefixes: readonly string[],
): Promise<ContactPageRow[]> {
  const { rows } = await tx.query<ContactPageRow>(
    `SELECT ${COLUMNS} FROM contact c
     WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.search_words @@ $2::tsquery AND c.id > $3
       AND ($5::text[] IS NULL OR c.fact_class = ANY($5)) ORDER BY c.id LIMIT $4`,
    [shopId, prefixes.map((prefix) => `${lexeme(prefix)}:*`).join(" & "), after, limit, classes],
  );
  return rows;
}

/** A word as tsvector and tsquery write it. */
export function lexeme(word: string): string {
  return `'${word.replace(/[\\']/g, "$&$&")}'`;
}
