import type { Locale } from "./locale";

/** Longest wording, in characters: longer ones are not read beside a box. */
export const MAX_WORDING = 500;

/** What can keep a wording from being published. Words for each live in app/ui/wordingWords.ts. */
export const WORDING_FAULTS = [
  "wording_empty",
  "wording_too_long",
  "wording_sender_missing",
  "wording_purpose_missing",
  "wording_channel_missing",
  "wording_stop_missing",
  "wording_link",
  "wording_terms",
] as const;
export type WordingFault = (typeof WORDING_FAULTS)[number];

/** What must be said, by the words each language says it with; compared without accents and in lower case. */
const SAYS: Readonly<Record<Locale, Readonly<Record<"purpose" | "channel" | "stop", RegExp>>>> = {
  en: {
    purpose: /\b(offers?|marketing|promot\w+|adverts?|advertis\w+|newsletters?|deals?|discounts?|news)\b/,
    channel: /\be-?mail(s|ed|ing)?\b/,
    stop: /\b(stop|unsubscribe|opt[ -]out|withdraw|change my mind|cancel)\b/,
  },
  cy: {
    purpose: /\b(gynigion|cynigion|nghynigion|marchnata|farchnata|hysbyseb\w*|hyrwyddo|newyddion|cylchlythyr\w*)\b/,
    channel: /\be-?[bf](ost|yst)\w*/,
    stop: /\b(stopio|atal|roi'r gorau|rhoi'r gorau|dad-?danysgrifio|ddad-?danysgrifio|optio allan|tynnu|dynnu|newid fy meddwl)\b/,
  },
  fr: {
    purpose:
      /\b(offres?|promotion\w*|publicit\w+|commercia\w+|marketing|nouveautes|prospection|infolettres?|newsletters?)\b/,
    channel: /\b(e-?mails?|mails?|courriels?|mels?|courriers? electroniques?)\b/,
    stop: /(arreter|desabonn|desinscri|retirer|revenir sur|changer d'avis|m'opposer|y mettre fin)/,
  },
  de: {
    purpose: /(angebot|werb|newsletter|rundbrief|marketing|aktion|neuigkeit)/,
    channel: /\b(e-?)?mails?/,
    stop: /(abbestell|abmeld|widerruf|widersprech|beend|stopp|austrag|ab(be)?stellen)/,
  },
};

/** Terms and conditions and notices, in any of the languages: consent must be asked for apart from them. */
const TERMS =
  /\b(terms|conditions|t ?& ?cs?|tos|eula|privacy (policy|notice|statement)|telerau|amodau|thelerau|polisi preifatrwydd|hysbysiad preifatrwydd|cgv|cgu|cgvu|politique de confidentialite|mentions legales|agbs?|geschaftsbedingungen|nutzungsbedingungen|bedingungen|datenschutz\w*|impressum)\b/;
const LINK =
  /(https?:|www\.|\b[a-z0-9][a-z0-9-]*\.(com|net|org|info|biz|shop|store|io|eu|fr|de|uk|wales|cymru|scot|ie)\b|[<>]|\]\()/;

/** The wording as it is stored and shown: on one line, without blanks around it. */
export function tidyWording(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/**
 * What keeps a wording from being published (UK GDPR Art 4(11), 7(2); PECR reg. 22): it must name the sender, say that it is marketing, that it is by email and that it can be stopped, within 500 characters; and hold nothing else, no link and no terms or
 * notices, which are agreed to elsewhere or not at all. Checks what can be checked by words: whether it is plain and true is for whoever publishes it. Empty when nothing does.
 */
export function wordingFaults(text: string, locale: Locale, sender: string): WordingFault[] {
  const tidy = tidyWording(text);
  if (tidy === "") return ["wording_empty"];
  const plain = folded(tidy);
  const name = folded(tidyWording(sender));
  // A name may look like an address or hold one of the words: it says nothing but who the sender is.
  const rest = name === "" ? plain : plain.replaceAll(name, " ");
  const says = SAYS[locale];
  const faults: Readonly<Record<WordingFault, boolean>> = {
    wording_empty: false,
    wording_too_long: [...tidy].length > MAX_WORDING,
    wording_sender_missing: name === "" || !plain.includes(name),
    wording_purpose_missing: !says.purpose.test(rest),
    wording_channel_missing: !says.channel.test(rest),
    wording_stop_missing: !says.stop.test(rest),
    wording_link: LINK.test(rest),
    wording_terms: TERMS.test(rest),
  };
  return WORDING_FAULTS.filter((fault) => faults[fault]);
}

/** Lower case without accents, and with one kind of apostrophe and hyphen. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’ʼ]/g, "'").replace(/[‐‑–]/g, "-").toLowerCase();
}
