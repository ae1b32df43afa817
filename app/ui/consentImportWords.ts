import type { ImportField } from "~/services/consentImports/columns";
import type { ImportState } from "~/services/consentImports/findImport";
import type { ImportVerdict } from "~/services/consentImports/verdicts";

/** The words of the pages about consents collected elsewhere for every code. Each map is complete by its type. */

/** The steps from a file to the ledger. */
export const IMPORT_STEPS = ["File", "Columns", "Dry run", "Signature and import"] as const;

export const IMPORT_FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  email: "Email address",
  askedAt: "Asked at",
  wording: "Wording",
  place: "Where",
  confirmedAt: "Confirmed at",
  proof: "Proof of the confirmation",
};

/** What becomes of a row: as a label, and as a sentence for whoever mends the file. */
export const IMPORT_VERDICT_WORDS: Readonly<
  Record<ImportVerdict, { readonly label: string; readonly explained: string }>
> = {
  confirmed: {
    label: "Confirmed, with evidence of both steps",
    explained:
      "Asked for and confirmed, with the words and with proof. It counts as confirmed consent once somebody has signed for it.",
  },
  withdrawal_stands: {
    label: "Evidence kept, but they withdrew here",
    explained:
      "They confirmed elsewhere after they had withdrawn here. The evidence is kept, and the withdrawal stands until they confirm here.",
  },
  no_first_stage: {
    label: "Unconfirmed: when or with which words is missing",
    explained:
      "When they asked is missing, cannot be read or is still to come, or the words they were shown are missing. Kept as asked for elsewhere, and never mailed.",
  },
  no_second_stage: {
    label: "Unconfirmed: no evidence of a confirmation",
    explained:
      "When they confirmed is missing, cannot be read or is still to come, or nothing proves it. Kept as asked for elsewhere, and never mailed.",
  },
  times_contradict: {
    label: "Unconfirmed: confirmed before it was asked for",
    explained: "The confirmation is dated before the request. Kept as asked for elsewhere, and never mailed.",
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
    explained: "The address is on the exclusion list. Nothing of it is taken in, and it is never mailed.",
  },
  withdrawn: {
    label: "They withdrew here since",
    explained:
      "They withdrew or opted out here, or said that they never asked, and the evidence is not newer than that. Nothing of it is taken in.",
  },
  known: {
    label: "Known already",
    explained:
      "They have asked or confirmed here already, or the same evidence was taken in before. There is nothing to add.",
  },
  duplicate: {
    label: "Twice in the file",
    explained: "Another row with the same address is taken, the one with evidence where there is one.",
  },
};

export const IMPORT_STATE_WORDS: Readonly<Record<ImportState, string>> = {
  uploaded: "Columns to be chosen",
  checking: "Dry run under way",
  checked: "Ready to be signed",
  importing: "Import under way",
  imported: "Imported",
  discarded: "Discarded",
};
