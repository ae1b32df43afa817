import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { askApp } from "./askApp";
import { LinkRequest } from "./LinkRequest";
import { storedTick, type Tick } from "./tick";
import { publishedIn } from "./wording";

/** Shopify's entry for `customer-account.order-status.block.render`. */
export default function extension() {
  render(<OrderStatusBlock />, document.body);
}

/**
 * Asks on the order's own page. Renders nothing unless the words (P4), the address of the app and the order are known, and nothing for an order on which the box was ticked at the checkout: the link was mailed then.
 */
function OrderStatusBlock() {
  const { translate } = shopify.i18n;
  const entries = shopify.appMetafields.value;
  const published = publishedIn(entries, shopify.localization.language.value.isoCode);
  const endpoint = published?.endpoint;
  if (!published || !endpoint)
    return shopify.extension.editor ? <s-banner tone="info">{translate("noWording")}</s-banner> : null;
  const orderId = shopify.order.value?.id;
  if (orderId === undefined || storedTick(entries, "order") !== null) return null;
  const send = async (tick: Tick) => {
    const body = { surface: "order_status", orderId, ...tick };
    const sent = await askApp(endpoint, () => shopify.sessionToken.get(), body);
    return typeof sent === "string" ? sent : ("sent" as const);
  };
  return <LinkRequest published={published} translate={translate} send={send} />;
}
