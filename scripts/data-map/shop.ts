import type { DataTable } from "./types";

/** The shop itself, what it declares, and what is kept of acts and requests. */
export const SHOP: readonly DataTable[] = [
  {
    table: "session",
    holds: "Shopify's tokens, and who of the staff was logged in",
    kept: ["replaced", "store"],
    columns: [
      ["id shop state isOnline scope expires accessToken refreshToken refreshTokenExpires", "Access to the store's API", "merchant"], // prettier-ignore
      ["userId firstName lastName email accountOwner locale collaborator emailVerified", "Who is logged in", "staff"],
    ],
  },
  {
    table: "shop",
    holds: "An installation of the app",
    kept: ["proof"],
    columns: [
      ["id domain name storefront_url country timezone currency", "Which store it is; its links lead there for good", "merchant"], // prettier-ignore
      ["installed_at checkout_ready_at wording_sent_version wording_failure uninstalled_at", "How far its set-up is", "nobody"], // prettier-ignore
    ],
  },
  {
    table: "shop_settings",
    holds: "The merchant's identity, sender and keys",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id trading_name registered registered_name company_number place_of_registration registered_office contact_email sector", "Stands in every mail", "merchant"], // prettier-ignore
      ["from_name from_email reply_to", "The sender", "merchant"],
      ["logo_url brand_colour", "How mails look", "merchant"],
      ["sendgrid_key sendgrid_key_hint sendgrid_verified_at suppress_at_sendgrid event_public_key event_failure cap_mails cap_days", "Sends by the merchant's own account; the key is encrypted", "merchant"], // prettier-ignore
      ["second_approval", "Whether a second person approves campaigns", "merchant"],
      ["companies_house_key companies_house_key_hint companies_house_verified_at companies_house_wait_until", "Asks the register; the key is encrypted", "merchant"], // prettier-ignore
      ["inbound_domain inbound_secrets inbound_public_key inbound_seen_at", "Takes mail that comes in; of secrets only hashes", "merchant"], // prettier-ignore
      ["opt_out_on_load", "When the opt-out link takes effect", "merchant"],
      ["updated_at updated_by", "Who changed it last", "staff"],
    ],
  },
  {
    table: "app_key",
    holds: "Random keys, encrypted",
    kept: ["proof"],
    columns: [["id purpose shop_id generation wrapped created_at", "Links and exclusions answer for good", "nobody"]],
  },
  {
    table: "assessment",
    holds: "The legitimate-interests assessment",
    kept: ["proof"],
    columns: [
      ["shop_id version purpose necessity balancing review_at", "The legal basis of mails without consent", "merchant"],
      ["signed_by recorded_by signed_at", "Who answers for it", "staff"],
    ],
  },
  {
    table: "assessment_draft",
    holds: "The next one as it is being written",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id purpose necessity balancing saved_at", "Work on the next version", "merchant"],
      ["saved_by", "Who wrote it", "staff"],
    ],
  },
  {
    table: "policy_draft",
    holds: "The merchant's own words around the published policy",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id introduction closing saved_at", "Work on the next version", "merchant"],
      ["saved_by", "Who wrote them", "staff"],
    ],
  },
  {
    table: "policy_version",
    holds: "The email marketing policy as it was published",
    kept: ["proof"],
    columns: [
      ["shop_id version introduction closing sections published_at", "Shows what was promised when", "merchant"],
      ["published_by", "Who published it", "staff"],
    ],
  },
  {
    table: "policy_check",
    holds: "Whether each promise of it was kept",
    kept: ["replaced", "store"],
    columns: [["shop_id clause checked_at kept broken", "Counts for staff", "nobody"]],
  },
  {
    table: "retention_rule",
    holds: "How long the shop keeps people without a relation",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id months changed_at nightly_since", "The retention time", "merchant"],
      ["changed_by nightly_by", "Who chose it", "staff"],
    ],
  },
  {
    table: "retention_run",
    holds: "A run of that rule",
    kept: ["proof"],
    columns: [
      ["shop_id id started_at months before_month removed kept finished_at", "Shows what was removed", "nobody"],
      ["started_by", "Who started it", "staff"],
    ],
  },
  {
    table: "webhook_delivery",
    holds: "That a message of Shopify was taken",
    kept: ["webhook_deliveries"],
    columns: [["shop topic webhook_id received_at", "Knows it when it is delivered again", "nobody"]],
  },
  {
    table: "privacy_request",
    holds: "A request under data-protection law",
    kept: ["proof"],
    columns: [
      ["id shop shop_id kind way state topic webhook_id", "Which request it is", "nobody"],
      ["customer_id exclusion_key consent_key contact_id campaign_id recipient_seq", "Whom it is about, without an address", "hash"], // prettier-ignore
      ["asked_how", "How the person asked, as a code", "hash"],
      ["note", "How staff knew who they are", "contact", ["request_notes", "person", "store"]],
      ["requested_by done_by", "Who took it down and fulfilled it", "staff"],
      ["received_at due_at reminded_at done_at outcome evidence attempts failure", "Shows what was done, and in time", "nobody"], // prettier-ignore
    ],
  },
  {
    table: "erased_subject",
    holds: "Who was erased",
    kept: ["proof"],
    columns: [
      ["shop_id erased_at until_order", "What was read of them before does not bring them back", "nobody"],
      ["subject", "A keyed hash, or the store's number of the customer", "hash"],
    ],
  },
  {
    table: "audit_event",
    holds: "Every act of staff, and of the app where it matters",
    kept: ["proof"],
    columns: [
      ["shop_id id at act subject_kind subject_id before after", "Shows what was done, in numbers and codes", "hash"],
      ["actor", "Who did it, as Shopify numbers them", "staff"],
    ],
  },
];
