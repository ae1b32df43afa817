/** What of a recipient a mail may say, by the names merchants use: `{{first_name|there}}`. The words after the bar stand for whoever's is not known. */
export const MERGE_FIELDS = ["first_name", "name", "company"] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];

/** A merge field as it is used in a mail, with what stands in for a value that is not known. */
export interface MergeUse {
  readonly field: MergeField;
  readonly fallback: string;
}

/** What is wrong with a merge field in a text, as codes. */
export type MergeFault = "unknown_field" | "no_fallback" | "fallback_too_long" | "not_closed";

export const LONGEST_FALLBACK = 60;
/** Distinct merge fields in one mail: their values must fit into SendGrid's 10,000 bytes of substitutions beside the reason and the links. */
export const MOST_MERGE_USES = 10;

/** A stretch of a text: words as they are, a merge field, or what was meant to be one and is not. */
export type MergePart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "merge"; readonly text: string; readonly use: MergeUse }
  | { readonly kind: "fault"; readonly text: string; readonly fault: MergeFault };

// Bounded, so that no text can make it slow.
const BRACES = /\{\{([^{}\n]{0,200})\}\}/g;

/** Cuts a text at its merge fields. The parts, joined, are the text. */
export function mergeParts(text: string): MergePart[] {
  const parts: MergePart[] = [];
  let from = 0;
  for (const match of text.matchAll(BRACES)) {
    if (match.index > from) parts.push(...words(text.slice(from, match.index)));
    parts.push(mergePart(match[0], match[1] ?? ""));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(...words(text.slice(from)));
  return parts;
}

function words(text: string): MergePart[] {
  const open = text.indexOf("{{");
  if (open === -1) return [{ kind: "words", text }];
  return [
    ...(open > 0 ? [{ kind: "words", text: text.slice(0, open) } as const] : []),
    { kind: "fault", text: text.slice(open), fault: "not_closed" },
  ];
}

function mergePart(text: string, inside: string): MergePart {
  const bar = inside.indexOf("|");
  const field = (bar === -1 ? inside : inside.slice(0, bar)).trim();
  const fallback =
    bar === -1
      ? ""
      : inside
          .slice(bar + 1)
          .replace(/\s+/g, " ")
          .trim();
  if (!isMergeField(field)) return { kind: "fault", text, fault: "unknown_field" };
  if (fallback === "") return { kind: "fault", text, fault: "no_fallback" };
  if (fallback.length > LONGEST_FALLBACK) return { kind: "fault", text, fault: "fallback_too_long" };
  return { kind: "merge", text, use: { field, fallback } };
}

function isMergeField(name: string): name is MergeField {
  return (MERGE_FIELDS as readonly string[]).includes(name);
}

/** A merge field as it is written in a text. */
export function mergeText({ field, fallback }: MergeUse): string {
  return `{{${field}|${fallback}}}`;
}

/** What is known of somebody whom a mail may name. */
export interface Named {
  readonly name: string;
  readonly company: string;
}

/**
 * The value of a merge field for somebody, or its fallback. A first name is the first word of the name, unless that is a title or an initial: “Dr Evans” is not greeted as “Dr”. A name that is an address is not known: Shopify calls
 * customers without a name by their address.
 */
export function mergeValue({ field, fallback }: MergeUse, { name, company }: Named): string {
  const value = field === "company" ? company : isAddress(name) ? "" : field === "name" ? name : firstName(name);
  return value.replace(/\s+/g, " ").trim() || fallback;
}

/** A text as it reads to whoever of whom nothing is known: with each merge field's fallback in its place. */
export function withFallbacks(text: string): string {
  return mergeParts(text)
    .map((part) => (part.kind === "merge" ? part.use.fallback : part.text))
    .join("");
}

const TITLE = /^(mr|mrs|ms|miss|mx|dr|prof|sir|dame|lord|lady|rev)\.?$/i;

const isAddress = (name: string) => /^\S*@\S*$/.test(name.trim());

function firstName(name: string): string {
  const [first = ""] = name.trim().split(/\s+/);
  return TITLE.test(first) || /^\p{L}\.?$/u.test(first) ? "" : first;
}
