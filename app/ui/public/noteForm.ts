import { MAX_FEEDBACK_LENGTH, OPT_OUT_REASONS, type OptOutReason } from "~/policy/feedback";
import { html, type Html } from "./html";
import type { OptOutWords } from "./words/optOut/wordsType";

const REASONS = Object.keys(OPT_OUT_REASONS) as OptOutReason[];

/** Asks why somebody opted out: a reason from a short list and words of their own, neither of which they must give (P15). */
export function noteFields(
  names: { readonly reason: string; readonly note: string },
  words: OptOutWords["note"],
): Html {
  return html`<fieldset class="twostage-group">
      <legend class="twostage-label">${words.reason}</legend>
      ${REASONS.map(
        (reason) =>
          html`<div class="twostage-choice">
            <input
              class="twostage-check"
              type="radio"
              id="twostage-reason-${reason}"
              name="${names.reason}"
              value="${reason}"
            />
            <label for="twostage-reason-${reason}">${words.reasons[reason]}</label>
          </div> `,
      )}
    </fieldset>
    <label class="twostage-label" for="twostage-note">${words.words}</label>
    <p class="twostage-hint" id="twostage-note-hint">${words.hint}</p>
    <textarea
      class="twostage-input"
      id="twostage-note"
      name="${names.note}"
      rows="3"
      maxlength="${MAX_FEEDBACK_LENGTH}"
      aria-describedby="twostage-note-hint"
    ></textarea>`;
}
