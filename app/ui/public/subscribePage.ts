import type { Locale } from "~/policy/locale";
import { OFFERED_FORMS, type OfferedForm } from "~/policy/statedForm";
import { html, type Html } from "./html";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
  form,
  merchantName,
  pageFragment,
  paragraph,
  quote,
  strongName,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";
import { PUBLIC_WORDS } from "./words/publicWords";

/**
 * Names of the fields the form posts; the block in the theme (extensions/signup-form) has the same. `form`: the token that the page made. `website`: stays empty, since nobody sees it but machines. `version`: of the words, from the block.
 */
export const SUBSCRIBE_FIELDS = {
  intent: "intent",
  email: "email",
  buyAs: "buy_as",
  agree: "agree",
  form: "form",
  website: "website",
  locale: "locale",
  version: "version",
  page: "page",
} as const;

/** `check`: from the block in the theme, to be looked at once more. `request`: from this page. */
export type SubscribeIntent = "check" | "request";

/** What can be wrong with what was typed; nothing else is ever told. `words`: those that were agreed to are no longer the current ones. */
export type SubscribeFault = "email" | "agree" | "words";

/** The current words, with the language they are in. */
export interface ShownWording {
  readonly text: string;
  readonly locale: string;
}

interface Shown {
  readonly merchant: PublicMerchant;
  readonly wording: ShownWording;
  /** The token that goes out with the form. */
  readonly formToken: string;
  /** Path of the page with the block that it began on; empty when it began here. */
  readonly page: string;
}

/** What the page has to say. */
export type SubscribePageState =
  | (Shown & {
      readonly state: "form";
      readonly email: string;
      readonly buyAs: OfferedForm | "";
      readonly faults: readonly SubscribeFault[];
    })
  /** What was filled in and ticked in the block of the theme, to be sent off by a press of the button here. */
  | (Shown & { readonly state: "check"; readonly email: string; readonly buyAs: OfferedForm | "" })
  /** Asked for: the same whatever is known of the address, and whatever came of it. */
  | { readonly state: "sent"; readonly merchant: PublicMerchant | null }
  /** No words are published. */
  | { readonly state: "closed"; readonly merchant: PublicMerchant | null }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant | null };

/**
 * The page on which somebody asks to be mailed, as a fragment for the store's theme (P4, P13). The sender is named, the words stand by themselves, and nothing is ticked beforehand, also not after a mistake. Works without cookies and scripts.
 */
export function subscribePage(state: SubscribePageState, locale: Locale): string {
  const words = PUBLIC_WORDS[locale].subscribe;
  const name = strongName(state.merchant, locale);
  const page = (title: Html | string, content: Html) => pageFragment(title, content, locale);
  switch (state.state) {
    case "form":
      return page(
        words.title(html`${merchantName(state.merchant, locale)}`),
        html`${faultSummary(state.faults, locale)} ${paragraph(words.intro(name))} ${paragraph(words.twoSteps)}
        ${form(PUBLIC_PATHS.subscribe, hidden(state, locale), fields(state, locale))} ${stopLink(locale)}`,
      );
    case "check":
      return page(
        words.check,
        html`${paragraph(words.checkText(html`<strong>${state.email}</strong>`, name))}
        ${quote(state.wording.text, state.wording.locale)}
        ${state.buyAs && paragraph(words.checkForm(html`<strong>${words.forms[state.buyAs]}</strong>`))}
        ${form(
          PUBLIC_PATHS.subscribe,
          {
            ...hidden(state, locale),
            [SUBSCRIBE_FIELDS.email]: state.email,
            [SUBSCRIBE_FIELDS.buyAs]: state.buyAs,
            [SUBSCRIBE_FIELDS.agree]: "yes",
          },
          html`${trap(locale)} ${button(words.send)}`,
        )}
        ${paragraph(words.twoSteps)} ${stopLink(locale)}`,
      );
    case "sent":
      return page(
        words.sent,
        html`${paragraph(words.sentText)} ${paragraph(words.noEmail)}${feedbackParagraph(state.merchant, locale)}`,
      );
    case "closed":
      return page(words.closed, html`${paragraph(words.closedText(name))} ${stopLink(locale)}`);
    case "trouble": {
      const { trouble, stop } = PUBLIC_WORDS[locale];
      const link = contactLink(state.merchant);
      return page(
        trouble.title,
        html`${alert(trouble.notSaved)} ${paragraph(trouble.openAgain)}${link && paragraph(stop.write(link))}`,
      );
    }
  }
}

