import type { AuditAct, AuditPurpose, AuditSubject } from "~/policy/auditActs";
import type { AuditRow } from "~/services/audit/listAudit";
import type { AuditValues } from "~/services/audit/record";

/** Every act in words, as the end of "Who ...". Complete by its type: a new act cannot go without words. */
export const AUDIT_ACT_WORDS: Readonly<Record<AuditAct, string>> = {
  app_installed: "App installed",
  app_removed: "App removed from the store",
  shop_redacted: "Store’s data erased after removal",
  identity_saved: "Identity saved",
  sender_saved: "Sender saved",
  brand_saved: "Look of emails saved",
  sendgrid_key_changed: "SendGrid key changed",
  companies_house_key_changed: "Companies House key changed",
  companies_house_key_removed: "Companies House key removed",
  assessment_drafted: "Assessment draft saved",
  assessment_signed: "Assessment signed",
  sync_asked: "Sync started",
  sync_cancelled: "Sync cancelled",
  store_write_retried: "Change to Shopify tried again",
  store_writes_retried: "All changes to Shopify tried again",
  legal_form_decided: "Legal form decided",
  legal_form_undone: "Decision on legal form taken back",
  look_up_asked: "Company number looked up",
  address_excluded: "Address excluded",
  domain_excluded: "Whole domain excluded",
  consents_uploaded: "File of consents uploaded",
  consents_reread: "File of consents read in another way",
  consents_check_asked: "Dry run of a file of consents started",
  consents_import_asked: "File of consents signed for and taken in",
  consents_imported: "File of consents taken in",
  consents_discarded: "File of consents discarded",
  consents_set_aside_taken: "Rows of a file of consents that were set aside taken out",
  consents_forgotten: "File and rows of consents forgotten",
  wording_drafted: "Draft of the consent wording saved",
  wording_discarded: "Draft of the consent wording discarded",
  wording_published: "Consent wording published",
  evidence_taken: "Evidence about a customer taken out",
  exclusion_released: "Address taken off the exclusion list",
  opt_out_undone: "Opt-out taken back by the person",
  opt_out_effect_changed: "Moment at which the opt-out link takes effect changed",
  second_net_on: "Telling SendGrid of exclusions switched on",
  second_net_off: "Telling SendGrid of exclusions switched off",
  consent_asked: "Consent asked for by staff for a person",
  exclusions_exported: "Exclusion list taken out",
  exclusion_file_read: "File of excluded addresses read",
  exclusion_file_taken: "File of excluded addresses taken in",
  exclusion_file_discarded: "File of excluded addresses let go",
  suppressions_asked: "Reading of SendGrid’s suppressions asked for",
  suppressions_pulled: "SendGrid’s suppressions read",
  suppressions_looked: "New entries on SendGrid’s lists excluded",
  suppressions_failed: "SendGrid’s suppressions could not be read",
  prospects_uploaded: "List of prospects uploaded",
  prospects_reread: "List of prospects read in another way",
  prospects_check_asked: "Dry run of a list started",
  prospects_import_asked: "Import of a list started",
  prospects_imported: "List of prospects imported",
  prospects_discarded: "List of prospects discarded",
  prospects_forgotten: "File and rows of a list forgotten",
  prospects_rejects_taken: "Rows that were not imported taken out",
  retention_months_changed: "Retention time changed",
  retention_nightly_on: "Nightly retention switched on",
  retention_nightly_off: "Nightly retention switched off",
  retention_run_started: "Retention run started",
  retention_run_ended: "Retention run ended",
  retention_reduced: "Old data removed by the retention rules",
  audience_created: "Audience made",
  audience_edited: "Audience changed",
  audience_archived: "Audience put away",
  audience_restored: "Audience brought back",
  audience_deleted: "Audience deleted",
  segment_asked: "Segment of the store asked for",
  segment_taken: "Segment of the store taken",
  segment_removed: "Segment of the store removed",
  purchases_asked: "What was bought asked of the store",
  frequency_cap_changed: "Limit on emails to one person changed",
  campaign_created: "Campaign written",
  campaign_edited: "Campaign edited",
  campaign_tested: "Test of a campaign sent",
  picture_uploaded: "Picture for an email uploaded to the store",
  template_saved: "Template of an email saved",
  template_removed: "Template of an email removed",
  staff_address_asked: "Asked whether tests may go to an address",
  staff_address_verified: "Address for tests confirmed by its holder",
  staff_address_removed: "Address for tests removed",
  campaign_duplicated: "Campaign duplicated",
  campaign_planned: "When and how fast a campaign goes was changed",
  campaign_approved: "Campaign approved",
  campaign_scheduled: "Campaign scheduled",
  campaign_unscheduled: "Campaign taken off the schedule",
  campaign_started: "Campaign started",
  campaign_paused: "Campaign paused",
  campaign_resumed: "Campaign resumed",
  campaign_resent: "What SendGrid had refused sent again",
  campaign_finished: "Campaign finished",
  campaign_cancelled: "Campaign cancelled",
  batch_reconciled: "Unknown emails settled by SendGrid’s reports",
  approval_asked: "Approval by a second person switched on",
  approval_not_asked: "Approval by a second person switched off",
  feedback_entered: "Feedback entered",
  feedback_sorted: "Feedback sorted",
  feedback_answered: "Feedback answered",
  feedback_noted: "Note written on feedback",
  feedback_acknowledged: "Feedback acknowledged",
  feedback_closed: "Feedback closed",
  feedback_reopened: "Feedback opened again",
  feedback_file_taken: "File that came with feedback taken",
  policy_drafted: "Draft of the published policy saved",
  policy_published: "Policy published",
  inbound_set_up: "Domain for incoming mail set up",
  inbound_removed: "Domain for incoming mail removed",
  privacy_request_received: "Request about a person’s data received",
  privacy_request_repeated: "Request about a person’s data made again",
  privacy_erasure_started: "Erasure of a person started",
  privacy_erasure_done: "Person erased",
  privacy_erasure_failed: "Erasure of a person failed",
  privacy_file_taken: "File of a person’s data taken",
  privacy_answered: "Request answered",
  privacy_declined: "Request closed without being done",
  privacy_reminded: "Reminded that a request falls due",
  audit_exported: "Audit taken out",
};

