import { pool } from "~/db/client";
import { audienceClass, type FrequencyCap } from "~/db/frequencyCap";
import type { FactClass } from "~/db/contactFacts";
import { joinByHashing } from "~/db/joinByHashing";
import { transaction, type Sql } from "~/db/transaction";
import type { Basis, Reason } from "~/policy/reasons";
import { loadShopState, type ShopState } from "~/services/shops/setUp";
import type { AudienceCriteria } from "./audience";
import { audienceFilter } from "./audienceFilter";
import { frequencyCap } from "./frequencyCap";
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

/** Contacts counted in one row of a preview, with the numbers of some of them. */
interface Counted {
  contacts: number;
  ids: readonly string[];
}
interface ClassCount extends Counted {
  readonly class: string;
}

/** Judges an audience as it is now (P5, P12): each contact by the class of its facts, one mailbox once, chosen as buildAudience chooses. Nothing is stored and nothing is sent. */
export async function previewAudience(shopId: number, criteria: AudienceCriteria, at: Date): Promise<AudiencePreview> {
  const { facts, settings } = await loadShopState(shopId, at);
  const source = sourceOf(shopId, criteria, frequencyCap(settings, at), at);
  const groups = new Map<Basis | Reason, Counted>();
  const add = (group: Basis | Reason, { contacts, ids }: Counted) => {
    const before = groups.get(group) ?? { contacts: 0, ids: [] };
    groups.set(group, { contacts: before.contacts + contacts, ids: [...before.ids, ...ids] });
  };
  const taken = new Set<string>();
  await transaction(async (tx) => {
    // One snapshot for both steps.
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    await tx.query("SET LOCAL work_mem = '128MB'");
    await joinByHashing(tx);
    const classes = (await countClasses(tx, source)).map((row) => ({
      ...row,
      verdict: judgeClass({ name: row.class }, facts),
    }));
    const eligible = classes.flatMap(({ verdict, class: name }) =>
      verdict.decision === "eligible" ? [{ name, consent: verdict.basis === "consent" }] : [],
    );
    const lost = new Map<string, ClassCount>();
    for (const row of await countTaken(tx, source, eligible)) {
      lost.set(row.class, row);
      for (const id of row.ids) taken.add(id);
      add("duplicate_address", { contacts: row.contacts, ids: row.ids.slice(0, EXAMPLES) });
    }
    for (const { class: name, contacts, ids, verdict } of classes) {
      const left = contacts - (lost.get(name)?.contacts ?? 0);
      if (left > 0) add(verdict.decision === "eligible" ? verdict.basis : verdict.reasons[0], { contacts: left, ids });
    }
  });
  const shown = [...groups]
    .map(([group, { contacts, ids }]) => ({
      group,
      contacts,
      ids: ids.filter((id) => group === "duplicate_address" || !taken.has(id)).slice(0, EXAMPLES),
    }))
    .sort((one, other) => other.contacts - one.contacts);
  const named = await nameExamples(
    shopId,
    shown.flatMap(({ ids }) => ids),
  );
  const rows = shown.map(({ ids, ...row }) => ({ ...row, examples: ids.flatMap((id) => named.get(id) ?? []) }));
  const byBasis = rows.flatMap(({ group, ...row }) => (isBasis(group) ? [{ basis: group, ...row }] : []));
  return {
    selected: rows.reduce((sum, { contacts }) => sum + contacts, 0),
    eligible: byBasis.reduce((sum, { contacts }) => sum + contacts, 0),
    byBasis,
    byReason: rows.flatMap(({ group, ...row }) => (isBasis(group) ? [] : [{ reason: group, ...row }])),
  };
}

/** The classes of facts that somebody in an audience has, as it is now. */
export async function audienceClasses(
  { shop, settings }: ShopState,
  criteria: AudienceCriteria,
  at: Date,
): Promise<Pick<FactClass, "name">[]> {
  const classes = await transaction(async (tx) => {
    await joinByHashing(tx);
    return countClasses(tx, sourceOf(shop.id, criteria, frequencyCap(settings, at), at));
  });
  return classes.map((row) => ({ name: row.class }));
}

/** The contacts of an audience with the copies of their facts: FROM and WHERE of a statement that numbers its own values from `next` on. */
interface Source {
  readonly factClass: string;
  readonly from: string;
  readonly values: readonly unknown[];
  readonly next: number;
}

/** The copies need no join, and are what buildAudience decides by: 100,000 contacts are counted in 0.13 s. */
function sourceOf(shopId: number, criteria: AudienceCriteria, cap: FrequencyCap | null, at: Date): Source {
  const { factClass, join, values: capValues } = audienceClass(cap, 2);
  const values = [shopId, ...capValues];
  const filter = audienceFilter(criteria, values.length + 1, at);
  return {
    factClass,
    from: `FROM contact c ${join} WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND ${filter.sql}`,
    values: [...values, ...filter.values],
    next: values.length + filter.values.length + 1,
  };
}

/** More than are shown, since some may turn out to be mailed under another's name. */
const KEPT = 4 * EXAMPLES;

async function countClasses(tx: Sql, { factClass, from, values }: Source): Promise<ClassCount[]> {
  const { rows } = await tx.query<ClassCount>(
    `SELECT ${factClass} AS class, count(*)::int AS contacts, (array_agg(c.id))[1:${KEPT}]::text[] AS ids ${from} GROUP BY 1`,
    [...values],
  );
  return rows;
}

/** Eligible contacts, by class, whose address goes to another eligible one of the audience. */
async function countTaken(
  tx: Sql,
  { factClass, from, values, next }: Source,
  eligible: readonly { readonly name: string; readonly consent: boolean }[],
): Promise<ClassCount[]> {
  if (eligible.length === 0) return [];
  const { rows } = await tx.query<ClassCount>(
    `WITH eligible AS MATERIALIZED (
       SELECT c.id, c.exclusion_key, ${factClass} AS class ${from} AND ${factClass} = ANY($${next}::text[])
     ), shared AS (
       SELECT exclusion_key FROM eligible GROUP BY 1 HAVING count(*) > 1
     )
     SELECT class, count(*)::int AS contacts, array_agg(id)::text[] AS ids FROM (
       SELECT id, class, row_number() OVER (PARTITION BY exclusion_key ORDER BY (class = ANY($${next + 1}::text[])) DESC, id) AS place
       FROM eligible JOIN shared USING (exclusion_key)
     ) ranked WHERE place > 1 GROUP BY class`,
    [...values, eligible.map(({ name }) => name), eligible.filter(({ consent }) => consent).map(({ name }) => name)],
  );
  return rows;
}

function isBasis(group: Basis | Reason): group is Basis {
  return group === "consent" || group === "legitimate_interest";
}

async function nameExamples(shopId: number, ids: readonly string[]): Promise<ReadonlyMap<string, ExampleContact>> {
  const { rows } = await pool().query<ExampleContact>(
    "SELECT id::text AS id, name, company FROM contact WHERE shop_id = $1 AND id = ANY($2::bigint[])",
    [shopId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
