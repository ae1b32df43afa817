import type { RecipientLinks } from "~/policy/publicPages";
import { printable } from "./escape";

/** Stands in a campaign mail where each recipient's own reason goes. SendGrid's (legacy) substitution puts the value there. */
export const WHY_KEY = "%twostage_why%";

/** Stands in a campaign mail where each recipient's own opt-out link goes (P9). */
export const OPT_OUT_KEY = "%twostage_opt_out_url%";

/** Stands in a campaign mail where each recipient's own link to their data goes (UK GDPR Art 12(2)). */
export const DATA_KEY = "%twostage_data_url%";

/** Stands in a campaign mail where the link to the feedback form goes, which tells the form what mail it is about (P14). */
export const FEEDBACK_KEY = "%twostage_feedback_url%";

/** Stands in the content of a request where the token of each recipient's own links goes. */
export const TOKEN_KEY = "%twostage_token%";

/** What SendGrid replaces in one recipient's copy of a request for one. */
export type Substitutions = Readonly<
  Record<typeof WHY_KEY | typeof OPT_OUT_KEY | typeof FEEDBACK_KEY | typeof DATA_KEY, string>
>;

/**
 * The substitutions for one recipient. SendGrid puts the values in as they are, in HTML and in text alike, so a value that would read differently in the two
 * is refused with a `TypeError`: characters special to HTML, a `%` that could form a key, a line break.
 */
export function substitutionsFor(values: RecipientLinks & { readonly why: string }): Substitutions {
  requireSafe("why", values.why);
  return { [WHY_KEY]: values.why, ...linkSubstitutions(values) };
}

function linkSubstitutions({ optOutUrl, dataUrl, feedbackUrl }: RecipientLinks) {
  for (const [name, url] of Object.entries({ optOutUrl, dataUrl, feedbackUrl })) {
    requireSafe(name, url);
    if (!/^https?:\/\/\S+$/.test(url)) throw new TypeError(`unsafe substitution: ${name}`);
  }
  return { [OPT_OUT_KEY]: optOutUrl, [FEEDBACK_KEY]: feedbackUrl, [DATA_KEY]: dataUrl };
}

/**
 * A campaign's HTML or text with its recipients' links written out, all but the token at their end, where `TOKEN_KEY` stands: said for each recipient, the same addresses were a third of a request. `linksOf` gives the links of a token. Refuses what
 * `substitutionsFor` refuses, and links that do not end in the token.
 */
export function withLinks(part: string, linksOf: (token: string) => RecipientLinks): string {
  return Object.entries(linkSubstitutions(linksOf(TOKEN_PLACE))).reduce((written, [key, url]) => {
    if (!url.endsWith(TOKEN_PLACE)) throw new TypeError("a link without its token");
    return written.replaceAll(key, url.slice(0, -TOKEN_PLACE.length) + TOKEN_KEY);
  }, part);
}

/** Stands for a token while a link is checked: a key is no part of an address. */
const TOKEN_PLACE = "token";

/** Throws a `TypeError` for a value that would read differently in HTML and in text, or that is none. */
export function requireSafe(name: string, value: string): void {
  if (value === "" || /[<>&"'%\r\n]/.test(value)) throw new TypeError(`unsafe substitution: ${name}`);
}

// Only the opening is looked for: a half-written key next to a real one could otherwise swallow its first character.
const KEY_OPENING = /%(?=twostage_)/gi;

/** A merchant's HTML, already escaped, in which nothing is left that SendGrid would take for a key of ours. It looks the same. */
export function withoutKeysHtml(html: string): string {
  return printable(html).replace(KEY_OPENING, "&#37;");
}

/** A merchant's plain text in which nothing is left that SendGrid would take for a key of ours: an invisible space parts it. */
export function withoutKeysText(text: string): string {
  return printable(text).replace(KEY_OPENING, "%\u200B");
}
