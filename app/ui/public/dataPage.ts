import { html, type Html } from "./html";
import { mailsLink } from "./mailsPage";
import { button, form, merchantName, pageFragment, paragraph, writeParagraph, type PublicMerchant } from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";

/** Names of the fields the forms post. */
export const DATA_FIELDS = { token: "token", kind: "kind" } as const;

/** What the page has to say. `token` is that of the mail's link, and goes back with the forms. */
export type DataPageState =
  | { readonly state: "ask"; readonly merchant: PublicMerchant; readonly token: string }
  | { readonly state: "asked"; readonly merchant: PublicMerchant; readonly kind: "access" | "erasure" }
  | { readonly state: "too_many" | "test"; readonly merchant: PublicMerchant }
  /** Not a link of ours, or cut or altered. */
  | { readonly state: "invalid"; readonly merchant: PublicMerchant | null }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant | null; readonly token: string | null };

/**
 * The page on which a recipient asks for a copy of their data or its erasure (UK GDPR Art 15, 17), as a fragment for the store's theme. Opening it changes nothing. Shows no address, and says the same whatever is held. Works without
 * cookies and scripts.
 */
export function dataPage(state: DataPageState): string {
  const merchant = html`<strong>${merchantName(state.merchant)}</strong>`;
  switch (state.state) {
    case "ask":
      return pageFragment(
        "Your data",
        html`${paragraph(html`Here you can ask ${merchant} about the data behind its marketing emails to you. Somebody there answers you, within one month at the latest.`)}
          <h2 class="twostage-subtitle">See what is held about you</h2>
          ${paragraph("You get a copy of everything: what is known of you and where it comes from, your consent if you gave it, and every marketing email. They may first ask you who you are, so that nobody else gets it.")}
          ${askForm(state.token, "access", "Ask for a copy")} ${mailsLink(state.token)}
          <h2 class="twostage-subtitle">Have it erased</h2>
          ${paragraph("Your name, address and everything else that tells who you are is removed from the email marketing. If you opted out, a scrambled mark of your address stays, with the date and the reason, so that nobody mails you by mistake. What the store must keep about orders is not touched.")}
          ${askForm(state.token, "erasure", "Ask for erasure")}
          ${paragraph("Erasing does not by itself opt you out. To get no more marketing emails, open the link “Stop these emails” in the email.")}`,
      );
    case "asked":
      return pageFragment(
        "We have your request",
        html`${paragraph(
          state.kind === "access"
            ? html`You asked ${merchant} for a copy of your data. A person there sees to it and writes to you, within
              one month at the latest. They may first ask you who you are.`
            : html`You asked ${merchant} to erase your data. A person there checks the request and has it done, within
              one month at the latest. They may first ask you who you are. If they cannot do it, they tell you why.`,
        )}
        ${paragraph("Asking again changes nothing: it is the same request.")} ${writeParagraph(state.merchant)}
        ${complain()}`,
      );
    case "too_many":
      return pageFragment(
        "You have asked several times",
        html`${paragraph("By this email’s link nothing more can be asked for some weeks.")}
        ${writeParagraph(state.merchant)} ${complain()}`,
      );
    case "test":
      return pageFragment(
        "This was a test email",
        paragraph("The link in a test email stands for nobody, so there is nothing to ask for."),
      );
    case "invalid":
      return pageFragment(
        "We do not know this link",
        html`${paragraph("Nothing was changed. The link may have been cut off or altered on its way to you. Please open it again from the email, or copy the whole of it.")}
        ${writeParagraph(state.merchant)}`,
      );
    case "trouble":
      return pageFragment(
        "Something went wrong here",
        html`<p class="twostage-alert" role="alert">
            We could not take your request just now. The fault is ours, not yours.
          </p>
          ${paragraph("Please open the link in the email again in a minute. It stays valid.")}
          ${writeParagraph(state.merchant)}`,
      );
  }
}

function askForm(token: string, kind: "access" | "erasure", label: string): Html {
  return form(PUBLIC_PATHS.data, { [DATA_FIELDS.token]: token, [DATA_FIELDS.kind]: kind }, button(label));
}

function complain(): Html {
  return paragraph(
    "If you are not content with the answer, you can complain to the Information Commissioner’s Office (ico.org.uk).",
  );
}
