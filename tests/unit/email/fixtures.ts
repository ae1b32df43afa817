import { type SenderIdentity } from "~/email/identity";
import type { MailBlock } from "~/policy/mailBlocks";

export const COMPANY: SenderIdentity = {
  tradingName: "Boiler Part Finder",
  registered: true,
  registeredName: "Boiler Part Finder (Trade) Ltd",
  companyNumber: "07654321",
  placeOfRegistration: "England and Wales",
  registeredOffice: "Unit 4, Canal Wharf,\nLeeds\nLS11 5PU",
  contactEmail: "hello@boilerparts.example",
};

export const SOLE_TRADER: SenderIdentity = {
  tradingName: "Jo's Spares",
  registered: false,
  registeredName: "Joanna Bloggs",
  companyNumber: "",
  placeOfRegistration: "",
  registeredOffice: "1 High Street, Ripon HG4 1AA",
  contactEmail: "jo@spares.example",
};

/** The body of a mail of one text. */
export function letter(markdown: string): readonly MailBlock[] {
  return [{ id: "text-1", type: "text", markdown }];
}

/** What SendGrid does: puts the values in as they are, wherever a key stands. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((done, [key, value]) => done.replaceAll(key, value), text);
}

export function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
