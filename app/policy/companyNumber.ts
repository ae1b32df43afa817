/** What the format of a Companies House number says of the legal form it was given to. */
export type CompanyNumberClass = "corporate" | "not_corporate" | "by_hand";

// Scottish, Northern Irish and English companies, LLPs, CIOs, SCIOs and Scottish partnerships, which are legal persons.
const CORPORATE = new Set(["SC", "NI", "R0", "OC", "SO", "NC", "CE", "CS", "SL", "SG", "RS"]);
// Limited partnerships of England and Wales, and of Northern Ireland: no legal personality of their own.
const NOT_CORPORATE = new Set(["LP", "NL"]);
// Foreign companies, others: a person must look.
const BY_HAND = new Set(["FC", "SF", "NF", "GE", "ZC"]);

/**
 * Reads a UK registered number: 8 digits, or a two-character prefix and 6 characters. `undefined` when the text is not of
 * that form. A format is evidence, not proof: it does not show that the number is this customer's.
 */
export function classifyCompanyNumber(text: string): CompanyNumberClass | undefined {
  const number = text.replace(/\s/g, "").toUpperCase();
  if (/^\d{8}$/.test(number)) return "corporate";
  if (!/^[A-Z][A-Z0-9]\d{6}$/.test(number)) return undefined;
  const prefix = number.slice(0, 2);
  if (CORPORATE.has(prefix)) return "corporate";
  if (NOT_CORPORATE.has(prefix)) return "not_corporate";
  return BY_HAND.has(prefix) ? "by_hand" : undefined;
}

/**
 * A company number as the register writes it: eight characters, upper case, without spaces; six or seven digits are eight whose leading noughts got lost in a spreadsheet. `undefined` when the text is of no form that
 * Companies House gives out.
 */
export function normaliseCompanyNumber(text: string): string | undefined {
  const bare = text.replace(/\s/g, "").toUpperCase();
  const number = /^\d{6,7}$/.test(bare) ? bare.padStart(8, "0") : bare;
  return classifyCompanyNumber(number) && number;
}
