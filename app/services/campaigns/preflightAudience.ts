import type { Finding, FindingCode } from "~/policy/preflight";
import { boughtOptions, type PickedCollection } from "~/services/purchases/boughtOptions";
import { keptSegments } from "~/services/segments/readSegments";
import type { AudienceCriteria } from "./audience";

/** What was read of the store longer ago than this may not be true any more: it is read every night. */
const OLD_MS = 2 * 86_400_000;

/**
 * What is found of criteria that rest on what was read of the store: its segments, and what was bought (P5). They count as they were read, and not as they may be now; by what was never read nobody would be chosen, or not all who are meant.
 */
export async function audienceFindings(shopId: number, criteria: AudienceCriteria, at: Date): Promise<Finding[]> {
  const [segments, bought] = await Promise.all([
    segmentFindings(shopId, criteria, at),
    boughtFindings(shopId, criteria, at),
  ]);
  return [...segments, ...bought];
}

const found = (code: FindingCode, about = ""): Finding => ({
  code,
  place: { kind: "field", field: "audienceId" },
  about,
});

const isOld = (read: Date, at: Date) => at.getTime() - read.getTime() > OLD_MS;

async function segmentFindings(shopId: number, { segments }: AudienceCriteria, at: Date): Promise<Finding[]> {
  if (segments.length === 0) return [];
  const kept = await keptSegments(shopId, at);
  return segments.flatMap((id) => {
    const segment = kept.find((each) => each.id === id);
    const about = segment?.name || `No. ${id}`;
    if (!segment?.takenAt) return [found("segment_not_taken", about)];
    if (segment.goneAt) return [found("segment_gone", about)];
    return isOld(segment.takenAt, at) ? [found("segment_old", about)] : [];
  });
}

async function boughtFindings(
  shopId: number,
  { boughtProducts, boughtCollections, boughtWithinDays }: AudienceCriteria,
  at: Date,
): Promise<Finding[]> {
  if (boughtProducts.length === 0 && boughtCollections.length === 0 && boughtWithinDays === null) return [];
  const chosen = { products: boughtProducts, collections: boughtCollections };
  const { collections, readAt, failure } = await boughtOptions(shopId, chosen, at);
  return [
    ...ordersFinding(readAt, failure, at),
    ...boughtCollections.flatMap((id) =>
      collectionFinding(
        id,
        collections.find((each) => each.id === id),
        at,
      ),
    ),
  ];
}

function ordersFinding(readAt: Date | null, failure: string | null, at: Date): Finding[] {
  if (readAt === null) return [found("orders_not_read")];
  if (failure !== null) return [found("orders_failed")];
  return isOld(readAt, at) ? [found("orders_old")] : [];
}

function collectionFinding(id: number, collection: PickedCollection | undefined, at: Date): Finding[] {
  const about = collection?.title ?? `No. ${id}`;
  if (!collection?.readAt) return [found("collection_not_read", about)];
  if (collection.goneAt) return [found("collection_gone", about)];
  if (collection.failure !== null) return [found("collection_failed", about)];
  return isOld(collection.readAt, at) ? [found("collection_old", about)] : [];
}
