import { weighCollected, type EvidenceVerdict } from "~/policy/collectedConsent";
import { usableAddress } from "~/policy/emailAddress";
import { clipCell } from "~/services/prospects/cellValues";
import type { ImportField, ImportMapping } from "./columns";
import { momentOf } from "./moments";

/** What is known of a file for all its rows. */
export interface ImportTerms {
  readonly mapping: ImportMapping;
  /** How many columns the file has. */
  readonly width: number;
  /** What counts where a row says nothing itself. */
  readonly wording: string;
  readonly place: string;
  readonly proof: string;
}

/** What a row says of a consent. */
export interface CollectedRow {
  readonly email: string;
  readonly askedAt: Date | null;
  readonly confirmedAt: Date | null;
  readonly wording: string;
  readonly place: string;
  readonly proof: string;
}

/** A row by itself: before the exclusion list, the ledger and the other rows have been asked. */
export type RowReading =
  { readonly verdict: "unreadable" | "no_address" } | { readonly verdict: EvidenceVerdict; readonly row: CollectedRow };

const LONGEST: Readonly<Record<ImportField, number>> = {
  email: 320, askedAt: 60, wording: 2000, place: 300, confirmedAt: 60, proof: 1000,
}; // prettier-ignore

/** Reads one row and weighs its evidence. */
export function readConsentRow(cells: readonly string[], terms: ImportTerms, now: Date): RowReading {
  // A cell too many moves what follows it under another heading: then nothing in the row can be trusted.
  if (cells.slice(terms.width).some((cell) => cell.trim() !== "")) return { verdict: "unreadable" };
  const cell = (field: ImportField) => {
    const position = terms.mapping[field];
    return position === undefined ? "" : clipCell(cells[position] ?? "", LONGEST[field]);
  };
  const email = usableAddress(cell("email").replace(/^mailto:/i, ""));
  if (!email) return { verdict: "no_address" };
  const [askedAt, confirmedAt] = [momentOf(cell("askedAt"), now), momentOf(cell("confirmedAt"), now)];
  const wording = cell("wording") || terms.wording;
  const place = cell("place") || terms.place;
  const proof = cell("proof") || terms.proof;
  return {
    verdict: weighCollected({ askedAt, confirmedAt, wording, proof }),
    row: {
      email,
      askedAt: askedAt ? new Date(askedAt.at) : null,
      confirmedAt: confirmedAt ? new Date(confirmedAt.at) : null,
      wording,
      place,
      proof,
    },
  };
}
