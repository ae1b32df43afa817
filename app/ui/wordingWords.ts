import type { WordingFault } from "~/policy/consentWording";
import type { Locale } from "~/policy/locale";

/** The words of the pages about consent wordings. Each map is complete by its type. */

export const LOCALE_WORDS: Readonly<Record<Locale, string>> = {
  en: "English",
  cy: "Welsh",
  fr: "French",
  de: "German",
};

/** What keeps a wording from being published: what is checked, and what to do. */
export const FAULT_WORDS: Readonly<Record<WordingFault, { readonly check: string; readonly mend: string }>> = {
  wording_empty: { check: "There are words", mend: "Write what people agree to" },
  wording_too_long: {
    check: "No longer than 500 characters",
    mend: "Shorten it to 500 characters: nobody reads more beside a box",
  },
  wording_sender_missing: {
    check: "Names you as the sender",
    mend: "Name yourself, exactly as your trading name in Settings: people must know whom they agree to hear from",
  },
  wording_purpose_missing: {
    check: "Says that it is marketing",
    mend: "Say that you will send offers, news or other marketing",
  },
  wording_channel_missing: { check: "Says that it is by email", mend: "Say that it comes by email" },
  wording_stop_missing: {
    check: "Says that it can be stopped",
    mend: "Say that they can stop it at any time",
  },
  wording_link: {
    check: "Holds no link and no markup",
    mend: "Take out the link: what people agree to must stand in the words themselves",
  },
  wording_terms: {
    check: "Stands apart from terms and notices",
    mend: "Take out what it says of terms, conditions or a privacy notice: by law, agreeing to marketing must be asked for apart from everything else",
  },
};

/** Labels for the refusal of a wording. */
export const WORDING_PROBLEM_LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(FAULT_WORDS).map(([fault, { mend }]) => [fault, mend])),
  wording_unchanged: "These are the words that are published already",
};

/** What the shopper sees beside the wording, in each language: as the extension and the form have it. A test holds them to the extension's own texts. */
export const SHOPPER_WORDS: Readonly<
  Record<Locale, { readonly willConfirm: string; readonly send: string; readonly email: string }>
> = {
  en: {
    willConfirm: "We will email you a link to confirm. Without it we send you no offers.",
    send: "Send me the confirmation link",
    email: "Email address",
  },
  cy: {
    willConfirm: "Byddwn yn e-bostio dolen atoch i gadarnhau. Heb hynny ni fyddwn yn anfon cynigion atoch.",
    send: "Anfonwch y ddolen gadarnhau ataf",
    email: "Cyfeiriad e-bost",
  },
  fr: {
    willConfirm:
      "Nous vous enverrons un lien de confirmation par e-mail. Sans confirmation, vous ne recevrez aucune offre.",
    send: "Envoyez-moi le lien de confirmation",
    email: "Adresse e-mail",
  },
  de: {
    willConfirm: "Wir senden Ihnen einen Bestätigungslink per E-Mail. Ohne Bestätigung erhalten Sie keine Angebote.",
    send: "Bestätigungslink senden",
    email: "E-Mail-Adresse",
  },
};
