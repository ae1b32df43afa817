/** What went or was reduced in each table, in words. */
const TABLE_WORDS: Readonly<Record<string, string>> = {
  company: "Company records that nobody else acts for",
  company_contact: "Links to companies",
  company_location: "Company locations",
  company_look_up: "Answers of Companies House",
  consent_request: "Requests for consent: address, IP address, browser, order, page, note",
  consent_import_part: "Rows of uploaded files of consents",
  consent_import_row: "Rows of files of consents",
  contact: "Contact records",
  contact_look_up: "Look-ups at Companies House",
  evidence_export: "Why evidence was taken out",
  exclusion: "Exclusion: address and note (keyed hash, date and reason stay)",
  exclusion_event: "History of the exclusion: notes",
  exclusion_import_row: "Files of excluded addresses: address",
  feedback_attachment: "Files that came with what they wrote",
  feedback_case: "Cases of the feedback desk: address, name, subject",
  feedback_message: "Messages of those cases",
  form_evidence: "Evidence of the legal form",
  mail_event: "Delivery reports: details",
  privacy_request: "Notes on requests",
  product_purchase: "Which products they bought, and when last",
  prospect: "Where a prospect’s data came from",
  prospect_file_part: "Rows of uploaded files",
  prospect_row: "Rows of uploaded lists",
  recipient: "Emails of campaigns: address",
  single_mail: "Verification emails, answers and tests",
  staff_address: "Addresses for tests of campaigns",
  store_order: "Orders that campaigns are measured by",
  store_segment_member: "Segments of the store they were in",
  store_write: "Changes to be told to Shopify",
  suppression_write: "Told to SendGrid: address",
  sync_seen: "Marks of a running sync",
};

/** The words for a table's rows; the name of a table that is erased with the whole store only, without its underscores. */
export function erasedWords(table: string): string {
  return TABLE_WORDS[table] ?? `${table.charAt(0).toUpperCase()}${table.slice(1).replaceAll("_", " ")}`;
}
