import { pool } from "~/db/client";
import { countFactClasses, FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import type { Decision } from "~/policy/decide";
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
  readonly byBasis: readonly {
    readonly basis: Basis;
    readonly contacts: number;
    readonly examples: readonly ExampleContact[];
  }[];
  readonly byReason: readonly {
    readonly reason: Reason;
    readonly contacts: number;
    readonly examples: readonly ExampleContact[];
  }[];
}

const EXAMPLES = 5;

/** Judges an audience as it is now, class by class (P5, P12). Nothing is stored and nothing is sent. */
export async function previewAudience(shopId: number, criteria: AudienceCriteria, at: Date): Promise<AudiencePreview> {
  const { facts } = await loadShopState(shopId, at);
  const filter = audienceFilter(criteria, 2, at);
  const judged = (await countFactClasses(pool(), shopId, filter)).map((fact) => ({
    ...fact,
    verdict: judgeClass(fact, facts),
  }));
  const eligible = judged.filter(({ verdict }) => verdict.decision === "eligible");
  const taken = await countTaken(shopId, eligible, criteria, at);
  const duplicates = [...taken.values()].reduce((sum, contacts) => sum + contacts, 0);

  const groups = new Map<Basis | Reason, { contacts: number; classes: string[] }>();
  for (const { name, contacts, verdict } of judged) {
    const group = verdict.decision === "eligible" ? verdict.basis : verdict.reasons[0];
    const entry = groups.get(group) ?? { contacts: 0, classes: [] };
    groups.set(group, {
      contacts: entry.contacts + contacts - (taken.get(name) ?? 0),
      classes: [...entry.classes, name],
    });
  }
  const rows = await Promise.all(
    [...groups].map(async ([group, { contacts, classes }]) => ({
      group,
      contacts,
      examples: await examplesOf(shopId, classes, criteria, at),
    })),
  );
  const isBasis = (group: Basis | Reason): group is Basis => group === "consent" || group === "legitimate_interest";
  const byReason = rows.flatMap(({ group, ...row }) => (isBasis(group) ? [] : [{ reason: group, ...row }]));
  if (duplicates > 0) byReason.push({ reason: "duplicate_address", contacts: duplicates, examples: [] });
  return {
    selected: judged.reduce((sum, { contacts }) => sum + contacts, 0),
    eligible: eligible.reduce((sum, { contacts }) => sum + contacts, 0) - duplicates,
    byBasis: rows.flatMap(({ group, ...row }) =>
      isBasis(group) && row.contacts > 0 ? [{ basis: group, ...row }] : [],
    ),
    byReason: byReason.sort((a, b) => b.contacts - a.contacts),
  };
}

/** Eligible contacts, by class, whose address goes to another eligible one of the audience: only one of each is mailed, chosen as buildAudience chooses. */
async function countTaken(
  shopId: number,
  eligible: readonly { readonly name: string; readonly verdict: Decision }[],
  criteria: AudienceCriteria,
  at: Date,
): Promise<ReadonlyMap<string, number>> {
  if (eligible.length === 0) return new Map();
  const filter = audienceFilter(criteria, 4, at);
  const consented = eligible.filter(({ verdict }) => verdict.decision === "eligible" && verdict.basis === "consent");
  const { rows } = await pool().query<{ class: string; contacts: number }>(
    `SELECT class, count(*)::int AS contacts FROM (
       SELECT ${FACT_CLASS} AS class, row_number() OVER (PARTITION BY c.exclusion_key ORDER BY (${FACT_CLASS} = ANY($3)) DESC, c.id) AS place
       FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${FACT_CLASS} = ANY($2) AND ${filter.sql}
     ) ranked WHERE place > 1 GROUP BY class`,
    [shopId, eligible.map(({ name }) => name), consented.map(({ name }) => name), ...filter.values],
  );
  return new Map(rows.map((row) => [row.class, row.contacts]));
}

async function examplesOf(
  shopId: number,
  classes: readonly string[],
  criteria: AudienceCriteria,
  at: Date,
): Promise<ExampleContact[]> {
  const filter = audienceFilter(criteria, 3, at);
  const { rows } = await pool().query<ExampleContact>(
    `SELECT c.id::text AS id, c.name, c.company FROM ${FACT_TABLES}
     WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${FACT_CLASS} = ANY($2) AND ${filter.sql} ORDER BY c.id LIMIT ${EXAMPLES}`,
    [shopId, classes, ...filter.values],
  );
  return rows;
}
