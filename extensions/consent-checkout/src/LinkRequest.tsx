import { useState } from "preact/hooks";
import { FormQuestion } from "./FormQuestion";
import type { Translate } from "./texts";
import { tickFor, withForm, type Tick } from "./tick";
import type { Trouble } from "./trouble";
import type { Published } from "./wording";

/** Key of the text for each trouble. */
const TROUBLE_TEXTS = { failed: "notSent", offline: "offline", often: "sentOften" } as const satisfies Record<
  Trouble,
  string
>;

type State = "idle" | "unticked" | "sending" | "sent" | Trouble;

interface Props {
  published: Published;
  translate: Translate;
  /** Hands the tick to the app. */
  send: (tick: Tick) => Promise<"sent" | Trouble>;
}

/**
 * The box and the button, on pages that have no cart to write on. A tick alone does nothing here: the button says what pressing it sends, and the link it
 * sends is what confirms (P13). Never ticked beforehand.
 */
export function LinkRequest({ published, translate, send }: Props) {
  const [checked, setChecked] = useState(false);
  const [form, setForm] = useState("");
  const [state, setState] = useState<State>("idle");

  async function onPress() {
    if (state === "sending") return;
    if (!checked) {
      setState("unticked");
      return;
    }
    setState("sending");
    setState(await send(withForm(tickFor(published.wording), form)));
  }

  if (state === "sent") return <LinkSent translate={translate} />;
  const trouble = state in TROUBLE_TEXTS ? TROUBLE_TEXTS[state as Trouble] : null;
  return (
    <s-stack gap="small">
      <s-checkbox
        name="marketing-consent"
        label={published.wording.text}
        checked={checked}
        disabled={state === "sending"}
        error={state === "unticked" ? translate("tickFirst") : ""}
        onChange={(event) => {
          setChecked((event.currentTarget as HTMLElementTagNameMap["s-checkbox"]).checked === true);
          setState("idle");
        }}
      />
      <s-text color="subdued">{translate("willConfirm")}</s-text>
      {checked ? (
        <FormQuestion
          forms={published.statedForms}
          value={form}
          disabled={state === "sending"}
          translate={translate}
          onChange={setForm}
        />
      ) : null}
      {trouble ? <s-banner tone="critical">{translate(trouble)}</s-banner> : null}
      <s-button loading={state === "sending"} onClick={() => void onPress()}>
        {translate(state === "sending" ? "sending" : trouble ? "retry" : "send")}
      </s-button>
    </s-stack>
  );
}

/** Says where the link is. */
export function LinkSent({ translate }: { translate: Translate }) {
  return <s-banner tone="success">{translate("sent")}</s-banner>;
}
