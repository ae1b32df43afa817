import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { addressesField, typedResult, type TypedResult } from "./addressesForm";
import { dataLink } from "./dataPage";
import { html, raw, type Html } from "./html";
import { noteFields } from "./noteForm";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
  form,
  merchantName,
  pageFragment,
  paragraph,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";
import { stopForm } from "./stopPage";

/** Names of the fields the forms post, besides `token`. `intent` tells the forms apart. */
export const OPT_OUT_FIELDS = {
  token: "token",
  intent: "intent",
  addresses: "addresses",
  reason: "reason",
  note: "note",
} as const;

/**
 * `exclude`: what opening the link should have done. `further`: the addresses typed are to be added. `note`: why they opted out. `undo`: all as it was before the link was opened; `undo_further`: the same of the addresses typed. `release`: the
 * person wants to be mailed again, whatever put the address on the list.
 */
export type OptOutIntent = "exclude" | "further" | "note" | "undo" | "undo_further" | "release";

/** What the page has to say. `token` is that of the link, and goes back with the forms. */
export type OptOutPageState =
  | { readonly state: "excluded"; readonly merchant: PublicMerchant; readonly token: string }
  | ({ readonly state: "further_done"; readonly merchant: PublicMerchant; readonly token: string } & TypedResult)
  /** They said why, or chose not to; `note_too_many` when they had said enough. */
  | { readonly state: "note_done" | "note_too_many"; readonly merchant: PublicMerchant; readonly token: string }
  /** The opt-out was taken back; `kept` where something else keeps the address on the list, `kept_for_staff` where only staff may take it off. */
  | { readonly state: "undone" | "kept" | "kept_for_staff"; readonly merchant: PublicMerchant; readonly token: string }
  /** The addresses typed are as they were before. */
  | { readonly state: "further_undone"; readonly merchant: PublicMerchant; readonly token: string }
  /** Taken off the exclusion list by the press of the button. */
  | { readonly state: "released"; readonly merchant: PublicMerchant }
  /** A mail bounced or was reported as spam: only staff may take the address off the list. */
  | { readonly state: "staff_only"; readonly merchant: PublicMerchant }
  | { readonly state: "too_many"; readonly merchant: PublicMerchant; readonly token: string; readonly typed: string }
  /** The link of a test mail: it stands for nobody. */
  | { readonly state: "test"; readonly merchant: PublicMerchant }
  /** Not a link of ours, or cut or altered. */
  | { readonly state: "invalid"; readonly merchant: PublicMerchant | null }
  /** Fetched without a person looking: nothing was excluded, and a press of the button does it. */
  | { readonly state: "prefetch"; readonly merchant: PublicMerchant; readonly token: string }
  /** Takes effect once it has loaded in a browser: until its script, or a press of the button, has posted, nobody is excluded. */
  | { readonly state: "on_load"; readonly merchant: PublicMerchant; readonly token: string }
  /** Something failed here. `wanted`: what the person was about; `typed`: what was in the form for further addresses. */
  | {
      readonly state: "trouble";
      readonly merchant: PublicMerchant | null;
      readonly token: string | null;
      readonly wanted: OptOutIntent;
      readonly typed?: string;
    };

/** Posts the form above it. Not before the person looks at the page: a browser may load a page that nobody has opened yet. */
const AT_ONCE = `<script>
  (function (form) {
    function send() { if (!document.hidden && !document.prerendering) { document.removeEventListener("visibilitychange", send); form.submit(); } }
    document.addEventListener("visibilitychange", send);
    document.addEventListener("prerenderingchange", send);
    send();
  })(document.getElementById("twostage-at-once"));
</script>`;

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
        ${furtherForm(state.token)}${noteForm(state.token)}${undoForm(state.token)}${feedbackParagraph(state.merchant)}${dataLink(state.token)}`,
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
    case "undone":
      return pageFragment("Your opt-out has been undone", undoneContent(state.merchant, merchant));
    case "kept":
      return pageFragment(
        "Undone, but you are still opted out",
        html`${paragraph("What this link did has been undone. The address is on the list of those we must not email for another reason as well, such as another opt-out, so it stays there.")}
        ${backForm(state.token)}${feedbackParagraph(state.merchant)}`,
      );
    case "kept_for_staff":
      return pageFragment("Undone, but you are still opted out", staffOnlyContent(state.merchant));
    case "further_undone":
      return pageFragment(
        "The addresses have been taken back",
        html`${paragraph("The addresses that were added with this link are as they were before. Where something else keeps one of them on the list of those we must not email, it stays there.")}
        ${paragraph("You yourself are still opted out, unless you have undone that too.")}${feedbackParagraph(state.merchant)}`,
      );
    case "released":
      return pageFragment("You are off the list of those we must not email", releasedContent(state.merchant, merchant));
    case "staff_only":
      return pageFragment("You are still opted out", staffOnlyContent(state.merchant));
    case "further_done":
      return pageFragment(
        state.taken > 0 ? "Done" : "No address was added",
        html`${typedResult(state, takenWords(state.taken, merchant), "en")}${furtherForm(state.token)}${state.taken > 0 && undoFurtherForm(state.token)}${feedbackParagraph(state.merchant)}`,
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
        ${optOutForm(state.token, "exclude", button("Stop these emails"))}`,
      );
    case "on_load":
      return pageFragment(
        "Stop marketing emails",
        html`${paragraph(html`You get no more marketing emails from <strong>${merchant}</strong> as soon as the next page opens. If it does not open by itself, press the button.`)}
          <form class="twostage-form" id="twostage-at-once" method="post" action="${PUBLIC_PATHS.optOut}">
            <input type="hidden" name="${OPT_OUT_FIELDS.token}" value="${state.token}" />
            <input type="hidden" name="${OPT_OUT_FIELDS.intent}" value="exclude" />
            ${button("Stop these emails")}
          </form>
          ${raw(AT_ONCE)}`,
      );
    case "trouble":
      return pageFragment("Something went wrong here", troubleContent(state));
  }
}

