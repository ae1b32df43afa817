import { LANGUAGE_TAGS, type Locale } from "~/policy/locale";
import { PAGE_PATHS } from "~/policy/publicPages";
import { html, liquidSafe, raw, type Html } from "./html";
import { PUBLIC_WORDS } from "./words/publicWords";

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
.twostage-page{box-sizing:border-box;color-scheme:light;max-width:40rem;margin:2rem auto;padding:1.5rem;background:${COLOURS.ground};color:${COLOURS.text};border:1px solid ${COLOURS.line};border-radius:6px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-size:1.0625rem;line-height:1.55;text-align:left;overflow-wrap:anywhere}
.twostage-page *{box-sizing:border-box;font-family:inherit;letter-spacing:normal;text-transform:none}
.twostage-page .twostage-title{margin:0 0 1rem;padding:0;font-size:1.625rem;line-height:1.25;font-weight:700;color:inherit}
.twostage-page .twostage-subtitle{margin:1.75rem 0 .5rem;padding:0;font-size:1.25rem;line-height:1.3;font-weight:700;color:inherit}
.twostage-page .twostage-text{margin:0 0 1rem;color:inherit;font-size:inherit}
.twostage-page .twostage-quote{margin:0 0 1rem;padding:.25rem 0 .25rem 1rem;border:0;border-left:4px solid ${COLOURS.line};color:inherit;font-size:inherit;font-style:normal;white-space:pre-line}
.twostage-page .twostage-alert{margin:0 0 1rem;padding:.75rem 1rem;border:0;border-left:4px solid ${COLOURS.alert};color:${COLOURS.alert}}
.twostage-page .twostage-list{margin:0;padding:0 0 0 1.25rem}
.twostage-page .twostage-form{margin:0 0 1.5rem;padding:0}
.twostage-page .twostage-label{display:block;margin:0 0 .25rem;padding:0;font-size:inherit;font-weight:700;color:inherit}
.twostage-page .twostage-hint{margin:0 0 .5rem;color:inherit;font-size:1rem}
.twostage-page .twostage-input{display:block;width:100%;margin:0 0 1rem;padding:.625rem;border:1px solid ${COLOURS.line};border-radius:4px;background:${COLOURS.ground};color:${COLOURS.text};font-size:1.0625rem;line-height:1.5;resize:vertical}
.twostage-page .twostage-choice{display:flex;gap:.75rem;align-items:flex-start;margin:0 0 1rem}
.twostage-page .twostage-choice label{margin:0;padding:.125rem 0;font-size:inherit;font-weight:400;color:inherit}
.twostage-page .twostage-check{appearance:auto;flex:none;position:static;opacity:1;width:1.5rem;height:1.5rem;margin:.125rem 0 0;accent-color:${COLOURS.button}}
.twostage-page .twostage-problem{margin:0 0 .5rem;color:${COLOURS.alert};font-size:inherit;font-weight:700}
.twostage-page .twostage-trap{position:absolute;left:-999rem;width:1px;height:1px;overflow:hidden}
.twostage-page .twostage-group{margin:0 0 1rem;padding:0;border:0;min-width:0}
.twostage-page .twostage-group .twostage-choice{align-items:center;min-height:2.25rem;margin:0}
.twostage-page .twostage-foot{margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid ${COLOURS.line};display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;font-size:1rem}
.twostage-page .twostage-button{display:inline-block;width:auto;min-height:2.75rem;margin:0;padding:.625rem 1.25rem;border:2px solid ${COLOURS.button};border-radius:4px;background:${COLOURS.button};color:#ffffff;font-size:1.0625rem;font-weight:700;line-height:1.3;cursor:pointer;white-space:normal}
.twostage-page .twostage-link{color:${COLOURS.link};text-decoration:underline}
.twostage-page .twostage-button:hover{background:#083f78;border-color:#083f78}
.twostage-page .twostage-button:focus-visible,.twostage-page .twostage-input:focus-visible,.twostage-page .twostage-check:focus-visible,.twostage-page .twostage-link:focus-visible{outline:3px solid ${COLOURS.text};outline-offset:3px;box-shadow:0 0 0 3px ${COLOURS.ground}}
@media (max-width:480px){.twostage-page{margin:0 auto;padding:1.25rem 1rem;border:0;border-radius:0} }
`;

/** The same for every page. */
const STYLE = liquidSafe(
  html`<style>
    ${raw(CSS)}
  </style> `,
);

/**
 * A page as a fragment for a theme or a document: title, style, content and the links that every page ends with, without script and without anything fetched. `foot` is null for a page outside the store's domain that does not know
 * it.
 */
export function pageFragment(
  title: Html | string,
  content: Html,
  locale: Locale = "en",
  foot: Html | null = footLinks(locale),
): string {
  return `${STYLE}${liquidSafe(
    html`<section class="twostage-page" aria-labelledby="twostage-title" lang="${LANGUAGE_TAGS[locale]}">
      <h1 class="twostage-title" id="twostage-title">${title}</h1>
      ${content}${foot}
    </section> `,
  )}`;
}

/** Where to write about the emails (P14), and the published policy. `site` is the store's origin, for a page that is not on it. */
export function footLinks(
  locale: Locale,
  site = "",
  shown: readonly ("feedback" | "policy")[] = ["feedback", "policy"],
): Html {
  const words = PUBLIC_WORDS[locale].foot;
  return html`<p class="twostage-foot">
    ${shown.map((page) => html`<a class="twostage-link" href="${site}${PAGE_PATHS[page]}">${words[page]}</a> `)}
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
export function feedbackParagraph(merchant: PublicMerchant | null, locale: Locale = "en"): Html | null {
  const link = contactLink(merchant);
  return link && paragraph(PUBLIC_WORDS[locale].questions(link));
}

/** Where to write about one's data and one's mails: somebody answers. Nothing when the merchant has given no address. */
export function writeParagraph(merchant: PublicMerchant | null): Html | null {
  const link = contactLink(merchant);
  return link && paragraph(html`You can also write to ${link}. A person will read it and answer you.`);
}

/** What went wrong, for who looks and for who listens. */
export function alert(words: string): Html {
  return html`<p class="twostage-alert" role="alert">${words}</p> `;
}

/** Exactly the words that somebody is shown or has agreed to. `language` when they are not in the page's. */
export function quote(words: string, language?: string): Html {
  const lang = language ? html` lang="${language}"` : null;
  return html`<blockquote class="twostage-quote" ${lang}>${words.trim()}</blockquote> `;
}

/** What the merchant is called in a sentence, also when not known or not named yet. */
export function merchantName(merchant: PublicMerchant | null, locale: Locale = "en"): string {
  return merchant?.name.trim() || PUBLIC_WORDS[locale].thisShop;
}

/** The same, set off from the sentence. */
export function strongName(merchant: PublicMerchant | null, locale: Locale): Html {
  return html`<strong>${merchantName(merchant, locale)}</strong>`;
}
