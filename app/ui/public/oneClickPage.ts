import { wholePage } from "./document";
import { html, type Html } from "./html";
import {
  button,
  contactLink,
  feedbackParagraph,
  footLinks,
  form,
  merchantName,
  pageFragment,
  paragraph,
  type PublicMerchant,
} from "./pageFrame";

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
export function oneClickPage(state: OneClickPageState): string {
  const name = html`<strong>${merchantName(state.merchant)}</strong>`;
  const feedback = feedbackParagraph(state.merchant);
  const page = pageOf(state.merchant);
  switch (state.state) {
    case "ask":
      return page(
        "Stop marketing emails",
        html`${paragraph(html`Press the button to get no more marketing emails from ${name}.`)}${oneClickForm(state.token, "Stop these emails")}`,
      );
    case "excluded":
      return page(
        "You have opted out",
        html`${paragraph(html`You will get no more marketing emails from ${name}. This took effect just now.`)}
        ${paragraph("If an email was already on its way in the last few moments, it may still arrive. We cannot call it back.")}
        ${paragraph("To add other addresses, open the link at the end of the email.")}${feedback}`,
      );
    case "test":
      return page(
        "This was a test email",
        paragraph("The link in a test email stands for nobody, so nothing was changed."),
      );
    case "invalid": {
      const link = contactLink(state.merchant);
      return page(
        "We do not know this link",
        html`${paragraph("Nothing was changed. The link may have been cut off or altered on its way to you. Please use the link at the end of the email instead.")}
        ${paragraph(link ? html`If that does not help, write to ${link}. A person will see to it.` : "If that does not help, reply to the email and say that you want no more. A person will see to it.")}`,
      );
    }
    case "trouble":
      return page(
        "Something went wrong here",
        html`<p class="twostage-alert" role="alert">
            We could not save your wish just now. The fault is ours, not yours.
          </p>
          ${paragraph("Please wait a minute and press the button again. Nothing is lost.")}${oneClickForm(state.token, "Try again")}`,
      );
  }
}

function pageOf(merchant: PublicMerchant | null): (title: string, content: Html) => string {
  const site = merchant?.storefrontUrl;
  return (title, content) => wholePage(title, pageFragment(title, content, "en", site ? footLinks("en", site) : null));
}

function oneClickForm(token: string, label: string): Html {
  return form(`/one-click/${encodeURIComponent(token)}`, { "List-Unsubscribe": "One-Click" }, button(label));
}
