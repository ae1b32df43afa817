import type { ListWay } from "~/policy/prospectOrigin";
import type { ProspectField } from "~/services/prospects/columns";
import type { FileFault } from "~/services/prospects/csvFault";
import type { ListState } from "~/services/prospects/findList";
import type { ListAct } from "~/services/prospects/listEvents";
import type { ProspectVerdict } from "~/services/prospects/verdicts";

/** The words of the pages about prospects for every code. Each map is complete by its type. */

/** The steps from a list to contacts. */
export const PROSPECT_STEPS = ["List and origin", "Columns", "Dry run", "Import"] as const;

/** How a list came about: as a choice, and what is asked or said when it is chosen. */
export const WAY_WORDS: Readonly<Record<ListWay, { readonly label: string; readonly explained: string }>> = {
  self_generated: {
    label: "We made it ourselves",
    explained: "For example from enquiries, visits, trade fairs or cards that people gave you.",
  },
  researched: {
    label: "We looked the companies up, in our own trade",
    explained: "For example on their own websites, in a trade directory or at Companies House.",
  },
  bought: { label: "It was bought", explained: "Lists that were bought are not taken in." },
  rented: { label: "It is rented", explained: "Lists that are rented are not taken in." },
  exchanged: { label: "It came in exchange from another firm", explained: "Lists from an exchange are not taken in." },
};

/** Why a list is refused for how it came about. */
export const REFUSED_WORDS =
  "Your own policy and the law allow approaching only companies that you found yourselves: people on a list that was sold, rented or passed on did not expect you to have it. Nothing of the file was kept.";

/** What becomes of a row: as a label, and as a sentence for whoever mends the file. */
export const VERDICT_WORDS: Readonly<Record<ProspectVerdict, { readonly label: string; readonly explained: string }>> =
  {
    added: {
      label: "Will be added",
      explained: "Added as a prospect. Whether it may be mailed is decided as for everybody.",
    },
    unreadable: {
      label: "Row cannot be read",
      explained:
        "The row has more cells than there are columns, so that its cells may stand under the wrong headings. Put quotes round cells that hold the delimiter.",
    },
    no_address: {
      label: "No usable address",
      explained: "The email address is missing or is not of a form that can be mailed.",
    },
    excluded: {
      label: "On the exclusion list",
      explained: "The address is on the exclusion list. It is never stored and never mailed.",
    },
    known: {
      label: "Known already",
      explained: "The address already belongs to a customer or a prospect of yours.",
    },
    no_provenance: {
      label: "Source or date missing",
      explained:
        "It is not stated where this address comes from, or on which day you obtained it, or the day cannot be read or is still to come.",
    },
    outside_sector: {
      label: "Outside your trade",
      explained: "The row's sector is not stated or is not your own, and the list is not one that you made yourselves.",
    },
    individual: {
      label: "Individual without consent",
      explained:
        "A personal mailbox, a sole trader, an ordinary partnership or a private person: without their confirmed consent there is no legal basis to hold them.",
    },
    duplicate: { label: "Twice in the file", explained: "Another row with the same address is added." },
  };

/** A verdict's label once the rows have been imported. */
export const verdictLabel = (verdict: ProspectVerdict, imported: boolean): string =>
  verdict === "added" && imported ? "Added" : VERDICT_WORDS[verdict].label;

export const FIELD_WORDS: Readonly<Record<ProspectField, string>> = {
  email: "Email address",
  name: "Name",
  company: "Company",
  companyNumber: "Company number",
  legalForm: "Legal form",
  country: "Country",
  sector: "Sector",
  source: "Source",
  obtained: "Date obtained",
};

/** What is wrong with a whole file, and what to do. */
export const FILE_FAULT_WORDS: Readonly<Record<FileFault, string>> = {
  empty: "The file is empty. Choose another",
  no_rows: "The file has headings and no rows. Choose another",
  workbook: "The file is a spreadsheet. In the spreadsheet program choose “Save as”, CSV, and upload that file",
  not_text: "The file is not text. Save the list as CSV and upload that file",
  too_many_columns:
    "The file has more than 200 columns. Keep those that this page asks for, or choose another delimiter",
  too_many_rows: "The file has more than 500,000 rows. Cut it into several and upload them one by one",
  row_too_long:
    "A row is longer than 64,000 characters. Look whether a quotation mark is opened there and never closed",
  quote_not_closed: "A quotation mark is opened and never closed. Close or remove it, and upload the file again",
};

export const LIST_STATE_WORDS: Readonly<Record<ListState, string>> = {
  uploaded: "Columns to be chosen",
  checking: "Dry run under way",
  checked: "Ready to import",
  importing: "Import under way",
  imported: "Imported",
  discarded: "Discarded",
};

export const LIST_ACT_WORDS: Readonly<Record<ListAct, string>> = {
  uploaded: "Uploaded, and declared how it came about",
  check_asked: "Chose the columns and asked for the dry run",
  import_asked: "Asked for the import",
  imported: "Import finished",
  discarded: "Discarded the list",
  downloaded: "Downloaded the rows that were not imported",
  forgotten: "File and rows forgotten after seven days",
};

export const ENCODING_WORDS: Readonly<Record<string, string>> = {
  "utf-8": "Unicode (UTF-8)",
  "windows-1252": "Windows, Western European",
  "utf-16le": "Unicode (UTF-16)",
  "utf-16be": "Unicode (UTF-16, big-endian)",
  "iso-8859-15": "ISO 8859-15, Western European",
  macintosh: "Mac OS Roman",
};

export const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Vertical bar",
};
