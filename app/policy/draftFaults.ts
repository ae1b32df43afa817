/** What can be wrong with a part of a draft that cannot be stored, as codes; words for each live in app/ui/admin/campaigns/faultWords.ts. */
export const DRAFT_FAULTS = ["too_long", "too_many", "too_large", "blank", "line_break", "unusable"] as const;
export type DraftFault = (typeof DRAFT_FAULTS)[number];
