import { COPIES_AGREE, FACT_CLASS, FACT_LOOKUPS } from "~/db/contactFacts";
import { IN_REQUEST } from "~/db/mailOutcome";
import { inOrder, type Sql } from "~/db/transaction";
import type { Relation } from "~/policy/facts";
import type { Basis } from "~/policy/reasons";
import type { ClaimedBatch } from "./batches";

/** Recipients of a batch who have the same facts at this moment, and of whom the same was stored; by columns. A batch has a handful of such groups: a thousand rows of a dozen fields each were most of what the app did for a decision. */
export interface FactGroup {
  /** What the stored decision rested on. */
  readonly basis: Basis;
  readonly storedRelation: Relation;
  readonly storedClass: string | null;
  /** The class of the facts now; `null` for facts that are gone. */
  readonly factClass: string | null;
  readonly seqs: readonly number[];
  readonly emails: readonly string[];
  /** Of the stored basis, in seconds since 1970. */
  readonly since: readonly (number | null)[];
  /** Of the consent and of the relation now, by number: of those for whom it is not that of the stored basis; `null` for none. */
  readonly consentSince: readonly Since[] | null;
  readonly relationSince: readonly Since[] | null;
  /** Who may be owed the notice of UK GDPR Art 14, or was when last decided; `null` for nobody. */
  readonly notices:
    | readonly {
        readonly seq: number;
        /** Where their data come from, and since when, in seconds since 1970; `null` for who has been told by now. */
        readonly owed: { readonly source: string; readonly obtained: number } | null;
      }[]
    | null;
}

/** A recipient's number, and seconds since 1970. */
type Since = readonly [seq: number, seconds: number | null];

/** A recipient's contact still has the address that was put in the audience: the exact one, since a consent for jo@ does not carry jo+shop@ (P13). */
const SAME_ADDRESS = "(c.email = r.email OR lower(c.email) = lower(r.email))";

/** Stands for a class while a contact's copies do not say what their originals do. */
const UNSURE = "?";

// A contact that is gone, or has another address now, has no facts for this one, and its class is null.
// Contacts, exclusions and standings come each from one walk along their primary key, which asks less of the database than a look-up for each, and then meet by FULL joins: each has its recipient, so they are LEFT joins, but such as are
// never made by comparing all with all, whatever the planner takes their number for. Recipients come in groups, by hashing: for a handful of groups a sort of all takes longer.
// (8 ms a batch where it was 12.5 with look-ups and a text for each recipient; the app takes half of what it took to read the answer.)
// One plan is kept from the first batch on: by itself a connection plans its first five anew, which took as long as running them.
// `num_nulls` keeps the planner on the primary key: with IS NULL it took the partial index of present contacts, all of them for each recipient, for a table without statistics (16 s a batch instead of 0.1 s).
// No table is read whole: one that was empty when it was last vacuumed is taken for empty, and 3,000 exclusions that had come since were read for each of a batch's recipients (480 ms a batch, under the lock, instead of 10).
/**
 * Recipients `$3` to `$4` of campaign `$2` of shop `$1` with the facts of this moment, as `found`, and those in groups: two parts of one statement, planned by `PLANNER_SETTINGS`.
 */
export const FOUND = `\
WITH r AS MATERIALIZED (
  SELECT r.seq, r.contact_id, r.email, r.basis, r.relation, r.fact_class, r.basis_since, r.carries_notice
  FROM recipient r WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq BETWEEN $3 AND $4 AND ${IN_REQUEST}
), c AS MATERIALIZED (
  SELECT c.id, c.email, c.exclusion_key, c.consent_key, c.country, c.relation_since, c.prospect_origin <> 'none' AND c.notice_given_at IS NULL AS untold, c.excluded, c.in_uk, c.consent, c.fact_class
  FROM contact c WHERE c.shop_id = $1 AND c.id = ANY (ARRAY(SELECT contact_id FROM r)) AND num_nulls(c.deleted_at) = 1
), x AS MATERIALIZED (
  SELECT key FROM exclusion WHERE shop_id = $1 AND key = ANY (ARRAY(SELECT exclusion_key FROM c))
), a AS MATERIALIZED (
  SELECT consent_key, standing, since FROM address_standing WHERE shop_id = $1 AND consent_key = ANY (ARRAY(SELECT consent_key FROM c))
), found AS (
  SELECT r.*, c.id, a.since AS consent_since, c.relation_since, c.untold,
         CASE WHEN ${SAME_ADDRESS} THEN CASE WHEN ${COPIES_AGREE} THEN c.fact_class ELSE '${UNSURE}' END END AS class
  FROM r FULL JOIN c ON c.id = r.contact_id FULL JOIN x ON x.key = c.exclusion_key FULL JOIN a ON a.consent_key = c.consent_key
)`;

