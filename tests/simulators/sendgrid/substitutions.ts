/**
 * Replaces SendGrid substitution tags in a text: literally, every occurrence, in one pass (a value is never searched
 * again), the longer tag winning where two begin at the same place. Nothing is escaped: SendGrid does not either, so a
 * value that goes into HTML must arrive escaped.
 */
export function substitute(text: string, substitutions: Readonly<Record<string, string>> | undefined): string {
  const tags = Object.keys(substitutions ?? {}).filter((tag) => tag !== "");
  if (!substitutions || tags.length === 0) return text;
  tags.sort((one, other) => other.length - one.length);
  const pattern = new RegExp(tags.map((tag) => tag.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return text.replace(pattern, (tag) => substitutions[tag] ?? tag);
}
