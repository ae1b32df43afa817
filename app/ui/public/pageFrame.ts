import { PUBLIC_PATHS } from "~/policy/publicPages";
import { html, liquidSafe, raw, type Html } from "./html";

/** The merchant as a page names them. */
export interface PublicMerchant {
  readonly name: string;
  /** Where questions about the emails go; empty when not set up. */
  readonly contactEmail: string;
  /** Origin of the storefront, for pages that are not on it. */
  readonly storefrontUrl?: string;
}

/** Pairs of text and ground, each with a contrast of at least 4.5 to 1, or 3 to 1 for lines (WCAG 2.2, 1.4.3 and 1.4.11). */
export const COLOURS = {
  text: "#1f2933",
  ground: "#ffffff",
  link: "#0b57a4",
  button: "#0b57a4",
  line: "#66727f",
  alert: "#8a1c1c",
};

// All names are prefixed and hang under one class, so that the rules win over a theme's own and touch nothing of it.
const CSS = `
.twostage-page{box-sizing:border-box;max-width:40rem;margin:2rem auto;padding:1.5rem;background:${COLOURS.ground};color:${COLOURS.text};border:1px solid ${COLOURS.line};border-radius:6px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-size:1.0625rem;line-height:1.55;text-align:left;overflow-wrap:anywhere}
.twostage-page *{box-sizing:border-box;font-family:inherit;letter-spacing:normal;text-transform:none}
.twostage-page .twostage-title{margin:0 0 1rem;padding:0;font-size:1.625rem;line-height:1.25;font-weight:700;color:inherit}
.twostage-page .twostage-subtitle{margin:1.75rem 0 .5rem;padding:0;font-size:1.25rem;line-height:1.3;font-weight:700;color:inherit}
.twostage-page .twostage-text{margin:0 0 1rem;color:inherit;font-size:inherit}
.twostage-page .twostage-quote{margin:0 0 1rem;padding:.25rem 0 .25rem 1rem;border:0;border-left:4px solid ${COLOURS.line};color:inherit;font-size:inherit;font-style:normal;white-space:pre-line}
.twostage-page .twostage-alert{margin:0 0 1rem;padding:.75rem 1rem;border:0;border-left:4px solid ${COLOURS.alert};color:${COLOURS.alert}}
.twostage-page .twostage-form{margin:0 0 1.5rem;padding:0}
.twostage-page .twostage-label{display:block;margin:0 0 .25rem;padding:0;font-size:inherit;font-weight:700;color:inherit}
.twostage-page .twostage-hint{margin:0 0 .5rem;color:inherit;font-size:1rem}
.twostage-page .twostage-input{display:block;width:100%;margin:0 0 1rem;padding:.625rem;border:1px solid ${COLOURS.line};border-radius:4px;background:${COLOURS.ground};color:${COLOURS.text};font-size:1.0625rem;line-height:1.5;resize:vertical}
.twostage-page .twostage-group{margin:0 0 1rem;padding:0;border:0;min-width:0}
.twostage-page .twostage-choice{display:flex;align-items:center;gap:.625rem;min-height:2.25rem;margin:0;font-size:inherit;color:inherit}
.twostage-page .twostage-choice input{flex:none;width:1.25rem;height:1.25rem;margin:0}
.twostage-page .twostage-trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.twostage-page .twostage-foot{margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid ${COLOURS.line};display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;font-size:1rem}
.twostage-page .twostage-list{margin:0 0 1rem;padding:0 0 0 1.25rem;color:inherit}
.twostage-page .twostage-button{display:inline-block;width:auto;min-height:2.75rem;margin:0;padding:.625rem 1.25rem;border:2px solid ${COLOURS.button};border-radius:4px;background:${COLOURS.button};color:#ffffff;font-size:1.0625rem;font-weight:700;line-height:1.3;cursor:pointer;white-space:normal}
.twostage-page .twostage-link{color:${COLOURS.link};text-decoration:underline}
.twostage-page .twostage-button:hover{background:#083f78;border-color:#083f78}
.twostage-page .twostage-button:focus-visible,.twostage-page .twostage-input:focus-visible,.twostage-page .twostage-link:focus-visible{outline:3px solid ${COLOURS.text};outline-offset:3px;box-shadow:0 0 0 3px ${COLOURS.ground}}
@media (max-width:480px){.twostage-page{margin:0 auto;padding:1.25rem 1rem;border:0;border-radius:0} }
`;

/**
 * A page as a fragment for a theme or a document: title, style, content and the links that every page ends with, without script and without anything fetched. `foot` is null for a page outside the store's domain that does not know
 * it.
 */
export function pageFragment(title: string, content: Html, foot: Html | null = footLinks()): string {
  return liquidSafe(
    html`<style>
        ${raw(CSS)}
      </style>
      <section class="twostage-page" aria-labelledby="twostage-title" lang="en-GB">
        <h1 class="twostage-title" id="twostage-title">${title}</h1>
        ${content}${foot}
      </section> `,
  );
}

/** Where to write about the emails (P14), and the published policy. `site` is the store's origin, for a page that is not on it. */
export function footLinks(site = "", shown: readonly (keyof typeof PUBLIC_PATHS)[] = ["feedback", "policy"]): Html {
  const words = { feedback: "Tell us what you think of our emails", policy: "How we use email for marketing" };
  return html`<p class="twostage-foot">
    ${shown.map((page) => html`<a class="twostage-link" href="${site}${PUBLIC_PATHS[page]}">${words[page]}</a> `)}
  </p>`;
}

export function paragraph(content: Html | string): Html {
  return html`<p class="twostage-text">${content}</p> `;
}

export function button(label: string): Html {
  return html`<button class="twostage-button" type="submit">${label}</button>`;
}

/** A form that posts `fields` as hidden ones besides what `content` asks for. */
export function form(action: string, fields: Readonly<Record<string, string>>, content: Html): Html {
  return html`<form class="twostage-form" method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => hiddenField(name, value))} ${content}
  </form> `;
}

function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** The merchant's address as a link, or words that do without one. */
export function contactLink(merchant: PublicMerchant | null): Html | null {
  const address = merchant?.contactEmail.trim();
  if (!address) return null;
  const target = encodeURIComponent(address).replace("%40", "@");
  return html`<a class="twostage-link" href="mailto:${target}">${address}</a>`;
}

/** Where to write about the emails (P14); nothing when the merchant has given no address. */
export function feedbackParagraph(merchant: PublicMerchant | null): Html | null {
  const link = contactLink(merchant);
  return (
    link &&
    paragraph(html`Questions or complaints about the emails? Write to ${link}. A person will read it and answer you.`)
  );
}

/** What the merchant is called in a sentence, also when not known or not named yet. */
export function merchantName(merchant: PublicMerchant | null): string {
  return merchant?.name.trim() || "this shop";
}
