/** Closed list of what can be wrong with what somebody asked the app to do. Words for each live in app/ui/problems.ts. */
export const PROBLEM_CODES = [
  "not_found",
  "link_invalid",
  "link_expired",
  "wrong_state",
  "draft_changed",
  "campaign_incomplete",
  "preflight_failed",
  "approval_missing",
  "own_approval",
  "set_up_incomplete",
  "address_invalid",
  "address_excluded",
  "address_unverified",
  "staff_address_verified",
  "staff_address_asked",
  "too_many_staff_addresses",
  "domain_invalid",
  "domain_freemail",
  "domain_shared",
  "too_many_addresses",
  "too_many_templates",
  "too_many_segments",
  "segment_in_use",
  "too_many_attempts",
  "shopify_unreachable",
  "picture_too_large",
  "picture_type",
  "picture_refused",
  "files_denied",
  "sendgrid_key_refused",
  "sendgrid_sender_unverified",
  "sendgrid_unreachable",
  "inbound_domain_refused",
  "companies_house_key_refused",
  "companies_house_key_missing",
  "companies_house_unreachable",
  "sync_running",
  "input_invalid",
  "not_reached",
  "key_unreadable",
  "list_refused",
  "file_too_large",
  "file_unreadable",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

const HTTP_STATUS: Readonly<Record<ProblemCode, number>> = {
  not_found: 404,
  link_invalid: 404,
  link_expired: 410,
  wrong_state: 409,
  draft_changed: 409,
  campaign_incomplete: 422,
  preflight_failed: 422,
  approval_missing: 409,
  own_approval: 403,
  set_up_incomplete: 409,
  address_invalid: 422,
  address_excluded: 409,
  address_unverified: 409,
  staff_address_verified: 409,
  staff_address_asked: 429,
  too_many_staff_addresses: 422,
  domain_invalid: 422,
  domain_freemail: 422,
  domain_shared: 422,
  too_many_addresses: 422,
  too_many_templates: 422,
  too_many_segments: 422,
  segment_in_use: 409,
  too_many_attempts: 429,
  shopify_unreachable: 503,
  picture_too_large: 413,
  picture_type: 422,
  picture_refused: 422,
  files_denied: 403,
  sendgrid_key_refused: 422,
  sendgrid_sender_unverified: 422,
  sendgrid_unreachable: 503,
  inbound_domain_refused: 422,
  companies_house_key_refused: 422,
  companies_house_key_missing: 409,
  companies_house_unreachable: 503,
  sync_running: 409,
  input_invalid: 422,
  not_reached: 503,
  key_unreadable: 500,
  list_refused: 422,
  file_too_large: 413,
  file_unreadable: 422,
};

/** Where something is wrong in what was refused, and what, as codes. Names and ids, never values: no personal data (P3). */
export interface Fault {
  readonly field: string;
  /** Where in the field, from the outside in; empty for all of it. */
  readonly at: readonly string[];
  readonly code: string;
  /** How much there may be, where that is what is wrong. */
  readonly most?: number;
}

/** A refusal with a code. Carries field names, never values: no personal data (P3). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly code: ProblemCode,
    /** The fields it is about, by name. */
    readonly fields: readonly string[] = [],
    /** What is wrong in them, where that is known more closely. */
    readonly faults: readonly Fault[] = [],
  ) {
    super(code);
  }

  /** The one map from codes to HTTP. */
  get status(): number {
    return HTTP_STATUS[this.code];
  }
}
