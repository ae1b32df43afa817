import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { askApp } from "./askApp";
import { LinkRequest, LinkSent } from "./LinkRequest";
import { storedTick, type Tick } from "./tick";
import { publishedIn } from "./wording";

/** Shopify's entry for `purchase.thank-you.block.render`. */
export default function extension() {
  render(<ThankYouBlock />, document.body);
}

/**
 * Asks after the order whoever was not asked, or did not tick, at the checkout. Renders nothing unless both the words
 * (P4) and the address of the app are known.
 */
function ThankYouBlock() {
  const { translate } = shopify.i18n;
  const entries = shopify.appMetafields.value;
  const published = publishedIn(entries, shopify.localization.language.value.isoCode);
  const endpoint = published?.endpoint;
  if (!published || !endpoint)
    return shopify.extension.editor ? <s-banner tone="info">{translate("noWording")}</s-banner> : null;
  if (storedTick(entries) !== null) return <LinkSent translate={translate} />;
  const send = async (tick: Tick) => {
    const body = { surface: "thank_you", orderId: shopify.orderConfirmation.value.order.id, ...tick };
    const sent = await askApp(endpoint, () => shopify.sessionToken.get(), body);
    return typeof sent === "string" ? sent : ("sent" as const);
  };
  return <LinkRequest published={published} translate={translate} send={send} />;
}
