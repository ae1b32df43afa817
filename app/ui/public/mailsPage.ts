import { PAGE_PATHS } from "~/policy/publicPages";
import type { MailToReader } from "~/services/evidence/mailsByLink";
import { html, type Html } from "./html";
import { merchantName, pageFragment, paragraph, writeParagraph, type PublicMerchant } from "./pageFrame";

/** What the page has to say. */
export type MailsPageState =
  | {
      readonly state: "mails";
      readonly merchant: PublicMerchant;
      readonly timezone: string;
      readonly mails: readonly MailToReader[];
    }
  | { readonly state: "test"; readonly merchant: PublicMerchant }
  /** Not a link of ours, or cut or altered. */
  | { readonly state: "invalid" | "trouble"; readonly merchant: PublicMerchant | null };

/** The page that tells a recipient which marketing emails went to their mailbox and why (P8), as a fragment for the store's theme. Shows no address. Works without cookies and scripts. */
export function mailsPage(state: MailsPageState): string {
  const merchant = html`<strong>${merchantName(state.merchant)}</strong>`;
  switch (state.state) {
    case "mails":
      return pageFragment(
        "Emails we sent you, and why",
        state.mails.length === 0
          ? paragraph(html`${merchant} has no marketing email to you on record any more.`)
          : html`${paragraph(html`These marketing emails from ${merchant} went to your mailbox. Whether you opened them, or clicked in them, is not recorded.`)}
            ${state.mails.map((mail) => oneMail(mail, state.timezone))}`,
      );
    case "test":
      return pageFragment("This was a test email", paragraph("The link in a test email stands for nobody."));
    case "invalid":
      return pageFragment(
        "We do not know this link",
        html`${paragraph("It may have been cut off or altered on its way to you. Please open it again from the email, or copy the whole of it.")}
        ${writeParagraph(state.merchant)}`,
      );
    case "trouble":
      return pageFragment(
        "Something went wrong here",
        html`<p class="twostage-alert" role="alert">We could not look it up just now. The fault is ours, not yours.</p>
          ${paragraph("Please open the link in the email again in a minute. It stays valid.")}
          ${writeParagraph(state.merchant)}`,
      );
  }
}

/** The way to this page from another one that has the same link. */
export function mailsLink(token: string): Html {
  return paragraph(
    html`<a class="twostage-link" href="${PAGE_PATHS.mails}?token=${encodeURIComponent(token)}"
      >See which marketing emails we sent you, and why</a
    >`,
  );
}

function oneMail({ subject, purpose, at, why }: MailToReader, timeZone: string): Html {
  const day = at && new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone }).format(at);
  return html`<h2 class="twostage-subtitle">${subject}</h2>
    ${day && paragraph(html`Sent on ${day}.`)} ${purpose ? paragraph(html`What it was for: ${purpose}`) : null}
    ${paragraph(why)}`;
}
