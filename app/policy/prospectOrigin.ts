import type { ProspectOrigin } from "./facts";

/** How a list of prospects can have come about. The last three are refused (P6, P7). */
export const LIST_WAYS = ["self_generated", "researched", "bought", "rented", "exchanged"] as const;
export type ListWay = (typeof LIST_WAYS)[number];

/** Ways in which a list may come about (P7). */
export type AcceptedWay = Exclude<ListWay, "bought" | "rented" | "exchanged">;

/** Whether a list that came about so may be taken in (P7): the merchant made it, or looked its entries up, itself. */
export function isAcceptedWay(way: ListWay): way is AcceptedWay {
  return way === "self_generated" || way === "researched";
}

/**
 * The origin of one prospect (P7). A researched one is in the merchant's sector only when its own sector is stated and is one of the words that mean it; a self-generated list may hold any sector.
 */
export function prospectOriginOf(way: ListWay, sector: string, ownSector: readonly string[]): ProspectOrigin {
  if (!isAcceptedWay(way)) return "refused";
  if (way === "self_generated") return "self_generated";
  const word = plain(sector);
  return word !== "" && ownSector.some((own) => plain(own) === word) ? "in_sector" : "out_of_sector";
}

/** Words as they are compared: case, accents, punctuation and white space make no other sector. */
function plain(words: string): string {
  return words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/&/g, " and ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
