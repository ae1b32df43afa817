import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useRef, useState } from "preact/hooks";
import { FormQuestion } from "./FormQuestion";
import { storedTick, tickChange, tickFor, withForm, type Tick } from "./tick";
import { troubleNow, type Trouble } from "./trouble";
import { publishedIn, type Published } from "./wording";

/** Shopify's entry for `purchase.checkout.block.render`. */
export default function extension() {
  render(<CheckoutBlock />, document.body);
}

/**
 * The consent box beside the steps of the checkout. Renders nothing unless the words are known (P4) and the cart
 * takes a tick and lets it be taken back: withdrawing must be as easy as giving.
 */
function CheckoutBlock() {
  const published = publishedIn(shopify.appMetafields.value, shopify.localization.language.value.isoCode);
  const { canSetCartMetafields, canDeleteCartMetafield } = shopify.instructions.value.metafields;
  if (published === null) {
    return shopify.extension.editor ? <s-banner tone="info">{shopify.i18n.translate("noWording")}</s-banner> : null;
  }
  return canSetCartMetafields && canDeleteCartMetafield ? <ConsentBox published={published} /> : null;
}

function ConsentBox({ published }: { published: Published }) {
  // Never ticked beforehand: only this cart's own tick, from before a reload, shows as one.
  const [tick, setTick] = useState<Tick | null>(() => storedTick(shopify.appMetafields.value));
  const [state, setState] = useState<"rest" | "saving" | Trouble>("rest");
  const stored = useRef(tick);
  const queue = useRef(Promise.resolve());
  const latest = useRef(0);
  const { translate } = shopify.i18n;

  function change(wanted: Tick | null) {
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
        label={tick?.wording ?? published.wording.text}
        checked={tick !== null}
        onChange={(event) =>
          change(
            (event.currentTarget as HTMLElementTagNameMap["s-checkbox"]).checked === true
              ? tickFor(published.wording)
              : null,
          )
        }
      />
      <s-text color="subdued">
        {translate(state === "saving" ? "saving" : tick === null ? "willConfirm" : "ticked")}
      </s-text>
      {tick !== null ? (
        <FormQuestion
          forms={published.statedForms}
          value={tick.statedForm ?? ""}
          disabled={false}
          translate={translate}
          onChange={(form) => change(withForm(tick, form))}
        />
      ) : null}
      {state === "failed" || state === "offline" ? (
        <s-banner tone="critical">{translate(state === "failed" ? "notSaved" : "offline")}</s-banner>
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
