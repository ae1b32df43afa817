import { PAGE_PATHS } from "~/policy/publicPages";
import type { Locale } from "~/policy/locale";
import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { addressesField, typedResult, type TypedResult } from "./addressesForm";
import { html, raw, type Html } from "./html";
import { noteFields } from "./noteForm";
import {
  alert,
  button,
  contactLink,
  feedbackParagraph,
  form,
  pageFragment,
  paragraph,
  strongName,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";
import { stopForm } from "./stopPage";
import { PUBLIC_WORDS } from "./words/publicWords";
import { OPT_OUT_WORDS } from "./words/optOut/optOutWords";
import type { OptOutWords } from "./words/optOut/wordsType";

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

/** What every part of the page needs: the words, their language, and the merchant. */
interface Frame {
  readonly words: OptOutWords;
  readonly locale: Locale;
  readonly merchant: PublicMerchant | null;
  readonly name: Html;
}

/**
 * The opt-out page as a fragment for the store's theme (P9, P10, P11), in the shopper's language. Shows no address but those that were just typed, and never tells whether one was known. Works without cookies and scripts.
 */
export function optOutPage(state: OptOutPageState, locale: Locale = "en"): string {
  const words = OPT_OUT_WORDS[locale];
  const frame: Frame = { words, locale, merchant: state.merchant, name: strongName(state.merchant, locale) };
  const { further, note, undo, back, test, stop } = words;
  const page = (title: string, content: Html) => pageFragment(title, content, locale);
  const questions = feedbackParagraph(state.merchant, locale);
  switch (state.state) {
    case "excluded":
      return page(
        words.excluded,
        html`${paragraph(words.excludedText(frame.name))} ${paragraph(words.onItsWay)}
        ${furtherForm(frame, state.token)}${noteForm(frame, state.token)}${undoForm(frame, state.token)}${questions}${dataLink(frame, state.token)}`,
      );
    case "note_done":
      return page(
        note.done,
        html`${paragraph(note.doneText)}
        ${paragraph(note.stillOut(frame.name))}${furtherForm(frame, state.token)}${questions}`,
      );
    case "note_too_many":
      return page(note.tooMany, html`${paragraph(note.tooManyText)} ${paragraph(note.stillOutShort)}${questions}`);
    case "undone":
      return page(undo.done, html`${paragraph(undo.doneText(frame.name))} ${paragraph(undo.nothingSent)}${questions}`);
    case "kept":
      return page(undo.kept, html`${paragraph(undo.keptText)} ${backForm(frame, state.token)}${questions}`);
    case "kept_for_staff":
      return page(undo.kept, staffOnlyContent(frame));
    case "further_undone":
      return page(further.undone, html`${paragraph(further.undoneText)} ${paragraph(further.undoneYou)}${questions}`);
    case "released":
      return page(
        back.done,
        html`${paragraph(back.doneText(frame.name))}
        ${paragraph(html`<a class="twostage-link" href="${PUBLIC_PATHS.subscribe}">${back.form}</a>`)}
        ${paragraph(back.company)} ${paragraph(back.linkWorks)}${questions}`,
      );
    case "staff_only":
      return page(back.staffOnly, staffOnlyContent(frame));
    case "further_done":
      return page(
        state.taken > 0 ? further.done : further.none,
        html`${typedResult(state, further.taken(state.taken, frame.name), locale)}${furtherForm(frame, state.token)}
        ${state.taken > 0 && undoFurtherForm(frame, state.token)}${questions}`,
      );
    case "too_many": {
      const link = contactLink(state.merchant);
      return page(
        further.tooMany,
        html`${alert(further.tooManyText(MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK))} ${paragraph(further.takeOut)}
        ${furtherForm(frame, state.token, state.typed)}${link && paragraph(PUBLIC_WORDS[locale].stop.moreThanThat(link))}`,
      );
    }
    case "test":
      return page(test.title, html`${paragraph(test.text(frame.name))} ${paragraph(test.real)}`);
    case "invalid":
      return page(words.invalid.title, invalidContent(frame));
    case "prefetch":
      return page(
        stop.title,
        html`${paragraph(stop.press(frame.name))} ${optOutForm(state.token, "exclude", button(stop.button))}`,
      );
    case "on_load":
      return page(
        stop.title,
        html`${paragraph(stop.byItself(frame.name))}
          <form class="twostage-form" id="twostage-at-once" method="post" action="${PUBLIC_PATHS.optOut}">
            <input type="hidden" name="${OPT_OUT_FIELDS.token}" value="${state.token}" />
            <input type="hidden" name="${OPT_OUT_FIELDS.intent}" value="exclude" />
            ${button(stop.button)}
          </form>
          ${raw(AT_ONCE)}`,
      );
    case "trouble":
      return page(words.trouble.title, troubleContent(frame, state));
  }
}

function furtherForm({ words: { further }, locale }: Frame, token: string, typed = ""): Html {
  return html`<h2 class="twostage-subtitle">${further.title}</h2>
    ${optOutForm(
      token,
      "further",
      html`${addressesField(OPT_OUT_FIELDS.addresses, further.hint(MAX_FURTHER_ADDRESSES), locale, typed)}
      ${button(further.add)}`,
    )}`;
}

function noteForm({ words: { note } }: Frame, token: string): Html {
  return html`<h2 class="twostage-subtitle">${note.title}</h2>
    ${optOutForm(token, "note", html`${noteFields(OPT_OUT_FIELDS, note)}${button(note.send)}`)}`;
}

/** The way back from an opt-out by mistake. It comes last, and says before the press what follows from it. */
function undoForm({ words: { undo } }: Frame, token: string): Html {
  return html`<h2 class="twostage-subtitle">${undo.title}</h2>
    ${paragraph(undo.text)} ${optOutForm(token, "undo", button(undo.press))}`;
}

function undoFurtherForm({ words: { further } }: Frame, token: string): Html {
  return html`<h2 class="twostage-subtitle">${further.undo}</h2>
    ${paragraph(further.undoText)} ${optOutForm(token, "undo_further", button(further.undoPress))}`;
}

/** The way back of whoever thinks otherwise, where an undo does not bring it. */
function backForm({ words: { back } }: Frame, token: string): Html {
  return html`<h2 class="twostage-subtitle">${back.title}</h2>
    ${paragraph(back.text)} ${optOutForm(token, "release", button(back.press))}`;
}

function optOutForm(token: string, intent: OptOutIntent, content: Html): Html {
  return form(PUBLIC_PATHS.optOut, { [OPT_OUT_FIELDS.token]: token, [OPT_OUT_FIELDS.intent]: intent }, content);
}

/** The way to the page of one's data, for the opt-out page. */
function dataLink({ words: { data } }: Frame, token: string): Html {
  const address = `${PAGE_PATHS.data}?token=${encodeURIComponent(token)}`;
  return paragraph(html`${data.before}<a class="twostage-link" href="${address}">${data.link}</a>${data.after}`);
}

function staffOnlyContent({ words: { back }, merchant }: Frame): Html {
  return html`${paragraph(back.staffOnlyText)} ${paragraph(back.write(contactLink(merchant)))}`;
}

function invalidContent({ words: { invalid }, locale, merchant, name }: Frame): Html {
  return html`${paragraph(invalid.text)}
  ${paragraph(invalid.write(contactLink(merchant), name))}${
    merchant &&
    html`<h2 class="twostage-subtitle">${invalid.type}</h2>
      ${stopForm(locale)}`
  }`;
}

function troubleContent(
  frame: Frame,
  { merchant, token, wanted, typed }: Extract<OptOutPageState, { state: "trouble" }>,
): Html {
  const { trouble } = frame.words;
  const link = contactLink(merchant);
  return html`${alert(trouble.text)} ${paragraph(token === null ? trouble.openAgain : trouble.pressAgain)}
  ${
    token !== null &&
    (wanted === "further"
      ? furtherForm(frame, token, typed)
      : wanted === "note"
        ? noteForm(frame, token)
        : optOutForm(token, wanted, button(trouble.again)))
  }
  ${link && paragraph(trouble.write(link))}`;
}
