import { countFactClasses, FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { shareAudiences } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { POLICY_VERSION } from "~/policy/decide";
import type { ShopFacts } from "~/policy/facts";
import { loadShopState } from "~/services/shops/setUp";
import { audienceCriteria, audienceFilter } from "./audience";
import { judgeClass } from "./judge";
import { pauseCampaign } from "./pauseCampaign";

/**
 * Decides the whole audience of a started campaign and stores each decision with its basis or its reasons, in one pass, all or nothing; then queues the hand-over (P5, P12). One mailbox is one recipient
 * (addresses matched broadly): of several eligible contacts the one with consent, then the oldest, is chosen. Safe to run again.
 */
export async function buildAudience(shopId: number, campaignId: number, at: Date): Promise<void> {
  const { facts } = await loadShopState(shopId, at);
  // In a transaction around: the snapshot must not be older than the lock.
  await transaction(async (around) => {
    await shareAudiences(around, shopId);
    await storeAudience(shopId, campaignId, facts, at);
  });
}

async function storeAudience(shopId: number, campaignId: number, facts: ShopFacts, at: Date): Promise<void> {
  await transaction(async (tx) => {
    // One snapshot for the classes and for the rows: a contact whose facts change in between would fall into a class nobody judged.
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
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
    const classes = await countFactClasses(tx, shopId, audienceFilter(criteria, 2, at));
    const verdicts = classes.map((factClass) => {
      const verdict = judgeClass(factClass, facts);
      const taken = judgeClass(factClass, facts, true);
      return {
        name: factClass.name,
        basis: verdict.decision === "eligible" ? verdict.basis : null,
        reasons: verdict.decision === "ineligible" ? verdict.reasons.join(",") : null,
        takenReasons: taken.decision === "ineligible" ? taken.reasons.join(",") : null,
      };
    });
    const counts = await storeRecipients(tx, shopId, campaignId, verdicts, audienceFilter(criteria, 8, at));
    await tx.query(
      "UPDATE campaign SET audience_built_at = $3, eligible_count = $4, ineligible_count = $5 WHERE shop_id = $1 AND id = $2",
      [shopId, campaignId, at, counts.eligible, counts.ineligible],
    );
    await enqueue(tx, "campaign-hand-over", { shopId, campaignId });
  });
}

interface ClassVerdict {
  readonly name: string;
  readonly basis: string | null;
  readonly reasons: string | null;
  readonly takenReasons: string | null;
}

async function storeRecipients(
  tx: Transaction,
  shopId: number,
  campaignId: number,
  verdicts: readonly ClassVerdict[],
  filter: ReturnType<typeof audienceFilter>,
): Promise<{ eligible: number; ineligible: number }> {
  // One INSERT ... SELECT joins the verdicts back to the contacts of their class; the rows never visit the application.
  const { rows } = await tx.query<{ eligible: number; ineligible: number }>(
    `WITH verdict AS (
       SELECT * FROM unnest($3::text[], $4::basis[], $5::text[], $6::text[]) AS v (class, basis, reasons, taken_reasons)
     ), judged AS (
       SELECT c.id, c.email, c.exclusion_key, c.relation, v.class, v.basis, v.reasons, v.taken_reasons,
              CASE WHEN v.basis = 'consent' THEN a.since ELSE c.relation_since END AS since,
              v.basis IS NOT NULL AND row_number() OVER (PARTITION BY c.exclusion_key, v.basis IS NULL ORDER BY (v.basis = 'consent') DESC, c.id) = 1 AS chosen
       FROM ${FACT_TABLES} JOIN verdict v ON v.class = ${FACT_CLASS}
       WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql}
     ), stored AS (
       INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, basis_since, policy_version, fact_class)
       SELECT $1, $2, row_number() OVER (ORDER BY chosen DESC, id), id, email, exclusion_key, CASE WHEN chosen THEN basis END, relation,
              CASE WHEN chosen THEN '{}' ELSE string_to_array(CASE WHEN basis IS NULL THEN reasons ELSE taken_reasons END, ',') END,
              CASE WHEN chosen THEN since END, $7, class
       FROM judged
       RETURNING basis
     )
     SELECT count(basis)::int AS eligible, (count(*) - count(basis))::int AS ineligible FROM stored`,
    [
      shopId,
      campaignId,
      verdicts.map(({ name }) => name),
      verdicts.map(({ basis }) => basis),
      verdicts.map(({ reasons }) => reasons),
      verdicts.map(({ takenReasons }) => takenReasons),
      POLICY_VERSION,
      ...filter.values,
    ],
  );
  return rows[0] ?? { eligible: 0, ineligible: 0 };
}
