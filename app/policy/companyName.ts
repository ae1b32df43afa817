/**
 * What a company's name says of its legal form. A UK company, LLP, CIC or CIO must carry its ending (Companies Act 2006
 * s. 58-59, Limited Liability Partnerships Act 2000 sch. 1, Charities Act 2011 s. 211), in English or in Welsh, at the end of its name.
 */

const ENDINGS: readonly (readonly [pattern: string, ending: string])[] = [
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
  ["ccc", "CCC"],
  ["cbc", "CBC"],
  ["pac", "PAC"],
];

const endingPattern = new RegExp(
  // At least one word before the ending: a bare "Limited" names nobody.
  `\\p{L}*[\\p{L}\\p{N}].*?[\\s,()&-]\\(?(${ENDINGS.map(([pattern]) => pattern).join("|")})\\)?$`,
  "iu",
);

/** The corporate ending of a name in its usual spelling (`Ltd`, `LLP`, `Cyf` ...), or `undefined` when it ends otherwise. */
export function corporateEnding(name: string): string | undefined {
  const plain = plainName(name);
  const found = endingPattern.exec(plain)?.[1]?.toLowerCase();
  return found && ENDINGS.find(([pattern]) => pattern === found)?.[1];
}

// A name that says of itself that another, or no, legal form trades under it.
const INDIVIDUAL_MARKS: readonly (readonly [pattern: RegExp, mark: string])[] = [
  [/\bsole[\s-]?trader\b/iu, "sole trader"],
  [/\bself[\s-]?employed\b/iu, "self-employed"],
  [/\bprivate (individual|person|customer)\b/iu, "private person"],
  [/(^|[\s(,])t ?\/ ?a([\s),]|$)/iu, "t/a"],
  [/\btrading as\b/iu, "trading as"],
];

const DOUBT_MARKS: readonly (readonly [pattern: RegExp, mark: string])[] = [
  [/\b(formerly|previously)\b/iu, "formerly"],
  [/\bin (liquidation|administration)\b/iu, "in liquidation"],
  [/\b(dissolved|ceased trading)\b/iu, "dissolved"],
  [/\bnot (a |an )?(ltd|limited|plc|llp)\b/iu, "not limited"],
];

/** Words in a name that point to a sole trader or private person, or `undefined`. */
export function individualMark(name: string): string | undefined {
  const plain = plainName(name);
  return INDIVIDUAL_MARKS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Words in a name that put its ending in doubt, or `undefined`. */
export function doubtMark(name: string): string | undefined {
  const plain = plainName(name);
  return DOUBT_MARKS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** NFKC, invisible characters and dots removed ("P.L.C." is PLC), white space folded, trailing punctuation dropped. */
function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replaceAll(".", "")
    .replace(/\s+/g, " ")
    .replace(/[\s,;:!'"-]+$/, "")
    .trim();
}
