import { pool } from "~/db/client";
import { cappedKeys } from "~/db/frequencyCap";
import { transaction } from "~/db/transaction";
import { CAPPED } from "~/policy/factClass";
import { BASES, REASONS, type Basis, type Reason } from "~/policy/reasons";
import { loadShopState } from "~/services/shops/setUp";
import type { AudienceCriteria } from "./audience";
import { audienceFilter } from "./audienceFilter";
import { frequencyCap } from "./frequencyCap";
import { judgeEveryClass } from "./judge";

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
/** Where a contact can be counted. Consent comes first, since of several contacts with one mailbox the one with consent is chosen. */
const GROUPS = [...BASES, ...REASONS];
const BASES_BELOW = BASES.length;

/** Judges an audience as it is now (P5, P12): each contact by the class of its facts, one mailbox once, chosen as buildAudience chooses. Nothing is stored and nothing is sent. */
export async function previewAudience(shopId: number, criteria: AudienceCriteria, at: Date): Promise<AudiencePreview> {
  const { facts, settings } = await loadShopState(shopId, at);
  const cap = frequencyCap(settings, at);
  const classes = judgeEveryClass(facts, cap !== null).map(({ name, verdict }) => ({
    name,
    group: GROUPS.indexOf(verdict.decision === "eligible" ? verdict.basis : verdict.reasons[0]),
  }));
  const capped = cap ? cappedKeys(shopId, cap, 5) : null;
  const filter = audienceFilter(criteria, 5 + (capped?.values.length ?? 0), at);
  const rows = await transaction(async (tx) => {
    // What is kept between the steps is some 50 bytes a contact: on disk it took twice as long.
    await tx.query("SET LOCAL work_mem = '128MB'");
    // One pass over the copies of the facts that contacts hold, without a join: a million contacts in about a second. What is stored and sent rests on the originals (buildAudience).
    const found = await tx.query<{ group: number; contacts: number; ids: string[] }>(
      `WITH verdict AS (
         SELECT * FROM unnest($2::text[], $3::int[]) AS v (class, "group")
       ), ${capped ? `capped AS (${capped.sql}), ` : ""}judged AS MATERIALIZED (
         SELECT c.id, c.exclusion_key, v."group" FROM contact c
         ${capped ? "LEFT JOIN capped k ON k.exclusion_key = c.exclusion_key" : ""}
         JOIN verdict v ON v.class = c.fact_class ${capped ? `|| CASE WHEN k.exclusion_key IS NULL THEN '' ELSE '${CAPPED}' END` : ""}
         WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql}
       ), shared AS (
         SELECT exclusion_key FROM judged WHERE "group" < ${BASES_BELOW} GROUP BY 1 HAVING count(*) > 1
       ), taken AS (
         SELECT id FROM (
           SELECT id, row_number() OVER (PARTITION BY exclusion_key ORDER BY "group", id) AS place
           FROM judged JOIN shared USING (exclusion_key) WHERE "group" < ${BASES_BELOW}
         ) ranked WHERE place > 1
       )
       SELECT CASE WHEN t.id IS NULL THEN j."group" ELSE $4 END AS "group", count(*)::int AS contacts, (array_agg(j.id::text))[1:${EXAMPLES}] AS ids
       FROM judged j LEFT JOIN taken t ON t.id = j.id GROUP BY 1 ORDER BY 2 DESC, 1`,
      [
        shopId,
        classes.map(({ name }) => name),
        classes.map(({ group }) => group),
        GROUPS.indexOf("duplicate_address"),
        ...(capped?.values ?? []),
        ...filter.values,
      ],
    );
    return found.rows;
  });
  const named = await nameExamples(
    shopId,
    rows.flatMap(({ ids }) => ids),
  );
  const counted = rows.map(({ group, contacts, ids }) => ({
    group: GROUPS[group],
    contacts,
    examples: ids.sort((a, b) => Number(a) - Number(b)).flatMap((id) => named.get(id) ?? []),
  }));
  const byBasis = counted.flatMap(({ group, ...row }) => (isBasis(group) ? [{ basis: group, ...row }] : []));
  return {
    selected: counted.reduce((sum, { contacts }) => sum + contacts, 0),
    eligible: byBasis.reduce((sum, { contacts }) => sum + contacts, 0),
    byBasis,
    byReason: counted.flatMap(({ group, ...row }) =>
      group === undefined || isBasis(group) ? [] : [{ reason: group, ...row }],
    ),
  };
}

function isBasis(group: Basis | Reason | undefined): group is Basis {
  return group === "consent" || group === "legitimate_interest";
}

async function nameExamples(shopId: number, ids: readonly string[]): Promise<ReadonlyMap<string, ExampleContact>> {
  const { rows } = await pool().query<ExampleContact>(
    "SELECT id::text AS id, name, company FROM contact WHERE shop_id = $1 AND id = ANY($2::bigint[])",
    [shopId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
