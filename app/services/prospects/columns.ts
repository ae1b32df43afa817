import { z } from "zod";

/** What a column can hold that matters here. */
export const PROSPECT_FIELDS = [
  "email",
  "name",
  "company",
  "companyNumber",
  "legalForm",
  "country",
  "sector",
  "source",
  "obtained",
] as const;
export type ProspectField = (typeof PROSPECT_FIELDS)[number];

/** Which column holds each field, by its position from 0. A field that no column holds is left out. */
export const columnMapping = z.partialRecord(z.enum(PROSPECT_FIELDS), z.number().int().min(0).max(1000));
export type ColumnMapping = z.output<typeof columnMapping>;

/** Headings as they are usually written, in lower case letters and digits only; the best first. */
const HEADINGS: Readonly<Record<ProspectField, readonly string[]>> = {
  email: ["email", "emailaddress", "mail", "mailaddress", "workemail", "businessemail", "companyemail", "contactemail"],
  companyNumber: [
    "companynumber",
    "companyno",
    "companyregistrationnumber",
    "registrationnumber",
    "registrationno",
    "registerednumber",
    "regno",
    "crn",
    "companieshousenumber",
  ],
  legalForm: ["legalform", "companytype", "businesstype", "legalstatus", "entitytype", "typeofbusiness"],
  company: ["company", "companyname", "business", "businessname", "organisation", "organization", "organisationname", "firm", "employer", "tradingname", "accountname"],
  name: ["name", "fullname", "contact", "contactname", "contactperson", "person", "firstname", "forename", "surname", "lastname"],
  country: ["country", "countrycode", "nation"],
  sector: ["sector", "industry", "trade", "line", "lineofbusiness", "category", "sic", "sicdescription"],
  source: ["source", "origin", "datasource", "wherefound", "foundat", "foundin", "wherefrom", "leadsource", "obtainedfrom"],
  obtained: ["obtained", "dateobtained", "obtainedon", "date", "dateadded", "added", "addedon", "collected", "datecollected", "collectedon", "created", "createdat", "researchedon"],
}; // prettier-ignore

/** Guesses by their headings which columns of a list of prospects hold what; staff correct it. */
export function guessColumns(columns: readonly string[]): ColumnMapping {
  return guessByHeadings(HEADINGS, columns);
}

/** Guesses by their headings which columns hold what, in the order of the fields: each has headings as they are usually written, the best first, in lower case letters and digits only. Each column is taken once. */
export function guessByHeadings<F extends string>(
  headings: Readonly<Record<F, readonly string[]>>,
  columns: readonly string[],
): Partial<Record<F, number>> {
  const written = columns.map((column) => column.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const taken = new Set<number>();
  const mapping: Partial<Record<F, number>> = {};
  for (const field of Object.keys(headings) as F[]) {
    for (const heading of headings[field]) {
      const position = written.findIndex((each, index) => each === heading && !taken.has(index));
      if (position === -1) continue;
      mapping[field] = position;
      taken.add(position);
      break;
    }
  }
  return mapping;
}
