import type { DataTable } from "./types";

/** Who there is, and what shows their legal form. */
export const PEOPLE: readonly DataTable[] = [
  {
    table: "contact",
    holds: "What the store, a list of prospects or a confirmed consent says of a person now",
    kept: ["contacts", "person", "store"],
    columns: [
      ["shop_id id shopify_id", "Whose row it is, and the store's number of the customer", "hash", ["person", "store"]],
      ["email address_usable freemail", "Where mails go, and whether one can", "contact"],
      ["exclusion_key consent_key", "Finds exclusions and consents of the address", "hash"],
      ["name company country tags search_words", "Known and found by staff, and chosen for an audience", "contact"],
      ["relation prospect_origin relation_since order_count last_order_at amount_spent company_ordered_at", "Shows the relation a legal basis rests on", "contact"], // prettier-ignore
      ["related_month", "Counts the retention time", "contact"],
      ["legal_form evidence_strength evidence held_evidence company_key", "Shows whether they may be mailed without consent", "contact"], // prettier-ignore
      ["marketing_state marketing_opt_in", "Shopify's own state: shown, and heeded when it says no", "contact"],
      ["source_mark", "What has not changed need not be read again", "nobody"],
      [
        "source_updated_at read_at classifier",
        "What is older never overwrites what is newer",
        "nobody",
        ["person", "store"],
      ],
      ["deleted_at removed_at added_at", "When they came and went", "hash", ["person", "store"]],
      ["notice_given_at", "When they were told where their data come from", "contact"],
      ["excluded consent in_uk fact_class", "Copies the decision is previewed from", "contact"],
    ],
  },
  {
    table: "contact_count",
    holds: "How many contacts there are of each kind",
    kept: ["store"],
    columns: [["id shop_id fact_class month contacts", "Quick counts of audiences", "nobody"]],
  },
  {
    table: "company",
    holds: "A business customer of the store",
    kept: ["person", "store"],
    columns: [
      ["shop_id shopify_id", "Whose row it is", "hash"],
      [
        "name customer_since order_count stated_form company_number",
        "Evidence for the people who act for it",
        "contact",
      ],
      ["source_updated_at read_at deleted_at", "What is older never overwrites what is newer", "nobody"],
    ],
  },
  {
    table: "company_location",
    holds: "A location of such a company",
    kept: ["person", "store"],
    columns: [
      ["shop_id shopify_id company_id read_at", "Whose row it is", "hash"],
      ["tax_registration_id", "Evidence of the legal form", "contact"],
    ],
  },
  {
    table: "company_contact",
    holds: "Who acts for which company",
    kept: ["contacts", "person", "store"],
    columns: [["shop_id company_id customer_id", "Links a person to the company's evidence", "hash"]],
  },
  {
    table: "review_item",
    holds: "Contacts whose legal form somebody must look at, summed by company",
    kept: ["work", "store"],
    columns: [
      ["shop_id id contacts contradicted orders last_order_at", "The review desk's order", "nobody"],
      ["key", "The company's name without its dress, or the contact's number", "contact"],
    ],
  },
  {
    table: "form_evidence",
    holds: "Evidence of a legal form that the store does not have",
    kept: ["contacts", "person", "store"],
    columns: [
      ["shop_id id contact_id group_id mark overrides", "Whose row it is, and what it was decided with", "hash"],
      ["source says detail reason at", "What shows the legal form, why and since when", "contact"],
      ["actor undone_at undone_by", "Who decided, or took it back", "staff"],
    ],
  },
  {
    table: "company_look_up",
    holds: "What Companies House says of a company's number",
    kept: ["look_up_answers", "person", "store"],
    columns: [
      ["shop_id fetched_at", "When it was asked", "nobody"],
      ["number outcome name type status jurisdiction previous_names", "Shows whether the company exists and is theirs", "contact"], // prettier-ignore
    ],
  },
  {
    table: "company_look_up_call",
    holds: "Requests made to Companies House lately",
    kept: ["work", "store"],
    columns: [["shop_id id at", "Keeps to the register's limit", "nobody"]],
  },
  {
    table: "contact_look_up",
    holds: "A contact's number that was looked up",
    kept: ["contacts", "person", "store"],
    columns: [
      ["shop_id contact_id", "Whose row it is", "hash"],
      ["number requested_at answered_at outcome", "What came of it", "contact"],
      ["requested_by", "Who asked", "staff"],
    ],
  },
  {
    table: "prospect_list",
    holds: "A list of prospects, with what staff declared of it",
    kept: ["proof"],
    columns: [
      ["shop_id id state progress imported_row file_version", "How far it is", "nobody"],
      ["name way account source sector obtained_at sector_words", "What was declared of its origin", "merchant"],
      ["file_name file_bytes encoding delimiter headed columns mapping fault fault_row counts", "How its file is read", "merchant"], // prettier-ignore
      ["uploaded_at uploaded_by imported_at forgotten_at", "Who uploaded it, and when it ended", "staff"],
    ],
  },
  {
    table: "prospect_file_part",
    holds: "The uploaded file",
    kept: ["prospect_files", "person", "store"],
    columns: [
      ["shop_id list_id part", "Whose row it is", "nobody"],
      ["bytes", "Read for its rows", "contact"],
    ],
  },
  {
    table: "prospect_row",
    holds: "A row of such a list",
    kept: ["prospect_files", "person", "store"],
    columns: [
      ["shop_id list_id row verdict", "What became of the row", "nobody"],
      ["cells", "What the row says, until it is a contact", "contact"],
    ],
  },
  {
    table: "prospect",
    holds: "Where a prospect's data come from",
    kept: ["contacts", "person", "store"],
    columns: [
      ["shop_id contact_id list_id row", "Whose row it is", "hash"],
      ["source sector obtained_at", "Told to the person, and shows that they are in the trade", "contact"],
    ],
  },
  {
    table: "prospect_list_event",
    holds: "Who did what with a list",
    kept: ["proof"],
    columns: [
      ["shop_id id list_id at act detail", "Evidence of what was declared", "nobody"],
      ["actor", "Who did it", "staff"],
    ],
  },
  {
    table: "sync_run",
    holds: "A reading of the store",
    kept: ["store"],
    columns: [
      ["shop_id id state cause part bulk_operation_id read_at expected bytes lines rows companies changed set_aside gone restarts missing started_at importing_since finished_at failure", "How far it is", "nobody"], // prettier-ignore
      ["started_by cancelled_by", "Who asked for it", "staff"],
    ],
  },
  {
    table: "sync_seen",
    holds: "Customers that a reading of the store has seen",
    kept: ["work", "person", "store"],
    columns: [["shop_id run_id shopify_id", "Finds who is gone from the store", "hash"]],
  },
  {
    table: "sync_set_aside",
    holds: "Lines of the store's file that could not be read",
    kept: ["store"],
    columns: [["shop_id run_id part line reason", "Told to staff, by number only", "nobody"]],
  },
  {
    table: "store_write",
    holds: "What must be written to the store of a customer",
    kept: ["person", "store"],
    columns: [
      ["shop_id customer_id", "Whose record it is", "hash"],
      ["kind state version attempts not_before outcome created_at updated_at", "How far it is", "nobody"],
    ],
  },
];
