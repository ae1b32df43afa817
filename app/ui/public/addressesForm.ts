import { LANGUAGE_TAGS, type Locale } from "~/policy/locale";
import { html, type Html } from "./html";
import { alert, paragraph } from "./pageFrame";
import { PUBLIC_WORDS } from "./words/publicWords";

/** What became of addresses that somebody typed. */
export interface TypedResult {
  /** Lines that were taken. */
  readonly taken: number;
  /** Numbers, from 1, of the lines that hold no address. */
  readonly unreadableLines: readonly number[];
}

/** A box for addresses, one a line. `typed` is what stood in it when it could not be taken. */
export function addressesField(name: string, hint: string, locale: Locale, typed = ""): Html {
  return html`<label class="twostage-label" for="twostage-addresses">${PUBLIC_WORDS[locale].stop.addresses}</label>
    <p class="twostage-hint" id="twostage-addresses-hint">${hint}</p>
    <textarea
      class="twostage-input"
      id="twostage-addresses"
      name="${name}"
      rows="4"
      required
      aria-describedby="twostage-addresses-hint"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    >
${typed}</textarea>`;
}

/** Says what was taken in the words given, and which lines held no address; never whether an address was known. */
export function typedResult({ taken, unreadableLines }: TypedResult, takenWords: Html, locale: Locale): Html {
  const words = PUBLIC_WORDS[locale].stop;
  const lines = new Intl.ListFormat(LANGUAGE_TAGS[locale]).format(unreadableLines.map(String));
  return html`${taken > 0 && paragraph(takenWords)}${
    unreadableLines.length > 0 && alert(words.unreadable(lines, unreadableLines.length))
  }${taken === 0 && unreadableLines.length === 0 && alert(words.empty)}`;
}