function hidden({ formToken, page }: Shown, locale: Locale): Record<string, string> {
  return {
    [SUBSCRIBE_FIELDS.intent]: "request" satisfies SubscribeIntent,
    [SUBSCRIBE_FIELDS.form]: formToken,
    [SUBSCRIBE_FIELDS.locale]: locale,
    ...(page ? { [SUBSCRIBE_FIELDS.page]: page } : {}),
  };
}

function fields(state: Extract<SubscribePageState, { state: "form" }>, locale: Locale): Html {
  const words = PUBLIC_WORDS[locale].subscribe;
  const { faults, wording } = state;
  const emailWrong = faults.includes("email");
  const agreeWrong = faults.includes("agree") || faults.includes("words");
  const options = Object.keys(OFFERED_FORMS) as OfferedForm[];
  return html`<label class="twostage-label" for="twostage-email">${words.address}</label>
    ${emailWrong && problem("twostage-email-problem", words.addressWrong)}
    <input
      class="twostage-input"
      id="twostage-email"
      name="${SUBSCRIBE_FIELDS.email}"
      type="email"
      required
      maxlength="254"
      autocomplete="email"
      autocapitalize="none"
      spellcheck="false"
      value="${state.email}"
      ${emailWrong && html`aria-invalid="true" aria-describedby="twostage-email-problem"`}
    />
    <label class="twostage-label" for="twostage-buy-as">${words.buyAs}</label>
    <p class="twostage-hint" id="twostage-buy-as-hint">${words.buyAsHint}</p>
    <select
      class="twostage-input"
      id="twostage-buy-as"
      name="${SUBSCRIBE_FIELDS.buyAs}"
      aria-describedby="twostage-buy-as-hint"
    >
      <option value="">${words.notSaid}</option>
      ${options.map(
        (option) =>
          html`<option value="${option}" ${option === state.buyAs && html`selected`}>${words.forms[option]}</option>`,
      )}
    </select>
    <p class="twostage-label" id="twostage-agree-label">${words.agree}</p>
    ${agreeWrong && problem("twostage-agree-problem", faults.includes("words") ? words.wordsChanged : words.notTicked)}
    <div class="twostage-choice">
      <input
        class="twostage-check"
        id="twostage-agree"
        name="${SUBSCRIBE_FIELDS.agree}"
        type="checkbox"
        value="yes"
        required
        ${agreeWrong && html`aria-invalid="true" aria-describedby="twostage-agree-problem"`}
      />
      <label for="twostage-agree" lang="${wording.locale}">${wording.text.trim()}</label>
    </div>
    ${trap(locale)} ${button(words.send)}`;
}

/** A field that only a machine fills in: out of sight, out of the order of Tab, and named for whoever comes upon it all the same. */
function trap(locale: Locale): Html {
  return html`<div class="twostage-trap" aria-hidden="true">
    <label for="twostage-website">${PUBLIC_WORDS[locale].subscribe.leaveEmpty}</label>
    <input id="twostage-website" name="${SUBSCRIBE_FIELDS.website}" type="text" tabindex="-1" autocomplete="off" />
  </div>`;
}

function problem(id: string, words: string): Html {
  return html`<p class="twostage-problem" id="${id}">${words}</p>`;
}

/** Names every fault, each with a link to its field (WCAG 2.2, 3.3.1). */
function faultSummary(faults: readonly SubscribeFault[], locale: Locale): Html | null {
  if (faults.length === 0) return null;
  const words = PUBLIC_WORDS[locale].subscribe;
  const named: Readonly<Record<SubscribeFault, { readonly field: string; readonly words: string }>> = {
    email: { field: "twostage-email", words: words.addressWrong },
    agree: { field: "twostage-agree", words: words.notTicked },
    words: { field: "twostage-agree", words: words.wordsChanged },
  };
  return html`<div class="twostage-alert" role="alert">
    <p class="twostage-text">${words.wrong}</p>
    <ul class="twostage-list">
      ${faults.map((fault) => html`<li><a class="twostage-link" href="#${named[fault].field}">${named[fault].words}</a></li>`)}
    </ul>
  </div> `;
}

function stopLink(locale: Locale): Html {
  return paragraph(
    html`<a class="twostage-link" href="${PUBLIC_PATHS.stop}?locale=${locale}"
      >${PUBLIC_WORDS[locale].subscribe.stop}</a
    >`,
  );
}
