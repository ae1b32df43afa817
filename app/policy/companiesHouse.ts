import type { Evidence } from "./legalForm";

/** An entry of the register of Companies House, as far as it bears on the legal form. The words are the register's own: `ltd`, `active`, `england-wales`. */
export interface RegisterEntry {
  readonly number: string;
  readonly name: string;
  readonly type: string;
  /** Not every kind of entry has one. */
  readonly status: string | undefined;
  readonly jurisdiction: string | undefined;
  readonly previousNames: readonly string[];
}

/** What a look-up came to. All but the first two are doubt, and left to a person. */
export const REGISTER_FINDINGS = [
  "legal_person",
  "limited_partnership",
  "form_by_hand",
  "not_active",
  "former_name",
  "name_differs",
  "not_registered",
] as const;
export type RegisterFinding = (typeof REGISTER_FINDINGS)[number];

/** A finding with the evidence that it is. */
export interface RegisterEvidence {
  readonly finding: RegisterFinding;
  readonly evidence: Evidence;
}

// Types of entry that are legal persons, whoever is behind them: companies of every kind, LLPs, charitable incorporated organisations, societies, chartered bodies (PECR reg. 2(1)).
const LEGAL_PERSONS = new Set([
  "ltd",
  "plc",
  "old-public-company",
  "llp",
  "private-unlimited",
  "private-unlimited-nsc",
  "private-limited-guarant-nsc",
  "private-limited-guarant-nsc-limited-exemption",
  "private-limited-shares-section-30-exemption",
  "protected-cell-company",
  "northern-ireland",
  "investment-company-with-variable-capital",
  "icvc-securities",
  "icvc-umbrella",
  "icvc-warrant",
  "industrial-and-provident-society",
  "registered-society-non-jurisdictional",
  "northern-ireland-other",
  "royal-charter",
  "charitable-incorporated-organisation",
  "scottish-charitable-incorporated-organisation",
  "further-education-or-sixth-form-college-corporation",
  "united-kingdom-societas",
  // A partnership under the law of Scotland is a legal person: Partnership Act 1890 s. 4(2).
  "scottish-partnership",
]);

/** Charitable incorporated organisations are `registered` where a company is `active`. */
const IN_BEING = new Set(["active", "registered"]);

/**
 * What an entry of the register shows of the customer who gave its number (P4; PECR reg. 2(1)). It shows something only where the entry's name is one of the customer's company names: a number alone may be anybody's.
 * A former name is doubt: the name of a company that was wound up or renamed is often taken over by another business, which need not be a company. So is an entry that is not active, and one of a kind whose legal form
 * the type alone does not tell (an establishment of a foreign company, say).
 */
export function evidenceFromRegister(entry: RegisterEntry, customerCompanyNames: readonly string[]): RegisterEvidence {
  const finding = findingOf(entry, customerCompanyNames);
  const says = finding === "legal_person" ? "corporate" : finding === "limited_partnership" ? "individual" : "doubt";
  return { finding, evidence: piece(entry.number, says, [entry.name, entry.type, entry.status ?? "no status"]) };
}

/** What it shows that the register has no entry of the number that the customer gave as theirs: doubt. */
export function evidenceOfNoEntry(number: string): RegisterEvidence {
  return { finding: "not_registered", evidence: piece(number, "doubt", ["not on the register"]) };
}

function findingOf(entry: RegisterEntry, customerNames: readonly string[]): RegisterFinding {
  const isCustomers = (name: string) => customerNames.some((given) => isSameCompanyName(given, name));
  if (!isCustomers(entry.name)) return entry.previousNames.some(isCustomers) ? "former_name" : "name_differs";
  if (!IN_BEING.has(entry.status ?? "")) return "not_active";
  // One of England, Wales or Northern Ireland is its partners (Limited Partnerships Act 1907 s. 7); one of Scotland is a legal person.
  if (entry.type === "limited-partnership") return isScottish(entry) ? "legal_person" : "limited_partnership";
  return LEGAL_PERSONS.has(entry.type) ? "legal_person" : "form_by_hand";
}

const isScottish = ({ number, jurisdiction = "scotland" }: RegisterEntry) =>
  number.startsWith("SL") && jurisdiction === "scotland";

function piece(number: string, says: Evidence["says"], seen: readonly string[]): Evidence {
  // A character cut in half could not be stored.
  const detail = seen
    .join(", ")
    .slice(0, 200)
    .replace(/\p{Surrogate}$/u, "");
  return { source: "companies_house", says, detail, mark: number };
}

/** Endings that mean the same, in English and in Welsh, longest first: the ending of a name is its first that fits. */
const ENDINGS: readonly (readonly [words: string, meaning: string])[] = [
  ["scottish charitable incorporated organisation", "scio"],
  ["charitable incorporated organisation", "cio"],
  ["partneriaeth atebolrwydd cyfyngedig", "llp"],
  ["limited liability partnership", "llp"],
  ["cwmni cyfyngedig cyhoeddus", "plc"],
  ["cwmni buddiant cymunedol", "cic"],
  ["community interest company", "cic"],
  ["public limited company", "plc"],
  ["partneriaeth cyfyngedig", "lp"],
  ["limited partnership", "lp"],
  ["cyfyngedig", "ltd"],
  ["limited", "ltd"],
  ["scio", "scio"],
  ["ltd", "ltd"],
  ["cyf", "ltd"],
  ["plc", "plc"],
  ["ccc", "plc"],
  ["llp", "llp"],
  ["pac", "llp"],
  ["cic", "cic"],
  ["cbc", "cic"],
  ["cio", "cio"],
  ["lp", "lp"],
];

/**
 * Whether two names are those of one company, as people write them: case, accents, punctuation, "&" for "and", "The" in front and the spelling of the ending do not matter. An ending that one of them leaves out does not
 * matter either (people do, and some companies need not have one); two different endings do: Acme LLP is not Acme Ltd.
 */
export function isSameCompanyName(one: string, other: string): boolean {
  const [a, b] = [readName(one), readName(other)];
  return a.core !== "" && a.core === b.core && (!a.ending || !b.ending || a.ending === b.ending);
}

function readName(name: string): { core: string; ending: string | undefined } {
  const plain = name
    .normalize("NFKD")
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}.'’‘`]/gu, "")
    .toLowerCase()
    .replace(/[&+]/g, " and ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/^the (?=.)/, "");
  for (const [words, meaning] of ENDINGS) {
    if (plain.endsWith(` ${words}`)) return { core: plain.slice(0, -words.length - 1), ending: meaning };
  }
  return { core: plain, ending: undefined };
}
