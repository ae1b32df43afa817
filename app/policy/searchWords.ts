/** Longest word that is kept: longer ones are no words that anybody types. */
const MAX_WORD = 100;
const MAX_WORDS = 60;

/**
 * Words under which somebody is found: those of names, in lower case and without accents, dotted ones also whole ("booking.com"), and of an address its whole, its parts and its domain. Each once, in the order they come.
 */
export function searchWords(names: readonly string[], email: string): string[] {
  const address = folded(email.trim());
  const at = address.lastIndexOf("@");
  const words = new Set(names.flatMap((name) => wordsOf(folded(name))));
  for (const word of split(address)) words.add(word);
  if (at > 0) words.add(address).add(address.slice(at + 1));
  return [...words].map((word) => word.slice(0, MAX_WORD)).slice(0, MAX_WORDS);
}

/**
 * What somebody typed, as beginnings of words that must all be there. An address or a domain, whole or begun, is one of them: taken apart, "firm-1.example" is looked for among all that begin with "1". Empty when nothing
 * can be searched for.
 */
export function searchPrefixes(typed: string): string[] {
  const parts = folded(typed).split(/\s+/);
  const prefixes = parts.flatMap((part) => {
    if (/.@./.test(part)) return part;
    const bare = part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    return DOTTED.test(bare) ? bare : split(part);
  });
  return [...new Set(prefixes)].map((word) => word.slice(0, MAX_WORD)).slice(0, 10);
}

// As domains and the front parts of addresses are; initials are not.
const DOTTED = /^[\p{L}\p{N}-]{2,}(\.[\p{L}\p{N}-]{2,})+$/u;

function wordsOf(name: string): string[] {
  const dotted = name.includes(".") ? name.split(/[^\p{L}\p{N}.-]+/u).filter((part) => DOTTED.test(part)) : [];
  return [...split(name), ...dotted];
}

const split = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Nearly every name and address is plain already, and to find that out is far cheaper.
const folded = (text: string): string =>
  (PLAIN.test(text) ? text : text.normalize("NFKD").replace(/[\p{M}\u0000]/gu, "")).toLowerCase();

const PLAIN = /^[ -~]*$/;
