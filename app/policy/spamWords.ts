/** Phrases that filters for unwanted mail have long counted against a sender, and that a trade customer has no use for. A short list on purpose: a filter weighs the sender's good name far more. */
const PHRASES = [
  "100% free",
  "absolutely free",
  "act now",
  "cash bonus",
  "click here",
  "congratulations",
  "dear friend",
  "double your",
  "earn money",
  "guaranteed",
  "limited time only",
  "no obligation",
  "once in a lifetime",
  "order now",
  "risk free",
  "risk-free",
  "this is not spam",
  "urgent",
  "winner",
  "you have been selected",
];

/** The phrases of that list in a text, each once. */
export function spamPhrases(text: string): string[] {
  const words = text.toLowerCase().replace(/\s+/g, " ");
  return PHRASES.filter((phrase) => standsIn(words, phrase));
}

/** Whether a phrase stands somewhere as words of its own: "turgent" is not urgent. */
function standsIn(words: string, phrase: string): boolean {
  for (let at = words.indexOf(phrase); at !== -1; at = words.indexOf(phrase, at + 1))
    if (!/[a-z]/.test(words.charAt(at - 1)) && !/[a-z]/.test(words.charAt(at + phrase.length))) return true;
  return false;
}

/** Whether a line shouts: all in capitals, or with exclamation marks in a row. */
export function isShouting(line: string): boolean {
  const letters = line.replace(/\{\{[^}]*\}\}/g, "").replace(/[^\p{L}]/gu, "");
  return (
    /!\s*!/.test(line) ||
    (letters.length >= 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase())
  );
}
