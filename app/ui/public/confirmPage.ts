import { html, type Html } from "./html";
import { maskAddress } from "./maskAddress";
import {
  button,
  contactLink,
  feedbackParagraph,
  form,
  merchantName,
  pageFragment,
  paragraph,
  type PublicMerchant,
} from "./pageFrame";

/** Where the button posts to, on the store's own domain through the app proxy; the field is `token`. */
export const CONFIRM_ACTION = "/apps/twostage/confirm/";

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
  | { readonly state: "expired" | "invalid"; readonly merchant: PublicMerchant | null }
  /** The address is on the exclusion list: no box brings it back (P12). */
  | { readonly state: "excluded"; readonly merchant: PublicMerchant }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant | null; readonly token: string | null };

/**
 * The page behind the link of a verification mail, as a fragment for the store's theme (P13). Only the pressed button confirms; the link may be opened by
 * machines. Never shows an address in full. Works without cookies and scripts.
 */
export function confirmPage(state: ConfirmPageState): string {
  const name = html`<strong>${merchantName(state.merchant)}</strong>`;
  switch (state.state) {
    case "ask":
      return pageFragment(
        "Do you want these emails?",
        html`${paragraph(html`Somebody gave the address <strong>${maskAddress(state.address)}</strong> to ${name} and ticked a box with these words:`)}
          <blockquote class="twostage-quote">${state.wording.trim()}</blockquote>
          ${paragraph("If that was you and you agree, press the button.")} ${confirmForm(state.token)}
          ${paragraph("If it was not you, just close this page. Without the button you will get no marketing emails.")}`,
      );
    case "confirmed":
      return pageFragment(
        "Thank you: you are on the list",
        html`${paragraph(html`${name} may now send you marketing emails.`)}${stopAnyTime()}${feedbackParagraph(state.merchant)}`,
      );
    case "already_confirmed":
      return pageFragment(
        "You have already said yes",
        html`${paragraph(html`${name} may send you marketing emails. There is nothing more to do.`)}${stopAnyTime()}${feedbackParagraph(state.merchant)}`,
      );
    case "expired":
      return pageFragment(
        "This link has run out",
        html`${paragraph(html`You will get no marketing emails from ${name} because of it.`)}
        ${paragraph("If you do want them, tick the box again with your next order. We will then send you a new link.")}`,
      );
    case "invalid":
      return pageFragment(
        "We do not know this link",
        html`${paragraph("Nothing was changed. The link may have been cut off or altered on its way to you. Please go back to the email and open the link again, or copy the whole of it.")}${writeTo(state.merchant)}`,
      );
    case "excluded":
      return pageFragment("We will not email this address", excludedContent(state.merchant, name));
    case "trouble":
      return pageFragment(
        "Something went wrong here",
        html`<p class="twostage-alert" role="alert">
            We could not save your answer just now. The fault is ours, not yours.
          </p>
          ${paragraph(state.token === null ? "Please open the link in the email again in a minute." : "Please wait a minute and press the button again.")}
          ${state.token !== null && confirmForm(state.token)}`,
      );
  }
}

function confirmForm(token: string): Html {
  return form(CONFIRM_ACTION, { token }, button("Yes, email me"));
}

function stopAnyTime(): Html {
  return paragraph("You can stop them at any time: every one of them has a link that does it at once.");
}

function excludedContent(merchant: PublicMerchant, name: Html): Html {
  const link = contactLink(merchant);
  return html`${paragraph(html`This address is on the list of those that want no marketing emails from ${name}. That wish counts for more than a ticked box, so nothing was changed.`)}
  ${paragraph(link ? html`If you have changed your mind, write to ${link} from this address. A person will answer you.` : html`If you have changed your mind, write to us from this address. A person will answer you.`)}`;
}

function writeTo(merchant: PublicMerchant | null): Html | null {
  const link = contactLink(merchant);
  return link && paragraph(html`If that does not help, write to ${link}. A person will answer you.`);
}
