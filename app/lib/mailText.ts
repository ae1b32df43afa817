import EmailReplyParser from "email-reply-parser";
import { convert } from "html-to-text";

/** Of a longer text the beginning is looked at for where the quotation begins: some of the parser's patterns take time with the square of the length, and a mail is foreign text. */
const LOOKED_AT = 4000;
const MAX_HTML = 500_000;

/** A mail's text, parted into what the person wrote and what they quoted of earlier mails or put below as a signature. */
export function splitReply(text: string): { readonly reply: string; readonly quoted: string } {
  const head = text.slice(0, LOOKED_AT);
  const fragments = new EmailReplyParser().read(head).getFragments();
  const first = fragments.findIndex((fragment) => fragment.isHidden() && !fragment.isEmpty());
  if (first < 0) return { reply: text.trim(), quoted: "" };
  const visible = fragments.filter((fragment) => !fragment.isHidden());
  const hidden = fragments.filter((fragment) => fragment.isHidden());
  const reply = visible
    .map((fragment) => fragment.getContent())
    .join("\n")
    .trim();
  const quoted = hidden
    .map((fragment) => fragment.getContent())
    .join("\n")
    .concat(text.slice(LOOKED_AT));
  return { reply, quoted: quoted.trim() };
}

/** The words of an HTML mail as plain text: no markup, no pictures, no addresses behind links. Never shown as HTML. */
export function textOfHtml(html: string): string {
  return convert(html.slice(0, MAX_HTML), {
    wordwrap: false,
    limits: { maxDepth: 60, maxChildNodes: 5000, maxBaseElements: 5 },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "a", options: { ignoreHref: true } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).trim();
}

// What is not for print; PostgreSQL refuses the first of them in a text.
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/gu;

/** A foreign text that may be stored and shown: no control characters, line feeds alone, not longer than `max` characters. */
export function cleanText(text: string, max: number): string {
  const clean = text
    .slice(0, max * 2)
    .replace(/\r\n?/g, "\n")
    .replace(UNPRINTABLE, "");
  return clean.length <= max ? clean : clean.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");
}

/** As `cleanText`, on one line. */
export function cleanLine(text: string, max: number): string {
  return cleanText(text.replace(/\s+/g, " "), max).trim();
}
