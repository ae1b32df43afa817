import { mergeParts, mergeText, mergeValue, type MergeUse, type Named } from "~/policy/mergeFields";
import { escapeHtml, oneLine } from "./escape";
import { withoutKeysHtml, withoutKeysText } from "./substitutions";

// Private characters stand for a merge field while markdown and HTML are made of the text around it: nothing reads them as marks of its own.
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARKERS = /[\uE000\uE001]/g;
const MARKED = /\uE000(\d{1,4})\uE001/g;

const htmlKey = (place: number) => `%twostage_merge_${place}_html%`;
const textKey = (place: number) => `%twostage_merge_${place}_text%`;

/** The merge fields of one mail: marks them in what the merchant wrote, and puts the keys in once that has become HTML or text. */
export interface MergeKeys {
  /** The text with each merge field marked; what is no merge field stays as it is written. */
  mark(text: string): string;
  /** A marked text as it was written, or as a merge field is written: it may have been normalised. */
  unmark(text: string): string;
  /** Finished HTML with keys where marks were. SendGrid puts the value there as it is, so it has its own key: there it is escaped. */
  inHtml(html: string): string;
  inText(text: string): string;
  /** The merge fields used, in the order of their keys. */
  readonly uses: readonly MergeUse[];
}

/** Begins with no merge field. */
export function mergeKeys(): MergeKeys {
  const uses: MergeUse[] = [];
  const placeOf = (use: MergeUse) => {
    const known = uses.findIndex((each) => each.field === use.field && each.fallback === use.fallback);
    return known === -1 ? uses.push(use) - 1 : known;
  };
  return {
    uses,
    mark: (text) =>
      mergeParts(text.replace(MARKERS, ""))
        .map((part) => (part.kind === "merge" ? `${OPEN}${placeOf(part.use)}${CLOSE}` : part.text))
        .join(""),
    unmark: (text) =>
      text.replace(MARKED, (mark, place: string) => {
        const use = uses[Number(place)];
        return use ? mergeText(use) : mark;
      }),
    inHtml: (html) => html.replace(MARKED, (_, place: string) => htmlKey(Number(place))),
    inText: (text) => text.replace(MARKED, (_, place: string) => textKey(Number(place))),
  };
}

/** Characters of a value: names are longer only by mistake, and substitutions are limited. */
const LONGEST_VALUE = 60;

/** What SendGrid replaces in one recipient's copy for the merge fields of a mail: escaped for HTML, plain for text, on one line, and never a key itself. */
export function mergeSubstitutions(uses: readonly MergeUse[], named: Named): Record<string, string> {
  return Object.fromEntries(
    uses.flatMap((use, place) => {
      const value = Array.from(oneLine(mergeValue(use, named)).replace(MARKERS, ""))
        .slice(0, LONGEST_VALUE)
        .join("");
      return [
        [htmlKey(place), withoutKeysHtml(escapeHtml(value))],
        [textKey(place), withoutKeysText(value)],
      ];
    }),
  );
}

/** A text in which keys are replaced by the values, as SendGrid does it: for previews and tests. */
export function fillKeys(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/%twostage_[a-z0-9_]+%/g, (key) => values[key] ?? key);
}
