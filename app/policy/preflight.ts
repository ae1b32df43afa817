/** What is looked at before a campaign may go out, as codes; words for each live in app/ui/preflightWords.ts. */
export const FINDINGS = {
  subject_missing: "error",
  body_missing: "error",
  purpose_missing: "error",
  audience_missing: "error",
  rationale_missing: "error",
  segment_not_taken: "error",
  segment_gone: "advice",
  segment_old: "advice",
  orders_not_read: "error",
  orders_failed: "advice",
  orders_old: "advice",
  collection_not_read: "error",
  collection_gone: "advice",
  collection_failed: "advice",
  collection_old: "advice",
  identity_missing: "error",
  disclosures_missing: "error",
  sendgrid_missing: "error",
  reports_missing: "error",
  exclusions_returning: "error",
  storefront_closed: "error",
  assessment_missing: "error",
  assessment_expired: "error",
  sender_no_domain: "error",
  sender_dkim_invalid: "error",
  sender_key_refused: "error",
  sender_unreadable: "error",
  sender_unreachable: "error",
  dmarc_missing: "error",
  dmarc_unknown: "error",
  link_empty: "error",
  link_not_https: "error",
  link_private: "error",
  link_unresolved: "error",
  link_unreachable: "error",
  link_broken: "error",
  link_names_person: "error",
  too_many_links: "error",
  image_missing: "error",
  alt_missing: "error",
  merge_unknown_field: "error",
  merge_no_fallback: "error",
  merge_fallback_too_long: "error",
  merge_not_closed: "error",
  merge_not_here: "error",
  too_many_merge_fields: "error",
  footer_not_whole: "error",
  too_large: "error",
  nearly_too_large: "advice",
  placeholder_left: "advice",
  spam_words: "advice",
  shouting: "advice",
} as const satisfies Readonly<Record<string, "error" | "advice">>;
export type FindingCode = keyof typeof FINDINGS;

/** Where a finding is put right. */
export type FindingPlace =
  | { readonly kind: "block"; readonly id: string }
  | {
      readonly kind: "field";
      readonly field: "subject" | "preheader" | "purpose" | "audienceId";
    }
  | { readonly kind: "page"; readonly page: "settings" | "assessment" }
  | { readonly kind: "mail" };

/** One thing found. An error keeps a campaign from being started; advice does not. */
export interface Finding {
  readonly code: FindingCode;
  readonly place: FindingPlace;
  /** The merchant's own words it is about, an address for example; empty for none. */
  readonly about: string;
}

/** Whether a finding keeps the campaign from being started. */
export function isError({ code }: Pick<Finding, "code">): boolean {
  return FINDINGS[code] === "error";
}

/** Errors that may have gone by themselves a while later: somebody else's server did not answer. */
const PASSING: ReadonlySet<string> = new Set<FindingCode>([
  "sender_unreachable",
  "dmarc_unknown",
  "link_unresolved",
  "link_unreachable",
]);

/** Whether all of these errors may have gone by themselves a while later. */
export const mayPass = (codes: readonly string[]): boolean => codes.every((code) => PASSING.has(code));

/** More addresses than this in one mail are not looked up: the list itself would be the trap. */
export const MOST_LINKS = 60;
