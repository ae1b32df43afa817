import type { KeptSegment } from "~/services/segments/readSegments";
import { count, counted, type ShopTime } from "../useShopTime";

const FAILURES: Readonly<Record<string, string>> = {
  ACCESS_DENIED: "Shopify does not let the app read who is in it.",
};

/** How a segment stands, a sentence each: as of when and how many, what became of it in the store, and how far a reading under way is. */
export function segmentLines(segment: KeptSegment, time: ShopTime): string[] {
  const { takenAt, members, total, reading, goneAt, failure, renamedFrom } = segment;
  if (segment.removedAt !== null) return ["It was removed here, and selects nobody. Take it again to use it."];
  const taken =
    takenAt === null
      ? []
      : [
          `As of ${time.minute(takenAt)}: ${counted(members, "customer")} here, of ${counted(total, "member")} in Shopify.`,
        ];
  return [
    ...taken,
    ...(renamedFrom === null ? [] : [`In Shopify it was called “${renamedFrom}” before.`]),
    ...(goneAt === null
      ? []
      : [
          takenAt === null
            ? "Shopify has no such segment any more."
            : "Shopify has no such segment any more: who is in it stays as it was.",
        ]),
    ...(failure === null ? [] : [`It could not be taken. ${FAILURES[failure] ?? "Shopify refused its query."}`]),
    ...(reading === null ? [] : [readingWords(reading)]),
  ];
}

function readingWords({ done, total }: NonNullable<KeptSegment["reading"]>): string {
  return total > 0
    ? `Being taken: ${count(done)} of ${counted(total, "member")} read.`
    : "Being taken. You need not stay on this page.";
}