/** What `FOUND` begins, ended: a row for each `FactGroup`. */
export const GROUPED = `
SELECT basis, relation AS "storedRelation", fact_class AS "storedClass", class AS "factClass",
       json_agg(seq) AS seqs, json_agg(email) AS emails, json_agg(date_part('epoch', basis_since)) AS since,
       json_agg(json_build_array(seq, date_part('epoch', consent_since))) FILTER (WHERE consent_since IS DISTINCT FROM basis_since AND consent_since IS NOT NULL) AS "consentSince",
       json_agg(json_build_array(seq, date_part('epoch', relation_since))) FILTER (WHERE relation_since IS DISTINCT FROM basis_since) AS "relationSince",
       json_agg(json_build_object('seq', seq, 'owed', CASE WHEN untold THEN (
         SELECT json_build_object('source', p.source, 'obtained', date_part('epoch', p.obtained_at)) FROM prospect p WHERE p.shop_id = $1 AND p.contact_id = found.id
       ) END)) FILTER (WHERE carries_notice OR untold) AS notices
FROM found GROUP BY 1, 2, 3, 4`;

/** How the statement is planned, until the transaction ends. */
export const PLANNER_SETTINGS =
  "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

/** Reads whom of a batch to decide on, with the facts of this moment, in a transaction of its own batch. */
export async function readRecipients(
  tx: Sql,
  { shopId, campaignId, firstSeq, lastSeq }: ClaimedBatch,
): Promise<readonly FactGroup[]> {
  const [, { rows }] = await inOrder(
    tx,
    () => tx.query(PLANNER_SETTINGS),
    () => tx.query<FactGroup>(FOUND + GROUPED, [shopId, campaignId, firstSeq, lastSeq]),
  );
  const unsure = rows.filter(({ factClass }) => factClass === UNSURE).flatMap(({ seqs }) => seqs);
  if (unsure.length === 0) return rows;
  const classes = await readClasses(tx, shopId, campaignId, unsure);
  return rows.flatMap((group) => (group.factClass === UNSURE ? byClass(group, classes) : [group]));
}

/** The classes of recipients by the originals of their facts, of those whose copies lag behind. In a statement of its own: with it in the other each batch took half a millisecond longer, whoever was in it. */
async function readClasses(
  tx: Sql,
  shopId: number,
  campaignId: number,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await tx.query<{ seq: number; factClass: string }>(
    `SELECT r.seq, ${FACT_CLASS} AS "factClass" FROM ${FACT_LOOKUPS} JOIN recipient r ON r.shop_id = c.shop_id AND r.contact_id = c.id
     WHERE c.shop_id = $1 AND r.campaign_id = $2 AND r.seq = ANY($3::int[]) AND num_nulls(c.deleted_at) = 1 AND ${SAME_ADDRESS}`,
    [shopId, campaignId, seqs],
  );
  return new Map(rows.map(({ seq, factClass }) => [seq, factClass]));
}

/** A group taken apart by the classes of its recipients. */
function byClass(group: FactGroup, classes: ReadonlyMap<number, string>): FactGroup[] {
  const places = new Map<string | null, Set<number>>();
  group.seqs.forEach((seq, place) => {
    const factClass = classes.get(seq) ?? null;
    places.set(factClass, (places.get(factClass) ?? new Set()).add(place));
  });
  const { seqs, emails, since } = group;
  return [...places].map(([factClass, here]) => {
    const isHere = (_: unknown, place: number) => here.has(place);
    return {
      ...group,
      factClass,
      seqs: seqs.filter(isHere),
      emails: emails.filter(isHere),
      since: since.filter(isHere),
    };
  });
}

/** A moment of `FactGroup`. */
export const dateOf = (seconds: number | null | undefined): Date | null =>
  typeof seconds === "number" ? new Date(Math.round(seconds * 1000)) : null;
