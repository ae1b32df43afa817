import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useRef, useState } from "preact/hooks";
import { storedTick, tickChange, tickFor, type Tick } from "./tick";
import { troubleNow, type Trouble } from "./trouble";
import { readWording, type Wording } from "./wording";

/** Shopify's entry for `purchase.checkout.block.render`. */
export default function extension() {
  render(<CheckoutBlock />, document.body);
}

/**
 * The consent box beside the steps of the checkout. Renders nothing unless the words are known (P4) and the cart
 * takes a tick and lets it be taken back: withdrawing must be as easy as giving.
 */
function CheckoutBlock() {
  const wording = readWording(shopify.appMetafields.value);
  const { canSetCartMetafields, canDeleteCartMetafield } = shopify.instructions.value.metafields;
  if (wording === null) {
    return shopify.extension.editor ? <s-banner tone="info">{shopify.i18n.translate("noWording")}</s-banner> : null;
  }
  return canSetCartMetafields && canDeleteCartMetafield ? <ConsentBox wording={wording} /> : null;
}

function ConsentBox({ wording }: { wording: Wording }) {
  // Never ticked beforehand: only this cart's own tick, from before a reload, shows as one.
  const [tick, setTick] = useState<Tick | null>(() => storedTick(shopify.appMetafields.value));
  const [state, setState] = useState<"rest" | "saving" | Trouble>("rest");
  const stored = useRef(tick);
  const queue = useRef(Promise.resolve());
  const latest = useRef(0);

  function onChange(checked: boolean) {
    const wanted = checked ? tickFor(wording) : null;
    const turn = ++latest.current;
    setTick(wanted);
    setState("saving");
    // One change after the other, so that a quick tick and untick cannot arrive the wrong way round.
    queue.current = queue.current.then(async () => {
      const saved = await saveTick(wanted);
      if (saved === "saved") stored.current = wanted;
      if (turn !== latest.current) return;
      // The box tells what the cart holds, so a change that failed is not shown as made.
      setTick(stored.current);
      setState(saved === "saved" ? "rest" : saved);
    });
  }

  return (
    <s-stack gap="small">
      <s-checkbox
        name="marketing-consent"
        // Ticked before the merchant changed the wording: the words that were agreed to stay beside the tick.
        label={tick?.wording ?? wording.text}
        checked={tick !== null}
        onChange={(event) => onChange((event.currentTarget as HTMLElementTagNameMap["s-checkbox"]).checked === true)}
      />
      <s-text color="subdued">
        {shopify.i18n.translate(state === "saving" ? "saving" : tick === null ? "willConfirm" : "ticked")}
      </s-text>
      {state === "failed" || state === "offline" ? (
        <s-banner tone="critical">{shopify.i18n.translate(state === "failed" ? "notSaved" : "offline")}</s-banner>
      ) : null}
    </s-stack>
  );
}

async function saveTick(tick: Tick | null): Promise<"saved" | Trouble> {
  try {
    const result = await shopify.applyMetafieldChange(tickChange(tick));
    return result.type === "success" ? "saved" : troubleNow();
  } catch {
    return troubleNow();
  }
}
