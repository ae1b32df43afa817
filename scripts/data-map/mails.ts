import type { DataTable } from "./types";

/** What is mailed, what came of it, and who must not be mailed. */
export const MAILS: readonly DataTable[] = [
  {
    table: "audience",
    holds: "A named audience",
    kept: ["proof"],
    columns: [
      ["shop_id id version created_at archived_at", "Which version counts, and whether it is in use", "nobody"],
    ],
  },
  {
    table: "audience_version",
    holds: "An audience as it was saved",
    kept: ["proof"],
    columns: [
      ["shop_id audience_id version saved_at", "When it was that", "nobody"],
      ["name rationale criteria", "To whom campaigns go, and why to them", "merchant"],
      ["saved_by", "Who saved it", "staff"],
    ],
  },
  {
    table: "campaign",
    holds: "A campaign",
    kept: ["proof"],
    columns: [
      ["shop_id id state pause_reason audience_id audience_version audience_built_at eligible_count ineligible_count next_seq started_at finished_at created_at version", "How far it is", "nobody"], // prettier-ignore
      ["alarm_delivered alarm_bounced alarm_spam scheduled_for schedule_failure window_days window_from window_until per_hour per_day warm_up batch_size hold_until", "When and how fast it may go", "nobody"], // prettier-ignore
      ["approved_at approved_content", "What a second person approved, by a hash", "nobody"],
      [
        "name subject preheader body purpose utm_source utm_medium utm_campaign content",
        "What is mailed, and for what",
        "merchant",
      ],
      ["audience_name audience_criteria audience_rationale", "To whom, and why to them", "merchant"],
      ["created_by started_by approved_by", "Who wrote, approved and started it", "staff"],
    ],
  },
  {
    table: "recipient",
    holds: "Somebody a campaign was decided for",
    kept: ["proof"],
    columns: [
      ["shop_id campaign_id seq contact_id", "Stands for them in links and reports", "hash"],
      ["email", "Where the mail goes", "contact", ["contacts", "person", "store"]],
      ["exclusion_key", "Lets an opt-out link exclude after the address is gone", "hash"],
      ["basis relation reasons basis_since policy_version fact_class carries_notice withheld", "Shows why they were mailed or not", "hash"], // prettier-ignore
      ["refusal", "SendGrid's words about the address", "contact", ["contacts", "person", "store"]],
    ],
  },
  {
    table: "former_mailbox",
    holds: "A mailbox that a contact had once, by its keyed hash: for a day, then as long as there are mails to it",
    kept: ["proof", "store"],
    columns: [["shop_id exclusion_key contact_id left_at", "Finds the mails to it when the person asks for them or is erased", "hash"]], // prettier-ignore
  },
  {
    table: "batch",
    holds: "A request to SendGrid of up to 1000 mails",
    kept: ["proof"],
    columns: [
      ["shop_id campaign_id number first_seq last_seq state lease_until not_before sender_domain attempts set_asides attempted_at answered_at handed_over withheld refused message_id outcome reported delivered bounced settled_at", "Shows what was handed over, once", "nobody"], // prettier-ignore
    ],
  },
  {
    table: "campaign_watch",
    holds: "Until when a worker looks after a campaign",
    kept: ["work", "store"],
    columns: [["shop_id campaign_id until", "Lets another take over from a worker that was lost", "nobody"]],
  },
  {
    table: "single_mail",
    holds: "A mail to one person: a verification, a test, an answer, a question to an address of the staff, a reminder",
    kept: ["person", "store"],
    columns: [
      ["shop_id id kind request_id campaign_id feedback_message_id state created_at attempted_at answered_at message_id outcome", "Shows that it was sent once", "hash"], // prettier-ignore
      ["email", "Where a test goes, or the question whether tests may: an address of the staff's own", "staff"],
    ],
  },
  {
    table: "mail_template",
    holds: "Blocks to begin a campaign with",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id id name body saved_at", "Saves writing them again", "merchant"],
      ["saved_by", "Who saved it", "staff"],
    ],
  },
  {
    table: "staff_address",
    holds:
      "An address that staff named as their own, for tests of campaigns; one that its holder has not confirmed goes soon",
    kept: ["staff_addresses", "person", "store"],
    columns: [
      ["shop_id id token_hash asked_at expires_at verified_at", "Shows that its holder agreed", "nobody"],
      ["email asked_by", "Where tests go, and who asked", "staff"],
    ],
  },
  {
    table: "product_purchase",
    holds: "When a customer last bought a product and when before that, by the numbers of both",
    kept: ["store_orders", "contacts", "person", "store"],
    columns: [["shop_id product_id customer_id last_at before_at", "Selects an audience", "hash"]],
  },
  {
    table: "purchase_reading",
    holds: "How far the reading of the store's orders is",
    kept: ["store"],
    columns: [
      ["shop_id asked asked_at done bulk_operation_id started_at read_at orders failure", "Shows how old it is", "nobody"], // prettier-ignore
    ],
  },
  {
    table: "store_product",
    holds: "A product that audiences were chosen by",
    kept: ["store"],
    columns: [["shop_id id title picked_at", "Shows staff which it is", "merchant"]],
  },
  {
    table: "store_collection",
    holds: "A collection that audiences were chosen by",
    kept: ["store"],
    columns: [["shop_id id title picked_at asked_at read_at gone_at failure", "Shows staff which it is", "merchant"]],
  },
  {
    table: "store_collection_product",
    holds: "The products in it when it was last read",
    kept: ["replaced", "store"],
    columns: [["shop_id collection_id product_id", "Selects an audience", "merchant"]],
  },
  {
    table: "store_segment",
    holds: "A segment of the store, as it was last taken",
    kept: ["store"],
    columns: [
      ["shop_id id take taken_at members total gone_at asked asked_at failure reading_since reading_after reading_done reading_total reading_members removed_at", "Shows how far and how old it is", "nobody"], // prettier-ignore
      ["name renamed_from query reading_name reading_query", "What the merchant defined in the store", "merchant"],
      ["asked_by", "Who asked for it", "staff"],
    ],
  },
  {
    table: "store_segment_member",
    holds: "Who was in a segment then, by the customer's number",
    kept: ["replaced", "contacts", "person", "store"],
    columns: [["shop_id segment_id take customer_id", "Selects an audience", "hash"]],
  },
  {
    table: "store_order",
    holds: "What an order came to, by the customer's number",
    kept: ["store_orders", "person", "store"],
    columns: [
      [
        "shop_id id customer_id placed_at amount currency cancelled_at refunded",
        "Shows what a campaign was worth",
        "hash",
      ],
    ],
  },
  {
    table: "mail_event",
    holds: "What SendGrid reported of a mail",
    kept: ["store"],
    columns: [
      ["shop_id message_id event at campaign_id recipient_seq", "Shows what became of the mail", "hash"],
      ["detail", "Why it bounced, as SendGrid classifies it", "hash", ["mail_event_details", "person", "store"]],
    ],
  },
  {
    table: "exclusion",
    holds: "Who must not be mailed",
    kept: ["proof"],
    columns: [
      [
        "shop_id key source at listed_at campaign_id recipient_seq",
        "Goes on protecting them, whatever is erased",
        "hash",
      ],
      ["email", "Shows staff who it is", "contact", ["person", "store"]],
      ["note", "What staff noted", "contact", ["person", "store"]],
      ["actor", "Who put them on it", "staff"],
      ["domain", "Of a whole domain: keeps everybody at that business from being mailed", "nobody"],
    ],
  },
  {
    table: "exclusion_event",
    holds: "Each time somebody asked to be on that list, or off it",
    kept: ["proof"],
    columns: [
      [
        "id shop_id key act source at campaign_id recipient_seq asked_how asked_at undoes",
        "Shows how and when",
        "hash",
      ],
      ["note", "What staff noted", "contact", ["person", "store"]],
      ["actor", "Who entered it", "staff"],
    ],
  },
  {
    table: "opt_out_trace",
    holds: "What opened an opt-out link, and how soon",
    kept: ["opt_out_traces", "store"],
    columns: [["shop_id event_id at agent seconds", "Tells machines that open every link from people", "hash"]],
  },
  {
    table: "exclusion_return",
    holds: "How exclusions return after an installation",
    kept: ["store"],
    columns: [["shop_id runs_before pull generation list position until found finished_at failure looked_at", "Nothing is sent before", "nobody"]], // prettier-ignore
  },
  {
    table: "suppression_write",
    holds: "What SendGrid's own list must be told",
    kept: ["store"],
    columns: [
      ["shop_id key act state version attempts not_before outcome", "How far it is", "hash"],
      ["email", "The address it is told", "contact", ["person", "store"]],
    ],
  },
  {
    table: "exclusion_export",
    holds: "Each time the exclusion list was taken out",
    kept: ["proof"],
    columns: [
      ["shop_id id at rows", "Shows when, and how much", "nobody"],
      ["actor reason", "Who took it and why", "staff"],
    ],
  },
  {
    table: "evidence_export",
    holds: "Each time the evidence about one person was taken out",
    kept: ["proof"],
    columns: [
      ["shop_id id contact_id at format", "Shows of whom and when", "hash"],
      ["reason", "Why, in the words of staff", "contact", ["contacts", "person", "store"]],
      ["actor", "Who took it", "staff"],
    ],
  },
  {
    table: "exclusion_import",
    holds: "A file of addresses to exclude",
    kept: ["exclusion_files", "store"],
    columns: [
      ["shop_id id state at lines addresses known unreadable taken finished_at", "How far it is", "nobody"],
      ["actor", "Who uploaded it", "staff"],
    ],
  },
  {
    table: "exclusion_import_row",
    holds: "An address of such a file",
    kept: ["exclusion_files", "store"],
    columns: [
      ["shop_id import_id key", "Will exclude them", "hash"],
      ["domain", "A whole domain that the file names", "nobody"],
      ["email note", "The address, and what the file says of it", "contact", ["exclusion_files", "person", "store"]],
    ],
  },
  {
    table: "exclusion_import_line",
    holds: "Lines of such a file that could not be read",
    kept: ["exclusion_files", "store"],
    columns: [["shop_id import_id line reason", "Told to staff, by number only", "nobody"]],
  },
  {
    table: "feedback_case",
    holds: "What somebody wrote about the marketing",
    kept: ["proof"],
    columns: [
      ["shop_id id kind state channel received_at due_at acknowledged_at closed_at outcome theme asks_to_stop campaign_id recipient_seq reminded_at", "Shows what was done in time, and what people write about", "hash"], // prettier-ignore
      ["exclusion_key consent_key", "Finds it by address after the address is gone", "hash"],
      ["email name subject", "Who is answered, and about what", "contact", ["person", "store"]],
      ["assigned_to", "Who looks after it", "staff"],
    ],
  },
  {
    table: "feedback_message",
    holds: "A message of a case",
    kept: ["person", "store"],
    columns: [
      ["shop_id id case_id direction at", "Whose row it is", "hash"],
      ["email body quoted message_id references verified", "What was written, by whom, in which thread", "contact"],
      ["actor", "Who answered or noted", "staff"],
    ],
  },
  {
    table: "feedback_attachment",
    holds: "A file that came with a message",
    kept: ["person", "store"],
    columns: [
      ["shop_id id message_id case_id media_type bytes", "Whose row it is", "hash"],
      ["name content", "The file", "contact"],
    ],
  },
  {
    table: "feedback_event",
    holds: "Who did what with a case",
    kept: ["proof"],
    columns: [
      ["shop_id id case_id at act detail", "Evidence of what was done", "nobody"],
      ["actor", "Who did it", "staff"],
    ],
  },
  {
    table: "inbound_mail",
    holds: "That a mail came in",
    kept: ["incoming_mails", "store"],
    columns: [["shop_id key at outcome case_id", "Knows it when it is delivered again, by a hash", "hash"]],
  },
  {
    table: "opt_out_reason",
    holds: "Why somebody opted out",
    kept: ["proof"],
    columns: [["shop_id campaign_id recipient_seq reason at", "Counted for the campaign, as a code", "hash"]],
  },
];
