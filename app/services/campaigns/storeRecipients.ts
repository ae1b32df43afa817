import { audienceClass, type FrequencyCap } from "~/db/frequencyCap";
import { inParts, type Part } from "~/db/inParts";
import { joinByHashing } from "~/db/joinByHashing";
import type { Transaction } from "~/db/transaction";
import { POLICY_VERSION } from "~/policy/decide";
import type { ShopFacts } from "~/policy/facts";
import type { AudienceCriteria } from "./audience";
import { audienceFilter } from "./audienceFilter";
import { judgeEveryClass, type JudgedClass } from "./judge";

/** What an audience is decided on. */
export interface Deciding {
  readonly criteria: AudienceCriteria;
  readonly facts: ShopFacts;
  readonly cap: FrequencyCap | null;
  readonly at: Date;
}

/** How many were decided either way. */
export interface Decided {
  readonly eligible: number;
  readonly ineligible: number;
}

/**
 * Decides on every contact of the audience and stores each decision: the eligible numbered from 1, without a gap, the others after them. One mailbox is one recipient; of several eligible contacts the one with consent, then the oldest. In so many parts, each with all contacts of its mailboxes. `tx` holds the campaign.
 */
export async function storeRecipients(
  tx: Transaction,
  shopId: number,
  campaignId: number,
  deciding: Deciding,
  parts: number,
): Promise<Decided> {
  const classes = judgeEveryClass(deciding.facts, deciding.cap !== null);
  const [counts] = await inParts(tx, parts, {
    first: async (own, part) => {
      await decide(own, shopId, { ...deciding, classes, part });
      await leaveOutTaken(own);
      return count(own);
    },
    second: async (own, { number }, told) => {
      const before = sum(told.slice(0, number));
      const all = sum(told);
      await store(own, shopId, campaignId, classes, [before.eligible, all.eligible + before.ineligible]);
      return all;
    },
  });
  return counts ?? sum([]);
}

interface Judging extends Deciding {
  readonly classes: readonly JudgedClass[];
  readonly part: Part;
}

/**
 * Joins the verdicts to the contacts of their class, in a table that goes at commit; the rows never visit the application. By the copies of the facts that contacts hold, as the preview does: written with the originals and proved
 * equal to them every night, they saved 0.7 s of 6.6 at a million. What is sent rests on the originals, which are asked at hand-over (docs/decisions/0041).
 */
async function decide(tx: Transaction, shopId: number, { criteria, cap, at, classes, part }: Judging): Promise<void> {
  const { factClass, join, values: capValues } = audienceClass(cap, 4);
  const filter = audienceFilter(criteria, 4 + capValues.length, at);
  // So that the hash of consents stays in memory. The planner knows nothing of how many contacts have a class, and sorted them all to merge; a plan it takes for dear it would compile first.
  await tx.query("SET LOCAL work_mem = '128MB'");
  await joinByHashing(tx);
  await tx.query("SET LOCAL enable_mergejoin = off");
  await tx.query("SET LOCAL jit = off");
  await tx.query(
    `CREATE TEMP TABLE decided (id bigint, email text, exclusion_key bytea, relation relation, class text, basis basis, since timestamptz(3)) ON COMMIT DROP`,
  );
  // OFFSET 0 has a contact's class made once and then hashed: joined on an expression, the planner compared every contact with every class, 40,000 with some thousand, and was not done after minutes. Who has not consented is looked up nowhere.
  await tx.query(
    `INSERT INTO decided
     SELECT f.id, f.email, f.exclusion_key, f.relation, f.class, v.basis, CASE WHEN v.basis = 'consent' THEN f.consent_since WHEN v.basis IS NOT NULL THEN f.relation_since END
     FROM (
       SELECT c.id, c.email, c.exclusion_key, c.relation, c.relation_since, a.since AS consent_since, ${factClass} AS class
       FROM contact c
       LEFT JOIN address_standing a ON a.shop_id = c.shop_id AND a.consent_key = CASE WHEN c.consent = 'confirmed' THEN c.consent_key END AND a.standing = 'confirmed'
       ${join}
       WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${partOf(part)} AND ${filter.sql} OFFSET 0
     ) f JOIN unnest($2::text[], $3::basis[]) AS v (class, basis) ON v.class = f.class`,
    [
      shopId,
      classes.map(({ name }) => name),
      classes.map(({ verdict }) => (verdict.decision === "eligible" ? verdict.basis : null)),
      ...capValues,
      ...filter.values,
    ],
  );
}

