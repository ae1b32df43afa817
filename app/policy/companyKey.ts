import { corporateEnding } from "./companyName";

/**
 * What contacts of one company have in common, so that they can be looked at together: the store's own company record, else the company's name in lower case, without accents, punctuation and corporate ending
 * ("Acme & Sons Ltd." and "ACME and Sons Limited" are one). `null` without a company. It groups, and proves nothing.
 */
export function companyKey(recordId: string | undefined, name: string): string | null {
  if (recordId) return `b2b:${recordId}`;
  // Nearly every name is plain already, and to find that out is far cheaper.
  const bareLetters = /^[ -~]*$/.test(name) ? name : name.normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = bareLetters
    .toLowerCase()
    .replaceAll("&", " and ")
    .replace(/\./g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const ending = corporateEnding(name)?.toLowerCase();
  const bare = ending && plain.endsWith(` ${ending}`) ? plain.slice(0, -ending.length - 1).trim() : plain;
  return bare ? `name:${bare.slice(0, 200)}` : null;
}