function furtherForm(token: string, typed = ""): Html {
  const hint = `One on each line, up to ${MAX_FURTHER_ADDRESSES}. They will get no more marketing emails either. We will not write to them about it.`;
  return html`<h2 class="twostage-subtitle">Add other addresses</h2>
    ${optOutForm(
      token,
      "further",
      html`${addressesField(OPT_OUT_FIELDS.addresses, hint, "en", typed)} ${button("Add these addresses")}`,
    )}`;
}

function noteForm(token: string): Html {
  return html`<h2 class="twostage-subtitle">Tell us why, if you like</h2>
    ${optOutForm(token, "note", html`${noteFields(OPT_OUT_FIELDS)}${button("Send")}`)}`;
}

/** The way back from an opt-out by mistake. It comes last, and says before the press what follows from it. */
function undoForm(token: string): Html {
  return html`<h2 class="twostage-subtitle">Opened by mistake?</h2>
    ${paragraph("The button puts everything back as it was before you opened this link: you get our emails again only if you got them then. Addresses that you added stay opted out.")}
    ${optOutForm(token, "undo", button("Undo my opt-out"))}`;
}

function undoFurtherForm(token: string): Html {
  return html`<h2 class="twostage-subtitle">Added by mistake?</h2>
    ${paragraph("The button takes back all addresses that were added with this link.")}
    ${optOutForm(token, "undo_further", button("Take these addresses back"))}`;
}

/** The way back of whoever thinks otherwise, where an undo does not bring it. */
function backForm(token: string): Html {
  return html`<h2 class="twostage-subtitle">Changed your mind?</h2>
    ${paragraph("The button takes the address this link was sent to off the list of those we must not email, and no other address. Nothing is sent because of it.")}
    ${optOutForm(token, "release", button("I want to be mailed again"))}`;
}

function optOutForm(token: string, intent: OptOutIntent, content: Html): Html {
  return form(PUBLIC_PATHS.optOut, { [OPT_OUT_FIELDS.token]: token, [OPT_OUT_FIELDS.intent]: intent }, content);
}

function takenWords(taken: number, merchant: string): Html {
  return html`We have taken ${taken} more ${taken === 1 ? "address. It" : "addresses. They"} will get no marketing
    emails from <strong>${merchant}</strong> from now on.`;
}

function undoneContent(merchant: PublicMerchant, name: string): Html {
  return html`${paragraph(html`Everything is as it was before you opened the link. If you got marketing emails from <strong>${name}</strong> then, you get them again; what you had agreed to counts again.`)}
  ${paragraph("Nothing is sent because of it. The link in the email still works: opening it again opts you out again.")}${feedbackParagraph(merchant)}`;
}

function releasedContent(merchant: PublicMerchant, name: string): Html {
  return html`${paragraph(html`That by itself brings you no emails from <strong>${name}</strong>. To get them, fill in our form and confirm by the link that we then send you.`)}
  ${paragraph(html`<a class="twostage-link" href="${PUBLIC_PATHS.subscribe}">Go to the form</a>`)}
  ${paragraph("If this is the address of a limited company or LLP that buys from us, it may get our emails again from now on: the law lets us write to businesses without being asked. Where somebody there had once agreed to our emails, we wait for the form and the link all the same. Each email has a link that stops them at once.")}
  ${paragraph("The link in the email you came from still works: opening it again opts you out again.")}${feedbackParagraph(merchant)}`;
}

function staffOnlyContent(merchant: PublicMerchant): Html {
  const link = contactLink(merchant);
  return html`${paragraph("An email to this address came back to us or was reported as spam, or everybody at your firm is opted out. So a person has to look at it before we write there again.")}
  ${paragraph(link ? html`Please write to ${link} from this address and say that you want our emails. A person will answer you.` : "Please reply to the email from this address and say that you want our emails. A person will answer you.")}`;
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
  )}
  ${
    merchant &&
    html`<h2 class="twostage-subtitle">Or type your address</h2>
      ${stopForm("en")}`
  }`;
}

function troubleContent({ merchant, token, wanted, typed }: Extract<OptOutPageState, { state: "trouble" }>): Html {
  const link = contactLink(merchant);
  return html`${alert("We could not save your wish just now. The fault is ours, not yours.")}
  ${paragraph(token === null ? "Please open the link in the email again in a minute. It stays valid." : "Please wait a minute and press the button again. Your link stays valid, and nothing is lost.")}
  ${token !== null && (wanted === "further" ? furtherForm(token, typed) : wanted === "note" ? noteForm(token) : optOutForm(token, wanted, button("Try again")))}
  ${link && paragraph(html`Or write to ${link}, and a person will see to it.`)}`;
}
