import { MAX_FURTHER_ADDRESSES } from "~/policy/furtherAddresses";
import type { Locale } from "~/policy/locale";
import { addressesField, typedResult, type TypedResult } from "./addressesForm";
import { html, type Html } from "./html";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
  form,
  pageFragment,
  paragraph,
  strongName,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";
import { PUBLIC_WORDS } from "./words/publicWords";

/** Names of the fields the form posts. */
export const STOP_FIELDS = { addresses: "addresses", locale: "locale" } as const;

/** What the page has to say. */
export type StopPageState =
  | { readonly state: "ask"; readonly merchant: PublicMerchant | null }
  | ({ readonly state: "done"; readonly merchant: PublicMerchant | null } & TypedResult)
  | {
      /** `too_many`: addresses at once. `too_often`: from this connection. `trouble`: something failed here. Nothing was taken. */
      readonly state: "too_many" | "too_often" | "trouble";
      readonly merchant: PublicMerchant | null;
      readonly typed: string;
    };

/**
 * The page on which anybody can stop marketing emails to an address by typing it, as a fragment for the store's theme: as easy as asking for them (UK GDPR Art 7(3)). Shows no address but those that were just typed, and never tells whether
 * one was known. Works without cookies and scripts.
 */
export function stopPage(state: StopPageState, locale: Locale): string {
  const words = PUBLIC_WORDS[locale].stop;
  const name = strongName(state.merchant, locale);
  const link = contactLink(state.merchant);
  const page = (title: string, content: Html) => pageFragment(title, content, locale);
  switch (state.state) {
    case "ask":
      return page(
        words.title,
        html`${paragraph(words.intro(name))} ${stopForm(locale)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "done":
      return page(
        state.taken > 0 ? words.done : words.none,
        html`${typedResult(state, words.taken(state.taken, name), locale)}
        ${stopForm(locale)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "too_many":
      return page(
        words.tooMany,
        html`${alert(words.tooManyText(MAX_FURTHER_ADDRESSES))}
        ${stopForm(locale, state.typed)}${link && paragraph(words.moreThanThat(link))}`,
      );
    case "too_often":
      return page(
        words.tooOften,
        html`${alert(words.tooOftenText)} ${stopForm(locale, state.typed)}${link && paragraph(words.write(link))}`,
      );
    case "trouble": {
      const { trouble } = PUBLIC_WORDS[locale];
      return page(
        trouble.title,
        html`${alert(trouble.notSaved)} ${paragraph(trouble.pressAgain)}
        ${stopForm(locale, state.typed)}${link && paragraph(words.write(link))}`,
      );
    }
  }
}

/** The form in which an address is typed. */
export function stopForm(locale: Locale, typed = ""): Html {
  const words = PUBLIC_WORDS[locale].stop;
  return form(
    PUBLIC_PATHS.stop,
    { [STOP_FIELDS.locale]: locale },
    html`${addressesField(STOP_FIELDS.addresses, words.hint(MAX_FURTHER_ADDRESSES), locale, typed)}
    ${button(words.stop)}`,
  );
}
