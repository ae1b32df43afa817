import { pool } from "~/db/client";
import { GIVEN_UP_HOURS } from "~/db/queue";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { fetchSegments } from "~/integrations/shopify/segments";
import { Problem } from "~/lib/errors";

/** A segment that the app has taken, or is taking. */
export interface KeptSegment {
  readonly id: number;
  /** As it was when it was taken; empty until then. */
  readonly name: string;
  readonly query: string;
  /** What it was called in the take before, where that was another name. */
  readonly renamedFrom: string | null;
  readonly takenAt: Date | null;
  /** Members that are contacts here, and members the store counts. */
  readonly members: number;
  readonly total: number;
  readonly goneAt: Date | null;
  /** When staff removed it: it selects nobody, and is here for those who named it. */
  readonly removedAt: Date | null;
  /** Why the take that was asked for last came to nothing, as a code. */
  readonly failure: string | null;
  /** How far the take under way is; null while there is none, or once it has been given up. */
  readonly reading: { readonly done: number; readonly total: number } | null;
}

/** The segments that the shop has taken or is taking, and those that staff removed, by name. */
export async function keptSegments(shopId: number, at: Date): Promise<KeptSegment[]> {
  const { rows } = await pool().query<KeptSegment & { id: string }>(
    `SELECT id, coalesce(nullif(name, ''), reading_name, '') AS name, query, renamed_from AS "renamedFrom", taken_at AS "takenAt", members, total, gone_at AS "goneAt", removed_at AS "removedAt", failure,
            CASE WHEN asked > take AND failure IS NULL AND gone_at IS NULL AND removed_at IS NULL AND asked_at > $2::timestamptz - make_interval(hours => ${GIVEN_UP_HOURS})
              THEN jsonb_build_object('done', reading_done, 'total', reading_total) END AS reading
     FROM store_segment WHERE shop_id = $1 ORDER BY lower(name), id`,
    [shopId, at],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** A segment that the store has, to be chosen. */
export interface SegmentOption {
  readonly id: string;
  readonly name: string;
  /** In Shopify's own language of segments. */
  readonly query: string;
}

/** Some of the store's segments, newest first. */
export interface SegmentOptions {
  readonly segments: readonly SegmentOption[];
  /** Where the next begin; null after the last. */
  readonly next: string | null;
}

/** So many pages are read at a time: most stores have no more. */
const PAGES = 5;

/** Some hundred of the segments that the store has now, newest first, from where those before ended. Throws `Problem("shopify_unreachable")`. */
export async function listStoreSegments(admin: AdminGraphql, after: string | null): Promise<SegmentOptions> {
  const found: SegmentOption[] = [];
  let next = after;
  try {
    for (let page = 0; page < PAGES; page++) {
      const answer = await fetchSegments(admin, next);
      found.push(...answer.segments);
      next = answer.next;
      if (next === null) break;
    }
  } catch (error) {
    if (error instanceof AdminFailure) throw new Problem("shopify_unreachable");
    throw error;
  }
  return { segments: found, next };
}
