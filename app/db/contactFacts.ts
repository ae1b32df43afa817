import type { ContactFacts } from "~/policy/facts";
import type { Sql } from "./transaction";

/** Facts of a contact but for `addressTaken`, which only a campaign knows. */
export type StoredFacts = Omit<ContactFacts, "addressTaken">;

/** What every statement below joins: the contact, its shop, its place on the exclusion list, its standing in the ledger. */
export const FACT_TABLES = `
  contact c
  JOIN shop s ON s.id = c.shop_id
  LEFT JOIN exclusion x ON x.shop_id = c.shop_id AND x.key = c.exclusion_key
  LEFT JOIN address_standing a ON a.shop_id = c.shop_id AND a.consent_key = c.consent_key`;

/**
 * The contact's class: its facts written as one text, so that equal facts are one group. It gathers what is known and decides nothing: policy/decide.ts reads it
 * through `factsOfClass`.
 */
export const FACT_CLASS = `concat_ws('|', (x.key IS NOT NULL)::text, c.address_usable::text, c.freemail::text,
  (coalesce(c.country, s.country) = 'GB')::text, coalesce(a.standing::text, 'none'), c.legal_form::text, c.evidence_strength::text,
  c.relation::text, c.prospect_origin::text)`;

/** A class of equal facts, with how many contacts are in it. */
export interface FactClass {
  readonly name: string;
  readonly contacts: number;
}

/** Reads a class's name back into facts. A text that is not of the form gives facts that let nobody through. */
export function factsOfClass(name: string): StoredFacts {
  const [excluded, usable, freemail, uk, consent, legalForm, evidence, relation, origin] = name.split("|");
  return {
    excluded: excluded !== "false",
    addressUsable: usable === "true",
    freemail: freemail !== "false",
    inUk: uk === "true",
    consent: (consent ?? "expired") as StoredFacts["consent"],
    legalForm: (legalForm ?? "unknown") as StoredFacts["legalForm"],
    evidence: (evidence ?? "insufficient") as StoredFacts["evidence"],
    relation: (relation ?? "none") as StoredFacts["relation"],
    prospectOrigin: (origin ?? "none") as StoredFacts["prospectOrigin"],
  };
}

/** A condition on contacts, as SQL on alias `c` with its values from `$first` on. */
export interface ContactFilter {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The classes of a shop's present contacts: a few hundred at most, whatever their number. `filter` numbers its values from $2. */
export async function countFactClasses(tx: Sql, shopId: number, filter: ContactFilter): Promise<FactClass[]> {
  // One pass with hash joins: 100,000 contacts take about 0.3 s, against minutes for a decision a row in the application.
  const { rows } = await tx.query<FactClass>(
    `SELECT ${FACT_CLASS} AS name, count(*)::int AS contacts
     FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql} GROUP BY 1`,
    [shopId, ...filter.values],
  );
  return rows;
}
