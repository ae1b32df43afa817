import { FACT_CLASS, FACT_LOOKUPS } from "~/db/contactFacts";
import { IN_REQUEST } from "~/db/mailOutcome";
import { inOrder, type Sql } from "~/db/transaction";
import { factsOfClass } from "~/policy/factClass";
import type { Relation } from "~/policy/facts";
import type { Basis } from "~/policy/reasons";
import type { ClaimedBatch } from "./batches";

/** A batch's recipients as the database has them at this moment, by columns: a thousand rows of a dozen fields each were most of what the app did for a decision. */
export interface Found {
  readonly seqs: readonly number[];
  readonly emails: readonly string[];
  /** What was stored of the decision, and the class of this moment: `basis relation stored class`, with a `-` for none. */
  readonly grounds: readonly string[];
  /** Seconds since 1970: of the stored basis, of the consent, of the relation. */
  readonly since: readonly (number | null)[];
  readonly consentSince: readonly (number | null)[];
  readonly relationSince: readonly (number | null)[];
  /** Who may be owed the notice of UK GDPR Art 14, or was when last decided. */
  readonly notices: readonly {
    readonly seq: number;
    /** Where their data come from, and since when, in seconds since 1970; `null` for who has been told by now. */
    readonly owed: { readonly source: string; readonly obtained: number } | null;
  }[];
}

const NOBODY: Found = {
  seqs: [],
  emails: [],
  grounds: [],
  since: [],
  consentSince: [],
  relationSince: [],
  notices: [],
};

/** What the stored decision rested on, and the class of the facts now; `null` for facts that are gone. */
export interface Ground {
  readonly basis: Basis;
  /** As it was stored. */
  readonly storedRelation: Relation;
  /** As it is now: a prospect may have bought since, and is told so (P8). */
  readonly relation: Relation;
  readonly storedClass: string | null;
  readonly factClass: string | null;
}

/** Reads whom of a batch to decide on, with the facts of this moment, in a transaction of its own batch. */
export async function readRecipients(tx: Sql, { shopId, campaignId, firstSeq, lastSeq }: ClaimedBatch): Promise<Found> {
  // A contact that is gone, or has another address now, has no facts for this one, and its class is null. The exact address: a consent for jo@ does not carry jo+shop@ (P13).
  // The batch's contacts come from one walk along their primary key, which asks less of the database than a look-up for each, and then meet their recipients by a FULL join: every contact has its recipient, so it is a LEFT join, but one that is
  // never made by comparing all with all, whatever the planner takes their number for (7 ms a batch, and 130 when it did; 10 with a look-up for each).
  // `num_nulls` keeps the planner on the primary key: with IS NULL it took the partial index of present contacts, all of them for each recipient, for a table without statistics (16 s a batch instead of 0.1 s).
  // No table is read whole: one that was empty when it was last vacuumed is taken for empty, and 3,000 exclusions that had come since were read for each of a batch's recipients (480 ms a batch, under the lock, instead of 10). For the same
  // reason FACT_LOOKUPS.
  const [, { rows }] = await inOrder(
    tx,
    () => tx.query("SET LOCAL enable_seqscan = off"),
    () =>
      tx.query<Found>(
        `WITH r AS MATERIALIZED (
       SELECT r.seq, r.contact_id, r.email, r.basis, r.relation, r.fact_class, r.basis_since, r.carries_notice
       FROM recipient r WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4 AND ${IN_REQUEST}
     ), f AS MATERIALIZED (
       SELECT c.id, c.email, ${FACT_CLASS} AS class, a.since AS consent_since, c.relation_since,
              CASE WHEN c.prospect_origin <> 'none' AND c.notice_given_at IS NULL THEN (
                SELECT json_build_object('source', p.source, 'obtained', date_part('epoch', p.obtained_at)) FROM prospect p WHERE p.shop_id = c.shop_id AND p.contact_id = c.id
              ) END AS owed
       FROM ${FACT_LOOKUPS} WHERE c.shop_id = $1 AND c.id = ANY (ARRAY(SELECT contact_id FROM r)) AND num_nulls(c.deleted_at) = 1
     )
     SELECT json_agg(seq) AS seqs, json_agg(email) AS emails, json_agg(ground) AS grounds, json_agg(date_part('epoch', basis_since)) AS since,
            json_agg(date_part('epoch', consent_since)) AS "consentSince", json_agg(date_part('epoch', relation_since)) AS "relationSince",
            coalesce(json_agg(json_build_object('seq', seq, 'owed', owed)) FILTER (WHERE carries_notice OR owed IS NOT NULL), '[]') AS notices
     FROM (
       SELECT r.seq, r.email, r.basis || ' ' || r.relation || ' ' || coalesce(r.fact_class, '-') || ' ' ||
              CASE WHEN f.email = r.email OR lower(f.email) = lower(r.email) THEN f.class ELSE '-' END AS ground,
              r.basis_since, r.carries_notice, f.consent_since, f.relation_since, f.owed
       FROM r FULL JOIN f ON f.id = r.contact_id ORDER BY r.seq
     ) found HAVING count(*) > 0`,
        [shopId, campaignId, firstSeq, lastSeq],
      ),
  );
  return rows[0] ?? NOBODY;
}

/** A moment of `Found`. */
export const dateOf = (seconds: number | null | undefined): Date | null =>
  typeof seconds === "number" ? new Date(Math.round(seconds * 1000)) : null;

/** Reads `Found.grounds`: a batch has a handful of different ones. */
export function memoisedGrounds(): (text: string) => Ground {
  const grounds = new Map<string, Ground>();
  return (text) => {
    const known = grounds.get(text);
    if (known) return known;
    const [basis, stored, storedClass, now] = text.split(" ");
    const none = (value: string | undefined) => (value === undefined || value === "-" ? null : value);
    const storedRelation = stored as Relation;
    const factClass = none(now);
    const ground = {
      basis: basis as Basis,
      storedRelation,
      relation: factClass === null ? storedRelation : factsOfClass(factClass).relation,
      storedClass: none(storedClass),
      factClass,
    };
    grounds.set(text, ground);
    return ground;
  };
}
