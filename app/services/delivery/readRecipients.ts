import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { IN_REQUEST } from "~/db/mailOutcome";
import { inOrder, type Sql } from "~/db/transaction";
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
    readonly source: string | null;
    readonly obtained: number | null;
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
  readonly relation: Relation;
  readonly storedClass: string | null;
  readonly factClass: string | null;
}

/** Reads whom of a batch to decide on, with the facts of this moment, in a transaction of its own batch. */
export async function readRecipients(tx: Sql, { shopId, campaignId, firstSeq, lastSeq }: ClaimedBatch): Promise<Found> {
  // A contact that is gone, or has another address now, has no facts for this one, and its class is null. The exact address: a consent for jo@ does not carry jo+shop@ (P13).
  // `num_nulls` keeps the planner on the primary key: with IS NULL it took the partial index of present contacts, all of them for each recipient, for a table without statistics (16 s a batch instead of 0.1 s).
  // No table is read whole: one that was empty when it was last vacuumed is taken for empty, and 3,000 exclusions that had come since were read for each of a batch's recipients (480 ms a batch, under the lock, instead of 10).
  // OFFSET 0 keeps it looking contact by contact: joined as a whole it read all of the shop's contacts for each batch (72 ms a batch of 40,000 contacts, and growing with them, instead of 7).
  const [, { rows }] = await inOrder(
    tx,
    () => tx.query("SET LOCAL enable_seqscan = off"),
    () =>
      tx.query<Found>(
        `SELECT json_agg(seq) AS seqs, json_agg(email) AS emails, json_agg(ground) AS grounds, json_agg(date_part('epoch', basis_since)) AS since,
            json_agg(date_part('epoch', consent_since)) AS "consentSince", json_agg(date_part('epoch', relation_since)) AS "relationSince",
            coalesce(json_agg(json_build_object('seq', seq, 'source', source, 'obtained', date_part('epoch', obtained_at))) FILTER (WHERE carries_notice OR source IS NOT NULL), '[]') AS notices
     FROM (
       SELECT r.seq, r.email, r.basis || ' ' || r.relation || ' ' || coalesce(r.fact_class, '-') || ' ' || coalesce(f.class, '-') AS ground, r.basis_since, r.carries_notice,
              f.consent_since, f.relation_since, f.source, f.obtained_at
       FROM recipient r LEFT JOIN LATERAL (
         SELECT ${FACT_CLASS} AS class, a.since AS consent_since, c.relation_since, p.source, p.obtained_at FROM ${FACT_TABLES}
         LEFT JOIN prospect p ON p.shop_id = c.shop_id AND p.contact_id = c.id AND c.notice_given_at IS NULL
         WHERE c.shop_id = r.shop_id AND c.id = r.contact_id AND num_nulls(c.deleted_at) = 1 AND lower(c.email) = lower(r.email)
         OFFSET 0
       ) f ON true
       WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4 AND ${IN_REQUEST}
       ORDER BY r.seq
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
    const [basis, relation, storedClass, factClass] = text.split(" ");
    const none = (value: string | undefined) => (value === undefined || value === "-" ? null : value);
    const ground = {
      basis: basis as Basis,
      relation: relation as Relation,
      storedClass: none(storedClass),
      factClass: none(factClass),
    };
    grounds.set(text, ground);
    return ground;
  };
}
