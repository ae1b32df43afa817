import { MAX_FEEDBACK_LENGTH, OPT_OUT_REASONS, type OptOutReason } from "~/policy/feedback";
import { OPT_OUT_REASON_WORDS } from "../feedbackWords";
import { html, type Html } from "./html";

const REASONS = Object.keys(OPT_OUT_REASONS) as OptOutReason[];

/** Asks why somebody opted out: a reason from a short list and words of their own, neither of which they must give (P15). */
export function noteFields(names: { readonly reason: string; readonly note: string }): Html {
  return html`<fieldset class="twostage-group">
      <legend class="twostage-label">What was the reason?</legend>
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
            <label for="twostage-reason-${reason}">${OPT_OUT_REASON_WORDS[reason]}</label>
          </div> `,
      )}
    </fieldset>
    <label class="twostage-label" for="twostage-note">In your own words</label>
    <p class="twostage-hint" id="twostage-note-hint">You may leave this empty. A person reads it and can answer you.</p>
    <textarea
      class="twostage-input"
      id="twostage-note"
      name="${names.note}"
      rows="3"
      maxlength="${MAX_FEEDBACK_LENGTH}"
      aria-describedby="twostage-note-hint"
    ></textarea>`;
}
