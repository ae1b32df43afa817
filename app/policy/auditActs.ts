/** Closed list of the acts that the audit keeps, of staff and of the app itself. Words for each live in app/ui/auditWords.ts. */
export const AUDIT_ACTS = [
  "app_installed",
  "app_removed",
  "shop_redacted",
  "identity_saved",
  "sender_saved",
  "sendgrid_key_changed",
  "companies_house_key_changed",
  "companies_house_key_removed",
  "assessment_drafted",
  "assessment_signed",
  "sync_asked",
  "sync_cancelled",
  "store_write_retried",
  "store_writes_retried",
  "legal_form_decided",
  "legal_form_undone",
  "look_up_asked",
  "address_excluded",
  "consent_asked",
  "exclusions_exported",
  "exclusion_file_read",
  "exclusion_file_taken",
  "exclusion_file_discarded",
  "suppressions_asked",
  "suppressions_pulled",
  "suppressions_failed",
  "prospects_uploaded",
  "prospects_reread",
  "prospects_check_asked",
  "prospects_import_asked",
  "prospects_imported",
  "prospects_discarded",
  "prospects_forgotten",
  "prospects_rejects_taken",
  "retention_months_changed",
  "retention_nightly_on",
  "retention_nightly_off",
  "retention_run_started",
  "retention_run_ended",
  "campaign_created",
  "campaign_edited",
  "campaign_tested",
  "campaign_started",
  "campaign_paused",
  "campaign_resumed",
  "campaign_cancelled",
  "privacy_request_received",
  "privacy_erasure_started",
  "privacy_erasure_done",
  "privacy_erasure_failed",
  "privacy_file_taken",
  "privacy_answered",
  "privacy_declined",
  "privacy_reminded",
  "retention_reduced",
  "audit_exported",
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/** What an act was about. Its id is a number, a version, a keyed hash in hexadecimal, or the random id of a group. */
export const AUDIT_SUBJECTS = [
  "assessment",
  "campaign",
  "contact",
  "exclusion",
  "exclusion_export",
  "exclusion_file",
  "form_decision",
  "privacy_request",
  "prospect_list",
  "retention_run",
  "store_write",
  "sync_run",
] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

/** The app itself, where no member of staff acted. */
export const THE_APP = "Twostage";
/** Shopify, which passed a request on. */
export const SHOPIFY = "Shopify";
/** Somebody who used the link of a mail. */
export const THE_PERSON = "The person";

/** What an audit export is for. */
export const AUDIT_PURPOSES = ["regulator", "own_review", "legal_advice", "person_asked"] as const;
export type AuditPurpose = (typeof AUDIT_PURPOSES)[number];
