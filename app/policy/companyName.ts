/**
 * What a company's name says of its legal form. A UK company, LLP, CIC or CIO must carry its ending (Companies Act 2006
 * s. 58-59, Limited Liability Partnerships Act 2000 sch. 1, Charities Act 2011 s. 211), in English or in Welsh, at the end of its name.
 */

/** Endings with their usual spelling; `undefined` for what only looks like one: a limited partnership, in Welsh, ends as a company does. */
const ENDINGS: readonly (readonly [words: string, ending: string | undefined])[] = [
  ["ltd", "Ltd"],
  ["limited", "Limited"],
  ["plc", "PLC"],
  ["public limited company", "public limited company"],
  ["llp", "LLP"],
  ["limited liability partnership", "limited liability partnership"],
  ["cic", "CIC"],
  ["community interest company", "community interest company"],
  ["cio", "CIO"],
  ["charitable incorporated organisation", "charitable incorporated organisation"],
  ["scio", "SCIO"],
  ["scottish charitable incorporated organisation", "Scottish charitable incorporated organisation"],
  ["cyf", "Cyf"],
  ["cyfyngedig", "Cyfyngedig"],
  ["partneriaeth cyfyngedig", undefined],
  ["ccc", "CCC"],
  ["cwmni cyfyngedig cyhoeddus", "cwmni cyfyngedig cyhoeddus"],
  ["cbc", "CBC"],
  ["cwmni buddiant cymunedol", "cwmni buddiant cymunedol"],
  ["pac", "PAC"],
  ["partneriaeth atebolrwydd cyfyngedig", "partneriaeth atebolrwydd cyfyngedig"],
  ["sefydliad elusennol corfforedig", "sefydliad elusennol corfforedig"],
];

const byLastWord = new Map<string, (readonly [string, string | undefined])[]>();
// The longest first: "public limited company" before what else ends so.
for (const entry of [...ENDINGS].sort(([a], [b]) => b.length - a.length)) {
  const last = lastWordOf(entry[0], entry[0].length);
  byLastWord.set(last, [...(byLastWord.get(last) ?? []), entry]);
}

// A name that says of itself that another, or no, legal form trades under it.
const INDIVIDUAL_MARKS: readonly (readonly [pattern: RegExp, mark: string])[] = [
  [/\b(sole[\s-]?trader|unig fasnachwr|masnachwr unigol)\b/iu, "sole trader"],
  [/\b(self[\s-]?employed|hunangyflogedig)\b/iu, "self-employed"],
  [/\bprivate (individual|person|customer)\b/iu, "private person"],
  [/(^|[\s(,])t ?\/ ?a([\s),]|$)/iu, "t/a"],
  [/\b(trading as|yn masnachu fel)\b/iu, "trading as"],
];

const DOUBT_MARKS: readonly (readonly [pattern: RegExp, mark: string])[] = [
  [/\b(formerly|previously|gynt)\b/iu, "formerly"],
  [/\bin (liquidation|administration|receivership)\b/iu, "in liquidation"],
  [/\b(dissolved|ceased trading|struck off)\b/iu, "dissolved"],
  [/\bnot (a |an )?(ltd|limited|plc|llp)\b/iu, "not limited"],
  [/\bun[\s-]limited\b/iu, "not limited"],
];

/** Of England and Wales or Northern Ireland it is its partners, of Scotland a legal person: the name does not tell which. */
const LIMITED_PARTNERSHIP = /\b(limited partnership|partneriaeth cyfyngedig)$/iu;

// One look instead of one for each mark: hardly any name of a million has one.
const PERHAPS_MARKED =
  /sole|unig|self|hunan|private|t ?\/|trading|masnachu|formerly|previously|gynt|\bin |dissolved|struck|\bnot |\bun[\s-]|partnership$|cyfyngedig$/i;

/** What a name says. Each is the part that counts, in its usual spelling. */
export interface CompanyNameMarks {
  /** `Ltd`, `LLP`, `Cyf` ...: a corporate ending. */
  readonly ending?: string | undefined;
  /** Words that point to a sole trader or private person. */
  readonly individual?: string | undefined;
  /** Words that put an ending in doubt. */
  readonly doubt?: string | undefined;
  /** Whether it calls itself a limited partnership. */
  readonly limitedPartnership: boolean;
}

/** Reads all marks of a name at once. */
export function readCompanyName(name: string): CompanyNameMarks {
  const plain = plainName(name);
  const ending = endingOf(plain);
  if (!PERHAPS_MARKED.test(plain)) return { ending, limitedPartnership: false };
  return {
    ending,
    individual: markIn(INDIVIDUAL_MARKS, plain),
    doubt: markIn(DOUBT_MARKS, plain),
    limitedPartnership: LIMITED_PARTNERSHIP.test(plain),
  };
}

/** The corporate ending of a name in its usual spelling, or `undefined` when it ends otherwise. */
export function corporateEnding(name: string): string | undefined {
  return endingOf(plainName(name));
}

/** Words in a text that point to a sole trader or private person, or `undefined`. */
export function individualMark(text: string): string | undefined {
  const plain = plainName(text);
  return PERHAPS_MARKED.test(plain) ? markIn(INDIVIDUAL_MARKS, plain) : undefined;
}

function markIn(marks: readonly (readonly [RegExp, string])[], plain: string): string | undefined {
  return marks.find(([pattern]) => pattern.test(plain))?.[1];
}

function endingOf(plain: string): string | undefined {
  const lower = plain.toLowerCase();
  const end = lower.endsWith(")") ? lower.length - 1 : lower.length;
  for (const [words, ending] of byLastWord.get(lastWordOf(lower, end)) ?? []) {
    const start = end - words.length;
    // At least one word before the ending: a bare "Limited" names nobody.
    if (
      start > 0 &&
      lower.startsWith(words, start) &&
      isBreak(lower, start - 1) &&
      /[\p{L}\p{N}]/u.test(lower.slice(0, start))
    )
      return ending;
  }
  return undefined;
}

function lastWordOf(text: string, end: number): string {
  let start = end;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  return text.slice(start, end);
}

function isBreak(text: string, at: number): boolean {
  return " ,()&-".includes(text.charAt(at));
}

/** NFKC, invisible characters and dots removed ("P.L.C." is PLC), white space folded, trailing punctuation dropped. */
function plainName(name: string): string {
  // Nearly every name is plain already, and to find that out is far cheaper.
  const folded = /^[ -~]*$/.test(name)
    ? name
    : name.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return folded
    .replaceAll(".", "")
    .replace(/\s+/g, " ")
    .replace(/[\s,;:!'"-]+$/, "")
    .trim();
}
