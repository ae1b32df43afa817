import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { givenCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { previewAudience, type AudiencePreview } from "~/services/campaigns/previewAudience";
import { boughtOptions, type BoughtOptions } from "~/services/purchases/boughtOptions";
import { keptSegments, type KeptSegment } from "~/services/segments/readSegments";
import { readCriteria } from "./readAudience";

/** What is to be counted: an audience as it was saved, or criteria as a form has them. */
export type Countable = { readonly audienceId: number } | { readonly criteria: unknown };

/** Who would be in an audience now, who out and why. Throws `Problem` with `not_found`, or `input_invalid` naming the criteria, as `criteria.tags`. */
export async function countAudience(shopId: number, what: Countable, at: Date): Promise<AudiencePreview> {
  if ("audienceId" in what) {
    const criteria = await readCriteria(shopId, what.audienceId);
    if (!criteria) throw new Problem("not_found");
    return previewAudience(shopId, criteria, at);
  }
  const result = givenCriteria.safeParse(what.criteria);
  if (result.success) return previewAudience(shopId, result.data, at);
  throw new Problem("input_invalid", [
    ...new Set(result.error.issues.map(({ path }) => ["criteria", ...path.slice(0, 1)].join("."))),
  ]);
}

/** A list or a campaign that criteria can name. */
export interface CriterionOption {
  readonly id: number;
  readonly name: string;
}

/** What the form of an audience offers to choose from. */
export interface CriterionOptions {
  readonly lists: readonly CriterionOption[];
  readonly campaigns: readonly CriterionOption[];
  readonly bought: BoughtOptions;
  /** Segments of the store that were taken, or are being taken. */
  readonly segments: readonly KeptSegment[];
  /** Whether the store has told what any customer has spent. */
  readonly spendKnown: boolean;
}

const OFFERED = 50;

/** The newest lists of prospects and campaigns of the shop, what was picked last of what it sells, and all that these criteria name. */
export async function criterionOptions(
  shopId: number,
  named: readonly AudienceCriteria[],
  at: Date,
): Promise<CriterionOptions> {
  const offer = async (table: string, there: string, ids: readonly number[]) => {
    const { rows } = await pool().query<CriterionOption>(
      `SELECT id, name FROM ${table} WHERE shop_id = $1 AND (id = ANY($2::int[]) OR id IN (
         SELECT id FROM ${table} WHERE shop_id = $1 AND ${there} ORDER BY id DESC LIMIT ${OFFERED})) ORDER BY id DESC`,
      [shopId, ids],
    );
    return rows;
  };
  const [lists, campaigns, segments, bought, { rows }] = await Promise.all([
    offer(
      "prospect_list",
      "state = 'imported'",
      named.flatMap(({ lists }) => lists),
    ),
    offer(
      "campaign",
      "started_at IS NOT NULL",
      named.flatMap(({ gotCampaigns, notGotCampaigns }) => [...gotCampaigns, ...notGotCampaigns]),
    ),
    keptSegments(shopId, at),
    boughtOptions(
      shopId,
      {
        products: named.flatMap(({ boughtProducts }) => boughtProducts),
        collections: named.flatMap(({ boughtCollections }) => boughtCollections),
      },
      at,
    ),
    pool().query<{ known: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM contact WHERE shop_id = $1 AND amount_spent IS NOT NULL) AS known",
      [shopId],
    ),
  ]);
  return { lists, campaigns, segments, bought, spendKnown: rows[0]?.known ?? false };
}
