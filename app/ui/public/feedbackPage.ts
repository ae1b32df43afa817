import { FEEDBACK_KINDS, MAX_FEEDBACK_LENGTH, type FeedbackKind } from "~/policy/feedback";
import { FEEDBACK_KIND_CHOICES } from "../feedbackWords";
import { html, type Html } from "./html";
import {
  button,
  contactLink,
  footLinks,
  form,
  merchantName,
  pageFragment,
  paragraph,
  type PublicMerchant,
} from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";

/** Names of its fields. `trap` must stay empty: no person sees it. */
export const FEEDBACK_FIELDS = {
  token: "token",
  stamp: "stamp",
  kind: "kind",
  name: "name",
  email: "email",
  message: "message",
  trap: "website",
} as const;

/** What was typed, to be shown again. */
export interface TypedFeedback {
  readonly kind: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
}

/** What the page has to say. `wrong` names the fields that must be mended; `again` asks for one more press of the button. */
export type FeedbackPageState =
  | {
      readonly state: "ask";
      readonly merchant: PublicMerchant;
      readonly token: string;
      /** Whether the token is that of a mail to somebody: then the answer can go where the mail went. */
      readonly knownLink: boolean;
      readonly stamp: string;
      readonly typed: TypedFeedback;
      readonly wrong?: readonly string[];
      readonly again?: boolean;
    }
  | { readonly state: "done"; readonly merchant: PublicMerchant; readonly objection: boolean }
  | { readonly state: "too_many" | "trouble"; readonly merchant: PublicMerchant };

/** The page to write about the marketing emails by, as a fragment for the store's theme (P14). Never tells whether an address is known. Works without cookies and scripts. */
export function feedbackPage(state: FeedbackPageState): string {
  const name = html`<strong>${merchantName(state.merchant)}</strong>`;
  const foot = footLinks("en", "", ["policy"]);
  switch (state.state) {
    case "ask":
      return pageFragment(
        "Tell us about our marketing emails",
        html`${paragraph(html`Questions, praise, complaints: a person at ${name} reads what you write and answers you. You hear from us within two working days.`)}
        ${problems(state)}${form(
          PUBLIC_PATHS.feedback,
          { [FEEDBACK_FIELDS.token]: state.token, [FEEDBACK_FIELDS.stamp]: state.stamp },
          html`${fields(state)}${button("Send")}`,
        )}`,
        "en",
        foot,
      );
    case "done":
      return pageFragment(
        "Thank you, we have your message",
        html`${paragraph(html`A person at ${name} will read it and answer you within two working days.`)}
        ${
          state.objection &&
          paragraph(
            "You also get no more marketing emails from us. An email that was already on its way may still arrive.",
          )
        }`,
        "en",
        foot,
      );
    case "too_many":
      return pageFragment(
        "Please wait a little",
        html`<p class="twostage-alert" role="alert">
            We have had several messages from you within an hour. This one was not taken.
          </p>
          ${otherwise(state.merchant, "Please send it again in an hour.")}`,
        "en",
        foot,
      );
    case "trouble":
      return pageFragment(
        "Something went wrong here",
        html`<p class="twostage-alert" role="alert">
            We could not take your message just now. The fault is ours, not yours.
          </p>
          ${otherwise(state.merchant, "Please go back, wait a minute and press the button again.")}`,
        "en",
        foot,
      );
  }
}

type Ask = Extract<FeedbackPageState, { state: "ask" }>;

function problems({ wrong = [], again }: Ask): Html | null {
  if (again)
    return html`<p class="twostage-alert" role="alert">Please look your message over and press “Send” once more.</p>`;
  if (wrong.length === 0) return null;
  return html`<p class="twostage-alert" role="alert">
    ${[
      wrong.includes("message") && `Please write a message of up to ${MAX_FEEDBACK_LENGTH} characters. `,
      wrong.includes("email") && "Please enter an email address that we can answer to.",
    ]}
  </p>`;
}

function fields({ typed, knownLink, wrong = [] }: Ask): Html {
  // Nothing is chosen for anybody beforehand; without a choice it is taken as a question.
  const chosen = FEEDBACK_KINDS.find((kind) => kind === typed.kind);
  const invalid = (field: string) => (wrong.includes(field) ? html` aria-invalid="true"` : null);
  return html`<fieldset class="twostage-group">
      <legend class="twostage-label">What is it about?</legend>
      ${(Object.keys(FEEDBACK_KIND_CHOICES) as FeedbackKind[]).map(
        (kind) =>
          html`<div class="twostage-choice">
            <input
              class="twostage-check"
              type="radio"
              id="twostage-kind-${kind}"
              name="${FEEDBACK_FIELDS.kind}"
              value="${kind}"
              ${kind === chosen && html`checked`}
            />
            <label for="twostage-kind-${kind}">${FEEDBACK_KIND_CHOICES[kind]}</label>
          </div> `,
      )}
    </fieldset>
    <label class="twostage-label" for="twostage-message">Your message</label>
    <textarea
      class="twostage-input"
      id="twostage-message"
      name="${FEEDBACK_FIELDS.message}"
      rows="6"
      required
      maxlength="${MAX_FEEDBACK_LENGTH}"
      ${invalid("message")}
    >
${typed.message}</textarea>
    <label class="twostage-label" for="twostage-name">Your name</label>
    <p class="twostage-hint" id="twostage-name-hint">You may leave this empty.</p>
    <input
      class="twostage-input"
      id="twostage-name"
      name="${FEEDBACK_FIELDS.name}"
      type="text"
      maxlength="200"
      autocomplete="name"
      aria-describedby="twostage-name-hint"
      value="${typed.name}"
    />
    <label class="twostage-label" for="twostage-email">Email address for our answer</label>
    <p class="twostage-hint" id="twostage-email-hint">
      ${
        knownLink
          ? "If you leave this empty, we answer to the address that our email went to."
          : "We use it to answer you, and it puts you on no list."
      }
    </p>
    <input
      class="twostage-input"
      id="twostage-email"
      name="${FEEDBACK_FIELDS.email}"
      type="email"
      maxlength="254"
      autocomplete="email"
      aria-describedby="twostage-email-hint"
      value="${typed.email}"
      ${!knownLink && html`required`}
      ${invalid("email")}
    />
    <div class="twostage-trap" aria-hidden="true">
      <label for="twostage-website">Leave this empty</label>
      <input
        id="twostage-website"
        name="${FEEDBACK_FIELDS.trap}"
        type="text"
        tabindex="-1"
        autocomplete="off"
        value=""
      />
    </div>`;
}

function otherwise(merchant: PublicMerchant, words: string): Html {
  const link = contactLink(merchant);
  return html`${paragraph(words)}${link && paragraph(html`Or write to ${link}. A person will read it and answer you.`)}`;
}
