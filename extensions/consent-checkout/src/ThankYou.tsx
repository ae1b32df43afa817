import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useState } from "preact/hooks";
import { requestLink } from "./requestLink";
import { storedTick, tickFor, type Tick } from "./tick";
import { type Trouble } from "./trouble";
import { readWording } from "./wording";

/** Shopify's entry for `purchase.thank-you.block.render`. */
export default function extension() {
  render(<ThankYouBlock />, document.body);
}

/**
 * Asks after the order whoever was not asked, or did not tick, at the checkout. Renders nothing unless both the words
 * (P4) and the address of the app are known.
 */
function ThankYouBlock() {
  const entries = shopify.appMetafields.value;
  const wording = readWording(entries);
  if (wording === null || wording.endpoint === null) {
    return shopify.extension.editor ? <s-banner tone="info">{shopify.i18n.translate("noWording")}</s-banner> : null;
  }
  if (storedTick(entries) !== null) return <LinkSent />;
  return <LinkRequest tick={tickFor(wording)} endpoint={wording.endpoint} />;
}

type State = "idle" | "unticked" | "sending" | "sent" | Trouble;

/**
 * The box and the button. A tick alone does nothing here: the button says what pressing it sends, and the link it
 * sends is what confirms (P13).
 */
function LinkRequest({ tick, endpoint }: { tick: Tick; endpoint: string }) {
  const [checked, setChecked] = useState(false);
  const [state, setState] = useState<State>("idle");
  const { translate } = shopify.i18n;

  async function onPress() {
    if (state === "sending") return;
    if (!checked) {
      setState("unticked");
      return;
    }
    setState("sending");
    const orderId = shopify.orderConfirmation.value.order.id;
    setState(await requestLink(endpoint, () => shopify.sessionToken.get(), orderId, tick));
  }

  if (state === "sent") return <LinkSent />;
  return (
    <s-stack gap="small">
      <s-checkbox
        name="marketing-consent"
        label={tick.wording}
        checked={checked}
        disabled={state === "sending"}
        error={state === "unticked" ? translate("tickFirst") : ""}
        onChange={(event) => {
          setChecked((event.currentTarget as HTMLElementTagNameMap["s-checkbox"]).checked === true);
          setState("idle");
        }}
      />
      <s-text color="subdued">{translate("willConfirm")}</s-text>
      {state === "failed" || state === "offline" ? (
        <s-banner tone="critical">{translate(state === "failed" ? "notSent" : "offline")}</s-banner>
      ) : null}
      <s-button loading={state === "sending"} onClick={() => void onPress()}>
        {translate(state === "sending" ? "sending" : state === "failed" || state === "offline" ? "retry" : "send")}
      </s-button>
    </s-stack>
  );
}

function LinkSent() {
  return <s-banner tone="success">{shopify.i18n.translate("sent")}</s-banner>;
}
