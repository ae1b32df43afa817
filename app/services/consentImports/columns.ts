import { z } from "zod";
import { guessByHeadings } from "~/services/prospects/columns";

/** What a column can hold that matters here. */
export const IMPORT_FIELDS = ["email", "askedAt", "wording", "place", "confirmedAt", "proof"] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column holds each field, by its position from 0. A field that no column holds is left out. */
export const importMapping = z.partialRecord(z.enum(IMPORT_FIELDS), z.number().int().min(0).max(1000));
export type ImportMapping = z.output<typeof importMapping>;

/** Headings as mailing programs write them, the more telling fields first. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  email: ["email", "emailaddress", "mail", "mailaddress", "address", "subscriber"],
  confirmedAt: ["confirmedat", "confirmed", "confirmtime", "confirmedon", "confirmationdate", "dateconfirmed", "doubleoptin", "doubleoptinat", "doubleoptindate", "verifiedat", "verified", "optinconfirmed"],
  proof: ["proof", "proofofconfirmation", "proofofthesecondstage", "evidence", "confirmip", "confirmationip", "confirmedip", "confirmationsource", "doubleoptinproof"],
  askedAt: ["askedat", "asked", "optintime", "optinat", "optindate", "optin", "signupdate", "signedupat", "signup", "subscribedat", "subscribed", "subscribedon", "requestedat", "requested", "consentdate", "consentedat", "dateadded", "createdat", "created", "date"],
  wording: ["wording", "words", "consenttext", "consentwording", "optintext", "text", "statement"],
  place: ["where", "place", "source", "signupsource", "form", "page", "origin", "optinsource", "surface"],
}; // prettier-ignore

/** Guesses by their headings which columns hold what; staff correct it. */
export function guessImportColumns(columns: readonly string[]): ImportMapping {
  return guessByHeadings(HEADINGS, columns);
}
