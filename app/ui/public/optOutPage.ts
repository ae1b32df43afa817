import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { html, type Html } from "./html";
import { noteFields } from "./noteForm";
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

/** Where the forms of the page post to, on the store's own domain through the app proxy. */
export const OPT_OUT_ACTION = "/apps/twostage/optout/";

/** Names of the fields the forms post, besides `token`. `intent` tells the two forms apart. */
export const OPT_OUT_FIELDS = {
  token: "token",
  intent: "intent",
  addresses: "addresses",
  reason: "reason",
  note: "note",
} as const;

/** `exclude`: what opening the link should have done. `further`: the addresses typed are to be added. `note`: why they opted out. */
export type OptOutIntent = "exclude" | "further" | "note";

/** What the page has to say. `token` is that of the link, and goes back with the forms. */
export type OptOutPageState =
  | { readonly state: "excluded"; readonly merchant: PublicMerchant; readonly token: string }
  | {
      readonly state: "further_done";
      readonly merchant: PublicMerchant;
      readonly token: string;
      /** Lines that were taken. */
      readonly taken: number;
      /** Numbers, from 1, of the lines that hold no address. */
      readonly unreadableLines: readonly number[];
    }
  /** They said why, or chose not to; `too_many` when they had said enough. */
  | {
      readonly state: "note_done" | "note_too_many";
      readonly merchant: PublicMerchant;
      readonly token: string;
    }
  | { readonly state: "too_many"; readonly merchant: PublicMerchant; readonly token: string; readonly typed: string }
  /** The link of a test mail: it stands for nobody. */
  | { readonly state: "test"; readonly merchant: PublicMerchant }
  /** Not a link of ours, or cut or altered. */
  | { readonly state: "invalid"; readonly merchant: PublicMerchant | null }
  /** Fetched without a person looking: nothing was excluded, and a press of the button does it. */
  | { readonly state: "prefetch"; readonly merchant: PublicMerchant; readonly token: string }
  /** Something failed here. `typed`: what was in the form, when it was the form that failed. */
  | {
      readonly state: "trouble";
      readonly merchant: PublicMerchant | null;
      readonly token: string | null;
      readonly typed?: string;
    };

/**
 * The opt-out page as a fragment for the store's theme (P9, P10, P11). Shows no address but those that were just typed, and never tells whether one was known.
 * Works without cookies and scripts.
 */
export function optOutPage(state: OptOutPageState): string {
  const merchant = merchantName(state.merchant);
  switch (state.state) {
    case "excluded":
      return pageFragment(
        "You have opted out",
        html`${paragraph(html`You will get no more marketing emails from <strong>${merchant}</strong>. This took effect just now.`)}
        ${paragraph("If an email was already on its way in the last few moments, it may still arrive. We cannot call it back.")}
        ${furtherForm(state.token)}${noteForm(state.token)}${feedbackParagraph(state.merchant)}`,
      );
    case "note_done":
      return pageFragment(
        "Thank you for telling us",
        html`${paragraph("A person will read what you wrote. It is considered when we plan our emails.")}
        ${paragraph(html`You are still opted out: you will get no more marketing emails from <strong>${merchant}</strong>.`)}
        ${furtherForm(state.token)}${feedbackParagraph(state.merchant)}`,
      );
    case "note_too_many":
      return pageFragment(
        "You have told us already",
        html`${paragraph("We have what you wrote before. Please wait an hour before you write again.")}
        ${paragraph("You are still opted out.")}${feedbackParagraph(state.merchant)}`,
      );
    case "further_done":
      return pageFragment(
        state.taken > 0 ? "Done" : "No address was added",
        html`${furtherResult(state, merchant)}${furtherForm(state.token)}${feedbackParagraph(state.merchant)}`,
      );
    case "too_many":
      return pageFragment(
        "Too many addresses",
        html`${alert(`None of these addresses was added. You can send up to ${MAX_FURTHER_ADDRESSES} at a time, and ${MAX_FURTHER_PER_LINK} in all from one email.`)}
        ${paragraph("Please take some out and press the button again. You yourself are still opted out.")}
        ${furtherForm(state.token, state.typed)}${moreThanThat(state.merchant)}`,
      );
    case "test":
      return pageFragment(
        "This was a test email",
        html`${paragraph(html`The link in a test email from <strong>${merchant}</strong> stands for nobody, so nothing was changed.`)}
        ${paragraph("In a real email, opening this link opts that person out at once.")}`,
      );
    case "invalid":
      return pageFragment("We do not know this link", invalidContent(state.merchant, merchant));
    case "prefetch":
      return pageFragment(
        "Stop marketing emails",
        html`${paragraph(html`Press the button to get no more marketing emails from <strong>${merchant}</strong>.`)}
        ${excludeForm(state.token, "Stop these emails")}`,
      );
    case "trouble":
      return pageFragment("Something went wrong here", troubleContent(state));
  }
}