/** What an act was about: its name, and where it can be seen. Complete by its type. */
export const AUDIT_SUBJECT_WORDS: Readonly<
  Record<AuditSubject, { readonly label: string; readonly url?: (id: string) => string }>
> = {
  assessment: { label: "Assessment, version", url: (id) => `/app/assessment/${id}/print` },
  audience: { label: "Audience", url: (id) => `/app/audiences/${id}` },
  campaign: { label: "Campaign", url: (id) => `/app/campaigns/${id}` },
  consent_import: { label: "File of consents", url: (id) => `/app/consents/import/${id}` },
  contact: { label: "Customer", url: (id) => `/app/customers/${id}` },
  exclusion: { label: "Exclusion" },
  exclusion_export: { label: "Copy of the exclusion list" },
  exclusion_file: { label: "File of excluded addresses" },
  feedback_case: { label: "Case", url: (id) => `/app/feedback/${id}` },
  form_decision: { label: "Decision" },
  mail_template: { label: "Template" },
  policy: { label: "Policy, version", url: () => "/app/policy" },
  privacy_request: { label: "Request", url: (id) => `/app/privacy/${id}` },
  prospect_list: { label: "List", url: (id) => `/app/prospects/${id}` },
  retention_run: { label: "Retention run" },
  staff_address: { label: "Address for tests" },
  store_segment: { label: "Segment" },
  store_write: { label: "Change to Shopify" },
  sync_run: { label: "Sync" },
  wording: { label: "Wording, version", url: () => "/app/wording" },
};

export const AUDIT_PURPOSE_WORDS: Readonly<Record<AuditPurpose, string>> = {
  regulator: "For a regulator",
  own_review: "For our own review",
  legal_advice: "For legal advice",
  person_asked: "Because a person asked",
};

/** An act with what it was about, as one line of text. */
export function auditLine({ act, subjectKind, subjectId }: AuditRow): string {
  const about = subjectKind && ` (${AUDIT_SUBJECT_WORDS[subjectKind].label} ${subjectId})`;
  return `${AUDIT_ACT_WORDS[act]}${about ?? ""}`;
}

const NAMES: Readonly<Record<string, string>> = {
  askedHow: "How they asked",
  pausedCampaigns: "Campaigns paused",
  reviewAt: "Review by",
};

/** What an act changed or came to, a line a value: `Months: 24 → 36`. */
export function auditChanges(before: AuditValues | null, after: AuditValues | null): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    // What was not told is no change.
    .filter((name) => (before && name in before) || (after?.[name] ?? null) !== null)
    .sort();
  return names.map((name) => {
    const label = NAMES[name] ?? words(name, true);
    const now = value(after?.[name]);
    return before && name in before ? `${label}: ${value(before[name])} → ${now}` : `${label}: ${now}`;
  });
}

/** A code or the name of a field as words: `registeredName` as `registered name`. */
function words(code: string, first = false): string {
  const text = code.replaceAll("_", " ").replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return first ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

function value(given: AuditValues[string] | undefined): string {
  if (given === undefined || given === null || given === "") return "nothing";
  if (typeof given === "boolean") return given ? "yes" : "no";
  if (typeof given === "number") return given.toLocaleString("en-GB");
  if (typeof given === "string") return ISO.test(given) ? DAY.format(new Date(given)) : given.replaceAll("_", " ");
  if (Array.isArray(given)) return given.length > 0 ? given.map((each) => words(String(each))).join(", ") : "nothing";
  return (
    Object.entries(given)
      .filter(([, number]) => number !== 0)
      .map(([name, number]) => `${name.replaceAll("_", " ")} ${number}`)
      .join(", ") || "none"
  );
}