/**
 * Contacts of one part, so that all with one mailbox are in the same: a range of its keys, which are spread evenly; those without a key are in the first. The planner knows how many contacts a range has, and hashes the standings; of a
 * remainder it expected hardly any, hashed the wider contacts instead, and a build took a tenth longer. IS TRUE, like IS NOT TRUE, is served by no index: all parts are read alike.
 */
function partOf({ number, of }: Part): string {
  const from = (part: number) => `c.exclusion_key >= decode('${firstByte(part, of)}', 'hex')`;
  const begun = number > 0 ? `(${from(number)}) IS TRUE` : "true";
  const ended = number < of - 1 ? `(${from(number + 1)}) IS NOT TRUE` : "true";
  return `${begun} AND ${ended}`;
}

const firstByte = (part: number, of: number): string => Buffer.of((256 / of) * part).toString("hex");

/** Leaves out whoever has the mailbox of an eligible contact that comes first. */
async function leaveOutTaken(tx: Transaction): Promise<void> {
  await tx.query(
    `UPDATE decided SET basis = NULL FROM (
       SELECT id, row_number() OVER (PARTITION BY exclusion_key ORDER BY (basis = 'consent') DESC, id) AS place
       FROM decided WHERE basis IS NOT NULL AND exclusion_key IN (
         SELECT exclusion_key FROM decided WHERE basis IS NOT NULL GROUP BY 1 HAVING count(*) > 1
       )
     ) ranked WHERE decided.id = ranked.id AND ranked.place > 1`,
  );
}

async function count(tx: Transaction): Promise<Decided> {
  const { rows } = await tx.query<Decided>(
    "SELECT count(basis)::int AS eligible, (count(*) - count(basis))::int AS ineligible FROM decided",
  );
  return rows[0] ?? sum([]);
}

/** Stores what was decided, those in and those left out numbered from behind a number each. */
async function store(
  tx: Transaction,
  shopId: number,
  campaignId: number,
  classes: readonly JudgedClass[],
  [beforeEligible, beforeIneligible]: readonly [number, number],
): Promise<void> {
  await tx.query(
    `WITH verdict AS MATERIALIZED (
       SELECT class, string_to_array(reasons, ',') AS reasons FROM unnest($3::text[], $4::text[]) AS v (class, reasons)
     )
     INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, basis_since, policy_version, fact_class)
     SELECT $1::int, $2::int, $6::int + row_number() OVER (ORDER BY id), id, email, exclusion_key, basis, relation, '{}'::text[], since, $5::int, class
     FROM decided WHERE basis IS NOT NULL
     UNION ALL
     SELECT $1::int, $2::int, $7::int + row_number() OVER (ORDER BY d.id), d.id, d.email, d.exclusion_key, NULL, d.relation, v.reasons, NULL, $5::int, d.class
     FROM decided d JOIN verdict v USING (class) WHERE d.basis IS NULL`,
    [
      shopId,
      campaignId,
      classes.map(({ name }) => name),
      classes.map(({ leftOut }) => leftOut.join(",")),
      POLICY_VERSION,
      beforeEligible,
      beforeIneligible,
    ],
  );
}

function sum(counts: readonly Decided[]): Decided {
  return {
    eligible: counts.reduce((sum, { eligible }) => sum + eligible, 0),
    ineligible: counts.reduce((sum, { ineligible }) => sum + ineligible, 0),
  };
}