function furtherForm(token: string, typed = ""): Html {
  return html`<h2 class="twostage-subtitle">Add other addresses</h2>
    ${optOutForm(
      token,
      "further",
      html`<label class="twostage-label" for="twostage-addresses">Email addresses</label>
        <p class="twostage-hint" id="twostage-addresses-hint">
          One on each line, up to ${MAX_FURTHER_ADDRESSES}. They will get no more marketing emails either. We will not
          write to them about it.
        </p>
        <textarea
          class="twostage-input"
          id="twostage-addresses"
          name="${OPT_OUT_FIELDS.addresses}"
          rows="4"
          required
          aria-describedby="twostage-addresses-hint"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
        >
${typed}</textarea>
        ${button("Add these addresses")}`,
    )}`;
}

function noteForm(token: string): Html {
  return html`<h2 class="twostage-subtitle">Tell us why, if you like</h2>
    ${optOutForm(token, "note", html`${noteFields(OPT_OUT_FIELDS)}${button("Send")}`)}`;
}

function excludeForm(token: string, label: string): Html {
  return optOutForm(token, "exclude", button(label));
}

function optOutForm(token: string, intent: OptOutIntent, content: Html): Html {
  return form(OPT_OUT_ACTION, { [OPT_OUT_FIELDS.token]: token, [OPT_OUT_FIELDS.intent]: intent }, content);
}

function furtherResult(
  { taken, unreadableLines }: { readonly taken: number; readonly unreadableLines: readonly number[] },
  merchant: string,
): Html {
  const several = unreadableLines.length > 1;
  const lines = new Intl.ListFormat("en-GB").format(unreadableLines.map(String));
  return html`${
    taken > 0 &&
    paragraph(
      html`We have taken ${taken} more ${taken === 1 ? "address. It" : "addresses. They"} will get no marketing emails
        from <strong>${merchant}</strong> from now on.`,
    )
  }${
    unreadableLines.length > 0 &&
    alert(
      `${several ? "Lines" : "Line"} ${lines} held no email address. Please type ${several ? "them" : "it"} again below.`,
    )
  }${taken === 0 && unreadableLines.length === 0 && alert("The box was empty. Please type at least one email address.")}`;
}

function alert(words: string): Html {
  return html`<p class="twostage-alert" role="alert">${words}</p> `;
}

function moreThanThat(merchant: PublicMerchant): Html | null {
  const link = contactLink(merchant);
  return link && paragraph(html`Have you more than that? Write to ${link}, and a person will see to it.`);
}

function invalidContent(merchant: PublicMerchant | null, name: string): Html {
  const link = contactLink(merchant);
  return html`${paragraph("Nothing was changed. The link may have been cut off or altered on its way to you. Please go back to the email and open the link again, or copy the whole of it.")}
  ${paragraph(
    link
      ? html`If that does not help, write to ${link} and say that you want no more marketing emails from
          <strong>${name}</strong>. A person will see to it.`
      : html`If that does not help, reply to the email and say that you want no more marketing emails. A person will see
        to it.`,
  )}`;
}

function troubleContent({ merchant, token, typed }: Extract<OptOutPageState, { state: "trouble" }>): Html {
  const link = contactLink(merchant);
  return html`${alert("We could not save your wish just now. The fault is ours, not yours.")}
  ${paragraph(token === null ? "Please open the link in the email again in a minute. It stays valid." : "Please wait a minute and press the button again. Your link stays valid, and nothing is lost.")}
  ${token !== null && (typed === undefined ? excludeForm(token, "Try again") : furtherForm(token, typed))}
  ${link && paragraph(html`Or write to ${link}, and a person will see to it.`)}`;
}
