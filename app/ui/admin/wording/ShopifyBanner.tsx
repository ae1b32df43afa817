import { Banner } from "@shopify/polaris";
import type { ShopifyWordings } from "~/services/consent/readWordingPage";

/** Says when what is published here is not yet what Shopify shows; nothing when it is. */
export function ShopifyBanner({ shopify }: { readonly shopify: ShopifyWordings }) {
  switch (shopify.state) {
    case "told":
      return null;
    case "waiting":
      return (
        <Banner tone="info" title="Shopify is being told">
          <p>The version is published here. In a moment shoppers see it too.</p>
        </Banner>
      );
    case "failing":
      return (
        <Banner tone="warning" title="Shopify does not have the newest version yet">
          <p>
            {`The version is published here, but Shopify could not be told (${shopify.code}). Until it can, shoppers see the version before, and whoever ticks keeps those words. It is tried again by itself.`}
          </p>
        </Banner>
      );
  }
}
