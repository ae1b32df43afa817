import type { DataTable } from "./types";

/** Consent, its ledger, and files of consents collected elsewhere. */
export const CONSENT: readonly DataTable[] = [
  {
    table: "consent_wording",
    holds: "The words a person is shown",
    kept: ["proof"],
    columns: [
      ["shop_id version locale text published_at", "Proves what was agreed to", "merchant"],
      ["published_by", "Who published them", "staff"],
    ],
  },
  {
    table: "consent_wording_draft",
    holds: "Such words as they are being written",
    kept: ["replaced", "store"],
    columns: [
      ["shop_id locale text saved_at", "Work on the next version", "merchant"],
      ["saved_by", "Who wrote them", "staff"],
    ],
  },
  {
    table: "consent_request",
    holds: "That somebody asked for marketing email, and how",
    kept: ["proof"],
    columns: [
      ["shop_id id", "Whose row it is", "hash"],
      ["email", "Where the verification mail goes", "contact", ["contacts", "person", "store"]],
      ["consent_key exclusion_key", "Finds it by address after the address is gone", "hash"],
      ["surface wording_version wording locale requested_at expires_at confirmed_at", "Shows where, when and to which words", "hash"], // prettier-ignore
      ["order_id page", "On which order or page", "contact", ["person", "store"]],
      ["stated_form", "What they say to buy as", "contact", ["person", "store"]],
      ["asked_by", "Who asked for them", "staff"],
      ["asked_how", "How the person had asked staff, as a code", "hash"],
      ["asked_note", "What staff noted of it", "contact", ["contacts", "person", "store"]],
      ["ip user_agent confirmed_ip confirmed_user_agent", "Shows that a person pressed the button", "contact", ["consent_traces", "contacts", "person", "store"]], // prettier-ignore
      ["traces_reduced_at", "When those were reduced", "nobody"],
      ["token_hash", "Finds the request of a link", "hash", ["contacts", "person", "store"]],
    ],
  },
  {
    table: "consent_attempt",
    holds: "When something was asked for lately",
    kept: ["consent_attempts", "store"],
    columns: [["shop_id kind key times", "Limits abuse, by keyed hash", "hash"]],
  },
  {
    table: "consent_event",
    holds: "The ledger: every event of every consent",
    kept: ["proof"],
    columns: [
      ["id shop_id at kind consent_key request_id surface wording_version wording", "Proves consent and its withdrawal", "hash"], // prettier-ignore
      ["proof", "What shows it: codes, numbers, the page, who of the staff; of consent collected elsewhere what the file says, without addresses", "hash"], // prettier-ignore
    ],
  },
  {
    table: "consent_unsealed",
    holds: "Events that are not sealed yet",
    kept: ["work", "proof"],
    columns: [["shop_id event_id", "To be sealed within minutes", "nobody"]],
  },
  {
    table: "consent_seal",
    holds: "The chain over the ledger",
    kept: ["proof"],
    columns: [["shop_id position event_id version hash", "Shows that no event was changed or taken out", "hash"]],
  },
  {
    table: "consent_seal_head",
    holds: "Where the chain ends",
    kept: ["proof"],
    columns: [["shop_id position hash mac", "Shows that its end was not cut off", "nobody"]],
  },
  {
    table: "address_standing",
    holds: "Whether an address has consented now",
    kept: ["proof"],
    columns: [
      ["shop_id consent_key since last_event_id", "The ledger's result for one address", "hash"],
      ["standing", "Decides whether they may be mailed", "hash", ["consent_requests_unanswered", "proof"]],
    ],
  },
  {
    table: "consent_import",
    holds: "A file of consents collected elsewhere, with what staff signed for it",
    kept: ["proof"],
    columns: [
      ["shop_id id state progress imported_row file_version", "How far it is", "nobody"],
      ["name file_name file_bytes encoding delimiter headed columns mapping fault fault_row counts", "How the file is read", "merchant"], // prettier-ignore
      ["wording place proof statement", "What was declared of its evidence", "merchant"],
      [
        "uploaded_at uploaded_by signed_by signed_at recorded_by imported_at forgotten_at",
        "Who answers for it",
        "staff",
      ],
    ],
  },
  {
    table: "consent_import_part",
    holds: "The uploaded file",
    kept: ["consent_files", "person", "store"],
    columns: [
      ["shop_id import_id part", "Whose row it is", "nobody"],
      ["bytes", "Read for its rows", "contact"],
    ],
  },
  {
    table: "consent_import_row",
    holds: "A row of such a file",
    kept: ["consent_files", "person", "store"],
    columns: [
      ["shop_id import_id row verdict", "What became of the row", "nobody"],
      ["cells", "What the row says, until it is in the ledger", "contact"],
    ],
  },
];
