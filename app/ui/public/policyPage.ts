import type { ShownPolicy } from "~/services/publicPolicy/readPolicy";
import { html, type Html } from "./html";
import { footLinks, merchantName, pageFragment, paragraph, type PublicMerchant } from "./pageFrame";

export type PolicyPageState =
  | { readonly state: "policy"; readonly merchant: PublicMerchant; readonly policy: ShownPolicy }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant };

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "Europe/London" });

/**
 * The merchant's email marketing policy, as a fragment for the store's theme. The enforced part stands under its own heading and says that it counts; the merchant's words stand before and after it, as plain text and under headings that
 * say whose they are.
 */
export function policyPage(state: PolicyPageState): string {
  const foot = footLinks("en", "", ["feedback"]);
  if (state.state === "trouble")
    return pageFragment(
      "Something went wrong here",
      html`<p class="twostage-alert" role="alert">We cannot show our policy just now. The fault is ours, not yours.</p>
        ${paragraph("Please try again in a minute.")}`,
      "en",
      foot,
    );
  const { introduction, closing, sections, version, publishedAt } = state.policy;
  const name = merchantName(state.merchant);
  return pageFragment(
    "How we use email for marketing",
    html`${ownWords(`A word from ${name}`, introduction)}
    ${paragraph("What follows is kept by our software, which we cannot make do otherwise. Where other words of ours say something else, this counts.")}
    ${sections.map(
      ({ heading, paragraphs }) =>
        html`<h2 class="twostage-subtitle">${heading}</h2>
          ${paragraphs.map((text) => paragraph(text))}`,
    )}
    ${ownWords(`More from ${name}`, closing)}
    ${
      version !== null &&
      publishedAt &&
      html`<p class="twostage-hint">Version ${version}, published on ${DAY.format(publishedAt)}.</p>`
    }`,
    "en",
    foot,
  );
}

function ownWords(heading: string, text: string): Html | null {
  if (text === "") return null;
  return html`<h2 class="twostage-subtitle">${heading}</h2>
    ${text.split(/\n{2,}/).map((part) => paragraph(part))}`;
}
