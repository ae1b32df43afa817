import { printable } from "./escape";

/** Stands in a campaign mail where each recipient's own reason goes. SendGrid's (legacy) substitution puts the value there. */
export const WHY_KEY = "%twostage_why%";

/** Stands in a campaign mail where each recipient's own opt-out link goes (P9). */
export const OPT_OUT_KEY = "%twostage_opt_out_url%";

/** Stands in a campaign mail where each recipient's own link to their data goes (UK GDPR Art 12(2)). */
export const DATA_KEY = "%twostage_data_url%";

/** Stands in a campaign mail where the link to the feedback form goes, which tells the form what mail it is about (P14). */
export const FEEDBACK_KEY = "%twostage_feedback_url%";

/** What SendGrid replaces in one recipient's copy. */
export type Substitutions = Readonly<
  Record<typeof WHY_KEY | typeof OPT_OUT_KEY | typeof FEEDBACK_KEY | typeof DATA_KEY, string>
>;

/**
 * The substitutions for one recipient. SendGrid puts the values in as they are, in HTML and in text alike, so a value that would read differently in the two
 * is refused with a `TypeError`: characters special to HTML, a `%` that could form a key, a line break.
 */
export function substitutionsFor(values: {
  readonly why: string;
  readonly optOutUrl: string;
  readonly dataUrl: string;
  readonly feedbackUrl: string;
}): Substitutions {
  for (const [name, value] of Object.entries(values)) requireSafe(name, value);
  for (const name of ["optOutUrl", "feedbackUrl", "dataUrl"] as const)
    if (!/^https?:\/\/\S+$/.test(values[name])) throw new TypeError(`unsafe substitution: ${name}`);
  return {
    [WHY_KEY]: values.why,
    [OPT_OUT_KEY]: values.optOutUrl,
    [FEEDBACK_KEY]: values.feedbackUrl,
    [DATA_KEY]: values.dataUrl,
  };
}

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
