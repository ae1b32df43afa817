import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { cappedKeys, type FrequencyCap } from "~/db/frequencyCap";
import { shareAudiences } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { POLICY_VERSION } from "~/policy/decide";
import { CAPPED } from "~/policy/factClass";
import type { ShopFacts } from "~/policy/facts";
import { loadShopState } from "~/services/shops/setUp";
import { audienceCriteria, type AudienceCriteria } from "./audience";
import { audienceFilter } from "./audienceFilter";
import { frequencyCap } from "./frequencyCap";
import { judgeEveryClass } from "./judge";
import { pauseCampaign } from "./pauseCampaign";

/**
 * Decides the whole audience of a started campaign and stores each decision with its basis or its reasons, in one pass, all or nothing; then queues the hand-over (P5, P12). One mailbox is one recipient
 * (addresses matched broadly): of several eligible contacts the one with consent, then the oldest, is chosen. Safe to run again.
 */
export async function buildAudience(shopId: number, campaignId: number, at: Date): Promise<void> {
  const { facts, settings } = await loadShopState(shopId, at);
  const cap = frequencyCap(settings, at);
  await transaction(async (tx) => {
    // Each statement has its own snapshot, and so none older than this lock.
    await shareAudiences(tx, shopId);
    const { rows } = await tx.query<{ audience_criteria: unknown }>(
      "SELECT audience_criteria FROM campaign WHERE shop_id = $1 AND id = $2 AND state = 'sending' AND audience_built_at IS NULL FOR UPDATE",
      [shopId, campaignId],
    );
    const [campaign] = rows;
    if (!campaign) return;
    if (facts.setUp === "exclusions_returning") {
      // Nobody is decided on before it is known who must not be mailed: decided now, everybody would be out for good (P12).
      return pauseCampaign(tx, shopId, campaignId, "exclusions_returning", at);
    }
    const criteria = audienceCriteria.parse(campaign.audience_criteria);
    const counts = await storeRecipients(tx, shopId, campaignId, { criteria, facts, cap, at });
    await tx.query(
      "UPDATE campaign SET audience_built_at = $3, eligible_count = $4, ineligible_count = $5 WHERE shop_id = $1 AND id = $2",
      [shopId, campaignId, at, counts.eligible, counts.ineligible],
    );
    await enqueue(tx, "campaign-hand-over", { shopId, campaignId });
  });
}

/** What an audience is decided on. */
interface Deciding {
  readonly criteria: AudienceCriteria;
  readonly facts: ShopFacts;
  readonly cap: FrequencyCap | null;
  readonly at: Date;
}

async function storeRecipients(
  tx: Transaction,
  shopId: number,
  campaignId: number,
  { criteria, facts, cap, at }: Deciding,
): Promise<{ eligible: number; ineligible: number }> {
  const classes = judgeEveryClass(facts, cap !== null);
  const capped = cap ? cappedKeys(shopId, cap, 7) : null;
  const filter = audienceFilter(criteria, 7 + (capped?.values.length ?? 0), at);
  const factClass = capped
    ? `${FACT_CLASS} || CASE WHEN k.exclusion_key IS NULL THEN '' ELSE '${CAPPED}' END`
    : FACT_CLASS;
  // So that the hashes of exclusions and standings and the rows between the steps stay in memory. The planner knows nothing of how many contacts have a class, and sorted them all to merge; a plan it takes for
  // dear it would compile first.
  await tx.query("SET LOCAL work_mem = '128MB'");
  await tx.query("SET LOCAL enable_mergejoin = off");
  await tx.query("SET LOCAL jit = off");
  // OFFSET 0 has a contact's class made once and then hashed: joined on the expression itself, which looks for excluded domains, the planner compared every contact with every class, 40,000 with some thousand, and was not done after minutes.
  // One INSERT ... SELECT joins the verdicts to the contacts of their class; the rows never visit the application. Addresses that more than one contact has are found along their index, and only their contacts are ranked: not
  // those of the whole audience.
  const { rows } = await tx.query<{ eligible: number; ineligible: number }>(
    `WITH verdict AS MATERIALIZED (
       SELECT class, basis, string_to_array(reasons, ',') AS reasons FROM unnest($3::text[], $4::basis[], $5::text[]) AS v (class, basis, reasons)
     ), ${capped ? `capped AS (${capped.sql}), ` : ""}judged AS MATERIALIZED (
       SELECT f.id, f.email, f.exclusion_key, f.relation, v.class, v.basis, v.reasons,
              CASE WHEN v.basis = 'consent' THEN f.consent_since WHEN v.basis IS NOT NULL THEN f.relation_since END AS since
       FROM (
         SELECT c.id, c.email, c.exclusion_key, c.relation, c.relation_since, a.since AS consent_since, ${factClass} AS class
         FROM ${FACT_TABLES} ${capped ? "LEFT JOIN capped k ON k.exclusion_key = c.exclusion_key" : ""}
         WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql} OFFSET 0
       ) f JOIN verdict v ON v.class = f.class
     ), taken AS MATERIALIZED (
       SELECT id FROM (
         SELECT id, row_number() OVER (PARTITION BY exclusion_key ORDER BY (basis = 'consent') DESC, id) AS place
         FROM judged WHERE basis IS NOT NULL AND exclusion_key IN (
           SELECT c.exclusion_key FROM contact c WHERE c.shop_id = $1 GROUP BY 1 HAVING count(*) > 1
         )
       ) ranked WHERE place > 1
     ), eligible AS (
       SELECT (SELECT count(*) FROM judged WHERE basis IS NOT NULL) - (SELECT count(*) FROM taken) AS count
     ), stored AS (
       INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, basis_since, policy_version, fact_class)
       SELECT $1::int, $2::int, row_number() OVER (ORDER BY id), id, email, exclusion_key, basis, relation, '{}'::text[], since, $6::int, class
       FROM judged WHERE basis IS NOT NULL AND id NOT IN (SELECT id FROM taken)
       UNION ALL
       SELECT $1::int, $2::int, (SELECT count FROM eligible) + row_number() OVER (ORDER BY j.id), j.id, j.email, j.exclusion_key, NULL, j.relation,
              j.reasons, NULL, $6::int, j.class
       FROM judged j WHERE j.basis IS NULL OR j.id IN (SELECT id FROM taken)
       RETURNING basis
     )
     SELECT count(basis)::int AS eligible, (count(*) - count(basis))::int AS ineligible FROM stored`,
    [
      shopId,
      campaignId,
      classes.map(({ name }) => name),
      classes.map(({ verdict }) => (verdict.decision === "eligible" ? verdict.basis : null)),
      classes.map(({ leftOut }) => leftOut.join(",")),
      POLICY_VERSION,
      ...(capped?.values ?? []),
      ...filter.values,
    ],
  );
  return rows[0] ?? { eligible: 0, ineligible: 0 };
}
