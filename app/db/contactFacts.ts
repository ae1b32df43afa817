import { atExcludedDomain } from "./excludedDomains";
import type { Sql } from "./transaction";

/** Everything a contact's facts are made from but its shop's country: the contact, its place on the exclusion list, its standing in the ledger. */
export const FACT_TABLES = `
  contact c
  LEFT JOIN exclusion x ON x.shop_id = c.shop_id AND x.key = c.exclusion_key
  LEFT JOIN address_standing a ON a.shop_id = c.shop_id AND a.consent_key = c.consent_key`;

/** The same for a few contacts, each looked up by itself whatever the planner takes the tables for: OFFSET 0 keeps both columns of a key in the search of its index, where a join may read all exclusions of the shop for each contact. */
export const FACT_LOOKUPS = `
  contact c
  LEFT JOIN LATERAL (SELECT x.key FROM exclusion x WHERE x.shop_id = c.shop_id AND x.key = c.exclusion_key OFFSET 0) x ON true
  LEFT JOIN LATERAL (SELECT a.standing, a.since FROM address_standing a WHERE a.shop_id = c.shop_id AND a.consent_key = c.consent_key OFFSET 0) a ON true`;

/** The facts that a contact holds copies of, from their originals. */
const EXCLUDED = `x.key IS NOT NULL OR ${atExcludedDomain("c.email")}`;
const IN_UK = "coalesce(c.country, (SELECT country FROM shop WHERE id = $1)) = 'GB'";
const STANDING = "coalesce(a.standing, 'none')";

/**
 * The contact's class from the originals: its facts as one text, so that equal facts are one group. What is sent rests on this; lists and counts read the copy,
 * `contact.fact_class`. It gathers what is known and decides nothing: policy/decide.ts reads it through `factsOfClass`. `$1` is the shop, whose country is looked up once a statement and not for each contact.
 */
export const FACT_CLASS = `fact_class(${EXCLUDED}, c.address_usable, c.freemail, ${IN_UK}, ${STANDING}, c.legal_form, c.evidence_strength, c.relation, c.prospect_origin)`;

/**
 * Whether the contact's copies say what the originals say now. Then `c.fact_class` is the class of the originals, since the database itself makes it of the copies and of the contact's own columns: a comparison costs a fraction of
 * putting the text together.
 */
export const COPIES_AGREE = `((${EXCLUDED}) = c.excluded AND (${IN_UK}) = c.in_uk AND ${STANDING} = c.consent)`;

/** A class of equal facts, with how many contacts are in it. */
export interface FactClass {
  readonly name: string;
  readonly contacts: number;
}

/** A condition on contacts, as SQL on alias `c` with its values from `$first` on. */
export interface ContactFilter {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The classes of all present contacts of a shop by the counts that a trigger keeps: costs the same at a thousand contacts and at a million. */
export async function readFactClasses(tx: Sql, shopId: number): Promise<FactClass[]> {
  const { rows } = await tx.query<FactClass>(
    `SELECT fact_class AS name, sum(contacts)::int AS contacts FROM contact_count WHERE shop_id = $1
     GROUP BY fact_class HAVING sum(contacts) > 0`,
    [shopId],
  );
  return rows;
}

/** Folds the rows that the trigger wrote into one a class, for every shop that has many. Safe at any time, also twice at once. Gives how many rows went. */
export async function foldContactCounts(tx: Sql): Promise<number> {
  // SKIP LOCKED: a second folder takes what the first has not, and neither waits.
  const { rowCount } = await tx.query(
    `WITH many AS (
       SELECT shop_id FROM contact_count GROUP BY shop_id HAVING count(*) > 1000
     ), taken AS (
       DELETE FROM contact_count WHERE id IN (
         SELECT n.id FROM contact_count n JOIN many USING (shop_id) FOR UPDATE OF n SKIP LOCKED
       ) RETURNING shop_id, fact_class, month, contacts
     ), folded AS (
       INSERT INTO contact_count (shop_id, fact_class, month, contacts)
       SELECT shop_id, fact_class, month, sum(contacts) FROM taken GROUP BY 1, 2, 3 HAVING sum(contacts) <> 0
     )
     SELECT 1 FROM taken`,
  );
  return rowCount ?? 0;
}
