import type { Basis } from "~/policy/reasons";
import { writtenDay } from "./dates";
import { oneLine } from "./escape";

/** Where somebody's data come from, for the notice that their first mail must carry. */
export interface NoticeOwed {
  /** As staff wrote it. */
  readonly source: string;
  readonly obtainedAt: Date;
  /** For how long data are held without a relation. */
  readonly keptMonths: number;
}

const LONGEST_SOURCE = 200;

/**
 * The notice of UK GDPR Art 14 for somebody whose data came from a list: where from and since when, what is held, what for and on which ground, who sees it, how long it is kept, their rights, and whom to complain to. Who we are stands in
 * every mail already. Plain sentences without a character special to HTML, since they go into HTML and text alike.
 */
export function firstContactNotice(
  { source, obtainedAt, keptMonths }: NoticeOwed,
  basis: Basis,
  timezone: string,
): string {
  const ground =
    basis === "consent" ? "your consent" : "our legitimate interest in finding new customers for what we sell";
  return [
    "This is our first email to you, so the law asks us to tell you how we came by your details.",
    `We found them here: ${quoted(source)}, on ${writtenDay(obtainedAt, timezone)}.`,
    "We hold no more than was found there: name, company, company number, country, trade and this email address.",
    `We use them to offer you our goods and services by email, and for nothing else; our legal basis is ${ground}.`,
    "Nobody sees them but us and the services that keep our data and send our email for us; we never sell, rent or exchange them.",
    `We keep them for no longer than ${keptMonths} months, unless you become our customer.`,
    "You have the right to object, and then we stop at once: use the link at the end of this email or write to us.",
    "You may also ask us for a copy of your details, and to correct, restrict or erase them.",
    "You may complain to the Information Commissioner’s Office, ico.org.uk.",
  ].join(" ");
}

/** Marks that look the same and mean nothing to HTML or to SendGrid. */
const LOOKALIKES: Readonly<Record<string, string>> = { "<": "‹", ">": "›", "&": "＆", "%": "％" };

/** What staff wrote, on one line, as a quotation that it cannot end. */
function quoted(source: string): string {
  const words = oneLine(source)
    .slice(0, LONGEST_SOURCE)
    .replace(/\p{Surrogate}/gu, "")
    .replace(/[<>&"'%“”]/g, (mark) => LOOKALIKES[mark] ?? "’");
  return `“${words}”`;
}
