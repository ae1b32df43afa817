import type { ProspectVerdict } from "./verdicts";
import { domainOf, usableAddress } from "~/policy/emailAddress";
import type { EvidenceStrength, LegalForm, ProspectOrigin } from "~/policy/facts";
import { isFreemailDomain } from "~/policy/freemail";
import { collectEvidence, weighEvidence, type Evidence, type StoreRecord } from "~/policy/legalForm";
import { prospectOriginOf, type ListWay } from "~/policy/prospectOrigin";
import { clipCell, countryOf, dayOf } from "./cellValues";
import type { ColumnMapping, ProspectField } from "./columns";

/** What is known of a list for all its rows. */
export interface ListTerms {
  readonly way: ListWay;
  readonly mapping: ColumnMapping;
  /** How many columns the file has. */
  readonly width: number;
  /** What counts where a row says nothing itself. */
  readonly source: string;
  readonly sector: string;
  readonly obtainedAt: Date | null;
  /** The merchant's own sector, and the other words that mean it in this file (P7). */
  readonly ownSector: readonly string[];
}

/** A row as the contact it would be, with where it comes from. */
export interface ProspectDraft {
  readonly email: string;
  readonly name: string;
  readonly company: string;
  readonly country: string | null;
  readonly freemail: boolean;
  readonly legalForm: LegalForm;
  readonly evidenceStrength: EvidenceStrength;
  readonly evidence: readonly Evidence[];
  readonly origin: ProspectOrigin;
  readonly source: string;
  readonly sector: string;
  readonly obtainedAt: Date;
}

/** What a row says by itself: before the exclusion list, the contacts, the ledger and the other rows have been asked. */
export type RowReading =
  | { readonly verdict: Extract<ProspectVerdict, "unreadable" | "no_address"> }
  | {
      readonly verdict: Exclude<ProspectVerdict, "unreadable" | "no_address">;
      readonly email: string;
      readonly draft?: ProspectDraft;
    };

const LONGEST: Readonly<Record<ProspectField, number>> = {
  email: 320, name: 300, company: 300, companyNumber: 40, legalForm: 100, country: 100, sector: 200, source: 300, obtained: 60,
}; // prettier-ignore

/**
 * Reads one row. `individual`: the address is at a provider of personal mailboxes, or the row says that it is a sole trader, a partnership or a private person: unless they have consented there is no basis on which they may even be held
 * (P3, P4). A legal form that is not known may be held: the review desk decides it, and until then decide() keeps it out. A draft comes with every verdict that something else may overrule.
 */
export function readProspectRow(cells: readonly string[], terms: ListTerms, today: Date): RowReading {
  // A cell too many moves what follows it under another heading: then nothing in the row can be trusted.
  if (cells.slice(terms.width).some((cell) => cell.trim() !== "")) return { verdict: "unreadable" };
  const cell = (field: ProspectField) => {
    const position = terms.mapping[field];
    return position === undefined ? "" : clipCell(cells[position] ?? "", LONGEST[field]);
  };
  const email = usableAddress(cell("email").replace(/^mailto:/i, ""));
  const domain = email && domainOf(email);
  if (!email || !domain) return { verdict: "no_address" };
  const source = cell("source") || terms.source;
  const sector = cell("sector") || terms.sector;
  const written = cell("obtained");
  const obtainedAt = written ? dayOf(written, today) : (terms.obtainedAt ?? undefined);
  if (!source || !obtainedAt) return { verdict: "no_provenance", email };
  const origin = prospectOriginOf(terms.way, sector, terms.ownSector);
  if (origin === "out_of_sector" || origin === "refused") return { verdict: "outside_sector", email };
  const company = cell("company");
  const evidence = collectEvidence(evidenceIn(company, cell("companyNumber"), cell("legalForm")));
  const { legalForm, strength } = weighEvidence(evidence);
  const freemail = isFreemailDomain(domain);
  const draft: ProspectDraft = {
    email,
    name: cell("name"),
    company,
    country: countryOf(cell("country")),
    freemail,
    legalForm,
    evidenceStrength: strength,
    evidence,
    origin,
    source,
    sector,
    obtainedAt,
  };
  return { verdict: freemail || legalForm === "individual" ? "individual" : "added", email, draft };
}

/** What a list says of somebody, in the form in which the store's records are weighed. */
function evidenceIn(company: string, companyNumber: string, legalForm: string): StoreRecord {
  return {
    addressCompanies: company ? [company] : [],
    companies: companyNumber ? [{ name: "", taxRegistrationIds: [companyNumber] }] : [],
    tags: legalForm ? [legalForm] : [],
  };
}
