import { pool } from "~/db/client";
import { countFactClasses, FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import type { Basis, Reason } from "~/policy/reasons";
import { loadShopState } from "~/services/shops/setUp";
import { audienceFilter, type AudienceCriteria } from "./audience";
import { judgeClass } from "./judge";

/** A contact named as an example. */
export interface ExampleContact {
  readonly id: string;
  readonly name: string;
  readonly company: string;
}

/** Who of an audience is in, and who is out and why. Counts are contacts; each is in one row only, by the reason that decides. */
export interface AudiencePreview {
  readonly selected: number;
  readonly eligible: number;
  readonly byBasis: readonly { readonly basis: Basis; readonly contacts: number; readonly examples: readonly ExampleContact[] }[];
  readonly byReason: readonly { readonly reason: Reason; readonly contacts: number; readonly examples: readonly ExampleContact[] }[];
}

const EXAMPLES = 5;

/** Judges an audience as it is now, class by class (P5, P12). Nothing is stored and nothing is sent. */
export async function previewAudience(shopId: number, criteria: AudienceCriteria, at: Date): Promise<AudiencePreview> {
  const { facts } = await loadShopState(shopId, at);
  const filter = audienceFilter(criteria, 2);
  const judged = (await countFactClasses(pool(), shopId, filter)).map((fact) => ({ ...fact, verdict: judgeClass(fact, facts) }));
  const eligible = judged.flatMap(({ name, contacts, verdict }) => (verdict.decision === "eligible" ? [{ name, contacts, basis: verdict.basis }] : []));
  const duplicates = await countDuplicates(shopId, eligible, criteria);

  const groups = new Map<Basis | Reason, { contacts: number; classes: string[] }>();
  for (const { name, contacts, verdict } of judged) {
    const group = verdict.decision === "eligible" ? verdict.basis : verdict.reasons[0];
    const entry = groups.get(group) ?? { contacts: 0, classes: [] };
    groups.set(group, { contacts: entry.contacts + contacts, classes: [...entry.classes, name] });
  }
  const rows = await Promise.all(
    [...groups].map(async ([group, { contacts, classes }]) => ({ group, contacts, examples: await examplesOf(shopId, classes, criteria) })),
  );
  const isBasis = (group: Basis | Reason): group is Basis => group === "consent" || group === "legitimate_interest";
  const byReason = rows.flatMap(({ group, ...row }) => (isBasis(group) ? [] : [{ reason: group, ...row }]));
  const taken = [...duplicates.values()].reduce((sum, contacts) => sum + contacts, 0);
  if (taken > 0) byReason.push({ reason: "duplicate_address", contacts: taken, examples: [] });
  return {
    selected: judged.reduce((sum, { contacts }) => sum + contacts, 0),
    eligible: eligible.reduce((sum, { contacts }) => sum + contacts, 0) - taken,
    byBasis: rows.flatMap(({ group, contacts, examples }) =>
      isBasis(group) ? [{ basis: group, contacts: contacts - (duplicates.get(group) ?? 0), examples }] : [],
    ),
    byReason: byReason.sort((a, b) => b.contacts - a.contacts),
  };
}

/** By basis, the eligible contacts that are left out because another one with the same address is chosen, as it is when the audience is built. */
async function countDuplicates(
  shopId: number,
  eligible: readonly { readonly name: string; readonly basis: Basis }[],
  criteria: AudienceCriteria,
): Promise<ReadonlyMap<Basis, number>> {
  if (eligible.length === 0) return new Map();
  const filter = audienceFilter(criteria, 4);
  const { rows } = await pool().query<{ basis: Basis; contacts: number }>(
    `SELECT basis, count(*)::int AS contacts FROM (
       SELECT v.basis, row_number() OVER (PARTITION BY c.exclusion_key ORDER BY (v.basis = 'consent') DESC, c.id) AS place
       FROM ${FACT_TABLES} JOIN unnest($2::text[], $3::text[]) AS v (class, basis) ON v.class = ${FACT_CLASS}
       WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql}
     ) AS judged WHERE place > 1 GROUP BY basis`,
    [shopId, eligible.map(({ name }) => name), eligible.map(({ basis }) => basis), ...filter.values],
  );
  return new Map(rows.map(({ basis, contacts }) => [basis, contacts]));
}

async function examplesOf(shopId: number, classes: readonly string[], criteria: AudienceCriteria): Promise<ExampleContact[]> {
  const filter = audienceFilter(criteria, 3);
  const { rows } = await pool().query<ExampleContact>(
    `SELECT c.id::text AS id, c.name, c.company FROM ${FACT_TABLES}
     WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${FACT_CLASS} = ANY($2) AND ${filter.sql} ORDER BY c.id LIMIT ${EXAMPLES}`,
    [shopId, classes, ...filter.values],
  );
  return rows;
}
