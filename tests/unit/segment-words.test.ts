import { expect, it } from "vitest";
import type { KeptSegment } from "~/services/segments/readSegments";
import { segmentLines } from "~/ui/admin/audiences/segmentWords";

const AT = new Date("2026-03-03T10:00:00Z");
const TIME = { day: () => "3 March", minute: () => "3 March at 10:00" };
const TAKEN: KeptSegment = { id: 7, name: "Gold", query: "number_of_orders > 1", renamedFrom: null, takenAt: AT, members: 1, total: 1200, goneAt: null, removedAt: null, failure: null, reading: null }; // prettier-ignore
const AS_OF = "As of 3 March at 10:00: 1 customer here, of 1,200 members in Shopify.";

it.each<[string, Partial<KeptSegment>, string[]]>([
  ["taken", {}, [AS_OF]],
  ["called otherwise before", { renamedFrom: "Silver" }, [AS_OF, "In Shopify it was called “Silver” before."]],
  ["gone", { goneAt: AT }, [AS_OF, "Shopify has no such segment any more: who is in it stays as it was."]],
  ["gone before it was taken", { takenAt: null, goneAt: AT }, ["Shopify has no such segment any more."]],
  ["refused", { failure: "REFUSED" }, [AS_OF, "It could not be taken. Shopify refused its query."]],
  [
    "not to be read",
    { failure: "ACCESS_DENIED" },
    [AS_OF, "It could not be taken. Shopify does not let the app read who is in it."],
  ],
  ["being taken", { reading: { done: 250, total: 1200 } }, [AS_OF, "Being taken: 250 of 1,200 members read."]],
  ["asked for", { takenAt: null, reading: { done: 0, total: 0 } }, ["Being taken. You need not stay on this page."]],
  [
    "removed, though the form names it",
    { takenAt: null, removedAt: AT },
    ["It was removed here, and selects nobody. Take it again to use it."],
  ],
])("a segment that is %s is said to be so", (_how, change, lines) => {
  expect(segmentLines({ ...TAKEN, ...change }, TIME)).toEqual(lines);
});
