import type { Locale } from "~/policy/locale";
import { html, type Html } from "./html";
import { maskAddress } from "./maskAddress";
import {
  alert,
  button,
  contactLink,
  form,
  pageFragment,
  paragraph,
  quote,
  strongName,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";
import { unknownLink } from "./unknownLink";
import { PUBLIC_WORDS } from "./words/publicWords";

/** What the page has to say to somebody who never asked to be mailed. */
export type ReportPageState =
  | {
      readonly state: "ask";
      readonly merchant: PublicMerchant;
      readonly token: string;
      /** Exactly the words that are said to have been agreed to. */
      readonly wording: string;
      /** In full; the page shows it masked. */
      readonly address: string;
    }
  | { readonly state: "reported"; readonly merchant: PublicMerchant }
  | { readonly state: "invalid"; readonly merchant: PublicMerchant | null }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant | null; readonly token: string | null };

/**
 * The page behind the other link of a verification mail, for whoever did not ask (P13), as a fragment for the store's theme. Only the pressed button reports: a scanner that opens every link of a mail must not exclude a person who
 * wants it. Never shows an address in full. Works without cookies and scripts.
 */
export function reportPage(state: ReportPageState, locale: Locale): string {
  const words = PUBLIC_WORDS[locale].report;
  const name = strongName(state.merchant, locale);
  switch (state.state) {
    case "ask":
      return pageFragment(
        words.title,
        html`${paragraph(words.asked(html`<strong>${maskAddress(state.address)}</strong>`, name))}
        ${quote(state.wording)} ${paragraph(words.press)} ${paragraph(words.whatFollows(name))}
        ${reportForm(state.token, words.notMe)} ${paragraph(words.ifYou)}`,
        locale,
      );
    case "reported":
      return pageFragment(
        words.done,
        html`${paragraph(words.doneText(name))} ${paragraph(words.changedMind(contactLink(state.merchant)))}`,
        locale,
      );
    case "invalid":
      return unknownLink(state.merchant, locale);
    case "trouble": {
      const { trouble } = PUBLIC_WORDS[locale];
      return pageFragment(
        trouble.title,
        html`${alert(trouble.notSaved)} ${paragraph(state.token === null ? trouble.openAgain : trouble.pressAgain)}
        ${state.token !== null && reportForm(state.token, words.notMe)}`,
        locale,
      );
    }
  }
}

function reportForm(token: string, label: string): Html {
  return form(PUBLIC_PATHS.report, { token }, button(label));
}
