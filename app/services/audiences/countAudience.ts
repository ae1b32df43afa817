import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { givenCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { previewAudience, type AudiencePreview } from "~/services/campaigns/previewAudience";
import { boughtOptions, type BoughtOptions } from "~/services/purchases/boughtOptions";
import { keptSegments, type KeptSegment } from "~/services/segments/readSegments";
import { hasOptions, nameOptions, type CriterionOption, type NamedKind } from "./findOptions";
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

/** What the form of an audience offers to choose from. */
export interface CriterionOptions {
  /** Those that the criteria name; any other is found by its name (findOptions.ts). */
  readonly lists: readonly CriterionOption[];
  readonly campaigns: readonly CriterionOption[];
  /** Whether there is any to choose. */
  readonly there: Readonly<Record<NamedKind, boolean>>;
  readonly bought: BoughtOptions;
  /** Segments of the store that were taken, or are being taken. */
  readonly segments: readonly KeptSegment[];
  /** Whether the store has told what any customer has spent. */
  readonly spendKnown: boolean;
}

/** What was picked last of what the shop sells, the store's segments that were taken, and the names of all that these criteria name. */
export async function criterionOptions(
  shopId: number,
  named: readonly AudienceCriteria[],
  at: Date,
): Promise<CriterionOptions> {
  const [lists, campaigns, anyList, anyCampaign, segments, bought, { rows }] = await Promise.all([
    nameOptions(
      shopId,
      "lists",
      named.flatMap(({ lists }) => lists),
    ),
    nameOptions(
      shopId,
      "campaigns",
      named.flatMap(({ gotCampaigns, notGotCampaigns }) => [...gotCampaigns, ...notGotCampaigns]),
    ),
    hasOptions(shopId, "lists"),
    hasOptions(shopId, "campaigns"),
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
  const there = { lists: anyList, campaigns: anyCampaign };
  return { lists, campaigns, there, segments, bought, spendKnown: rows[0]?.known ?? false };
}
