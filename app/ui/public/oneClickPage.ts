import type { Locale } from "~/policy/locale";
import { wholePage } from "./document";
import { html, type Html } from "./html";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
  footLinks,
  form,
  pageFragment,
  paragraph,
  strongName,
  type PublicMerchant,
} from "./pageFrame";
import { OPT_OUT_WORDS } from "./words/optOut/optOutWords";

/** What the address in the List-Unsubscribe header answers to a person's browser. */
export type OneClickPageState =
  /** GET: only renders (RFC 8058 section 3.2). */
  | { readonly state: "ask"; readonly merchant: PublicMerchant | null; readonly token: string }
  | { readonly state: "excluded" | "test" | "invalid"; readonly merchant: PublicMerchant | null }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant | null; readonly token: string };

/**
 * The page at the one-click address on the app's own domain, as a whole document (RFC 8058). Its button posts what a mail program would post, so that both take
 * the same way. Mail programs look only at the status.
 */
export function oneClickPage(state: OneClickPageState, locale: Locale): string {
  const words = OPT_OUT_WORDS[locale];
  const { merchant } = state;
  const name = strongName(merchant, locale);
  const page = (title: string, content: Html) => {
    const site = merchant?.storefrontUrl;
    const fragment = pageFragment(title, content, locale, site ? footLinks(locale, site) : null);
    return wholePage(title, fragment, locale);
  };
  switch (state.state) {
    case "ask":
      return page(
        words.stop.title,
        html`${paragraph(words.stop.press(name))}${oneClickForm(state.token, words.stop.button)}`,
      );
    case "excluded":
      return page(
        words.excluded,
        html`${paragraph(words.excludedText(name))}${paragraph(words.onItsWay)}${paragraph(words.further.elsewhere)}${feedbackParagraph(merchant, locale)}`,
      );
    case "test":
      return page(words.test.title, paragraph(words.test.text(name)));
    case "invalid":
      return page(
        words.invalid.title,
        html`${paragraph(words.invalid.text)}${paragraph(words.invalid.write(contactLink(merchant), name))}`,
      );
    case "trouble":
      return page(
        words.trouble.title,
        html`${alert(words.trouble.text)}${paragraph(words.trouble.pressAgain)}${oneClickForm(state.token, words.trouble.again)}`,
      );
  }
}

function oneClickForm(token: string, label: string): Html {
  return form(`/one-click/${encodeURIComponent(token)}`, { "List-Unsubscribe": "One-Click" }, button(label));
}
