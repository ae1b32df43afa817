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

/** A number of the register as people write it, in its full form: without spaces, in capitals, with the leading zeros that are often left out. `undefined` when it can be none. */
export function registeredNumber(text: string): string | undefined {
  const number = text.replace(/\s/g, "").toUpperCase();
  if (/^\d{6,8}$/.test(number)) return number.padStart(8, "0");
  return classifyCompanyNumber(number) && number;
}
