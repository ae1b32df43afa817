import type { Locale } from "~/policy/locale";
import { html, type Html } from "./html";
import { maskAddress } from "./maskAddress";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
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

/** Names of the fields the forms post. `intent` tells the two forms apart. */
export const CONFIRM_FIELDS = { token: "token", intent: "intent" } as const;

/** `confirm`: yes. `resend`: a new link for one that has run out. */
export type ConfirmIntent = "confirm" | "resend";

/** What the page has to say to somebody who opened the link of a verification mail. */
export type ConfirmPageState =
  | {
      readonly state: "ask";
      readonly merchant: PublicMerchant;
      readonly token: string;
      /** Exactly the words that were agreed to. */
      readonly wording: string;
      /** In full; the page shows it masked. */
      readonly address: string;
    }
  | { readonly state: "confirmed" | "already_confirmed"; readonly merchant: PublicMerchant }
  | { readonly state: "expired"; readonly merchant: PublicMerchant; readonly token: string }
  /** A new link was asked for: the same whatever came of it. */
  | { readonly state: "resent"; readonly merchant: PublicMerchant }
  | { readonly state: "invalid"; readonly merchant: PublicMerchant | null }
  /** The address is on the exclusion list: no box brings it back (P12). */
  | { readonly state: "excluded"; readonly merchant: PublicMerchant }
  | {
      readonly state: "trouble";
      readonly merchant: PublicMerchant | null;
      readonly token: string | null;
      readonly intent: ConfirmIntent;
    };

/**
 * The page behind the link of a verification mail, as a fragment for the store's theme (P13). Only the pressed button confirms; the link may be opened by
 * machines. Never shows an address in full. Works without cookies and scripts.
 */
export function confirmPage(state: ConfirmPageState, locale: Locale): string {
  const words = PUBLIC_WORDS[locale].confirm;
  const name = strongName(state.merchant, locale);
  const page = (title: string, content: Html) => pageFragment(title, content, locale);
  switch (state.state) {
    case "ask":
      return page(
        words.title,
        html`${paragraph(words.asked(html`<strong>${maskAddress(state.address)}</strong>`, name))}
        ${quote(state.wording)} ${paragraph(words.press)} ${confirmForm(state.token, "confirm", words.yes)}
        ${paragraph(words.ifNot)}`,
      );
    case "confirmed":
      return page(
        words.done,
        html`${paragraph(words.doneText(name))}${paragraph(words.stopAnyTime)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "already_confirmed":
      return page(
        words.already,
        html`${paragraph(words.alreadyText(name))}${paragraph(words.stopAnyTime)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "expired":
      return page(
        words.expired,
        html`${paragraph(words.expiredText(name))} ${paragraph(words.another)}
        ${confirmForm(state.token, "resend", words.sendAnother)}`,
      );
    case "resent":
      return page(
        words.sent,
        html`${paragraph(words.sentText)}${paragraph(PUBLIC_WORDS[locale].subscribe.noEmail)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "invalid":
      return unknownLink(state.merchant, locale);
    case "excluded":
      return page(
        words.excluded,
        html`${paragraph(words.excludedText(name))} ${paragraph(words.wayBack(contactLink(state.merchant)))}`,
      );
    case "trouble": {
      const { trouble } = PUBLIC_WORDS[locale];
      const label = state.intent === "resend" ? words.sendAnother : words.yes;
      return page(
        trouble.title,
        html`${alert(trouble.notSaved)} ${paragraph(state.token === null ? trouble.openAgain : trouble.pressAgain)}
        ${state.token !== null && confirmForm(state.token, state.intent, label)}`,
      );
    }
  }
}

function confirmForm(token: string, intent: ConfirmIntent, label: string): Html {
  return form(PUBLIC_PATHS.confirm, { [CONFIRM_FIELDS.token]: token, [CONFIRM_FIELDS.intent]: intent }, button(label));
}
