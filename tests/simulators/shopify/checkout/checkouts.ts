import { randomBytes } from "node:crypto";
import { shopId } from "../admin-api/context";
import type { Settings } from "../options";
import { checkoutToken } from "../sign";
import { resolveNamespace } from "../store/metafields";
import type { Store } from "../store/store";
import { catalogue, type Product } from "../storefront/catalogue";
import { localeFor, type Extension } from "./extension";
import type { AppMetafieldEntry, ExtensionSetup, MetafieldChange, MetafieldChangeResult } from "./host-contract";
import type { Buyer, CartMetafield, Orders, PlacedOrder } from "./orders";

export interface Checkout {
  token: string;
  lines: Product[];
  metafields: Map<string, CartMetafield>;
  placed: PlacedOrder | undefined;
  /** The buyer's language, as a tag. */
  language: string;
}

/** The buyer's language unless the page is asked for in another. */
export const defaultLanguage = "en-GB";

const keyPattern = /^[A-Za-z0-9_-]{2,64}$/;

/** The checkouts under way, and what their extensions may do. */
export class Checkouts {
  readonly #open = new Map<string, Checkout>();

  constructor(
    private readonly settings: Settings,
    private readonly store: Store,
    private readonly orders: Orders,
    private readonly extension: () => Promise<Extension | undefined>,
  ) {}

  start(item?: string, language = defaultLanguage): Checkout {
    const product = catalogue.find((p) => p.handle === item) ?? catalogue[0];
    const checkout: Checkout = {
      token: randomBytes(12).toString("hex"),
      lines: product ? [product] : [],
      metafields: new Map(),
      placed: undefined,
      language,
    };
    this.#open.set(checkout.token, checkout);
    return checkout;
  }

  get(token: string): Checkout | undefined {
    return this.#open.get(token);
  }

  /** `shopify.applyMetafieldChange`, refusing what Shopify refuses. */
  change(checkout: Checkout, change: MetafieldChange): MetafieldChangeResult {
    const refused = (message: string): MetafieldChangeResult => ({ type: "error", message });
    if (checkout.placed) return refused("The checkout is completed");
    if (change.type === "removeCartMetafield") {
      checkout.metafields.delete(`${change.namespace ?? "$app"}|${change.key}`);
      return { type: "success" };
    }
    const { key, type, value, namespace = "$app" } = change.metafield;
    if (!keyPattern.test(key)) return refused("Key is invalid");
    if (typeof value !== "string" || value === "") return refused("Value must be a non-empty string");
    if (type === "json") {
      try {
        JSON.parse(value);
      } catch {
        return refused("Value is invalid JSON");
      }
    }
    checkout.metafields.set(`${namespace}|${key}`, { namespace, key, type, value });
    return { type: "success" };
  }

  /** Finishes a checkout once; a repetition gives the same order. */
  async complete(checkout: Checkout, buyer: Buyer): Promise<PlacedOrder> {
    checkout.placed ??= await this.orders.place(buyer, checkout.lines, [...checkout.metafields.values()]);
    return checkout.placed;
  }

  /** `shopify.sessionToken.get` */
  sessionToken(): Promise<string> {
    return checkoutToken({ ...this.settings.app, shop: this.settings.shop.domain });
  }

  /** The metafields an extension sees: those its configuration names, of the shop and of the cart. */
  metafieldEntries(checkout: Checkout, extension: Extension): AppMetafieldEntry[] {
    return extension.metafields.flatMap(({ namespace, key }) => {
      const ofShop = this.store.metafields.get(shopId, resolveNamespace(namespace), key);
      const ofCart = checkout.metafields.get(`${namespace}|${key}`);
      return [
        ...(ofShop ? [metafieldEntry("shop", shopId, namespace, ofShop)] : []),
        ...(ofCart ? [metafieldEntry("cart", `gid://shopify/Cart/${checkout.token}`, namespace, ofCart)] : []),
      ];
    });
  }

  /** What the page hands to the extension's worker; undefined where the extension has no block for this place. */
  async setup(checkout: Checkout, target: string): Promise<ExtensionSetup | undefined> {
    const extension = await this.extension();
    if (!extension?.targets.includes(target)) return undefined;
    const { shop } = this.settings;
    return {
      ...commonSetup(extension, target, `/checkouts/${checkout.token}`, checkout.language),
      appMetafields: this.metafieldEntries(checkout, extension),
      shop: { id: shopId, name: shop.name, myshopifyDomain: shop.domain },
      orderConfirmation: checkout.placed && {
        // The thank-you page names an order before the Admin API does, by this type of id with the same number.
        order: { id: checkout.placed.order.id.replace("/Order/", "/OrderIdentity/") },
        number: checkout.token.slice(0, 9).toUpperCase(),
        isFirstOrder: checkout.placed.isFirstOrder,
      },
      order: undefined,
      account: undefined,
    };
  }
}

/** What every page hands to an extension's worker. */
export function commonSetup(extension: Extension, target: string, base: string, language: string) {
  const locale = localeFor(extension, language);
  const { networkAccess } = extension;
  return { target, base, networkAccess, locale, language, translations: extension.texts.get(locale) ?? {} };
}

/** A metafield as pages hand it to an extension. */
export const metafieldEntry = (
  type: "shop" | "cart" | "order",
  id: string,
  namespace: string,
  m: { key: string; type: string; value: string },
): AppMetafieldEntry => ({
  target: { type, id },
  metafield: {
    namespace,
    key: m.key,
    type: m.type,
    value: m.value,
    valueType: m.type === "json" ? "json_string" : "string",
  },
});
