import type { AppMetafieldEntry } from "@shopify/ui-extensions/checkout";
import en from "../locales/en.default.json";

export const WORDING = { version: "3", locale: "en", text: "Yes, email me offers from Spares Ltd" };
export const ENDPOINT = "https://app.example.com/api/consent";
export const TICK = { wordingVersion: "3", wording: "Yes, email me offers from Spares Ltd", locale: "en" };

/** The shop's wording metafield holding this value. */
export const wordingOf = (value: unknown) => entry("shop", "consent_wording", JSON.stringify(value));

/** The cart's tick metafield holding this value. */
export const tickOf = (value: unknown) => entry("cart", "marketing_consent", JSON.stringify(value));

/** A metafield of the app as checkout hands it over. */
export function entry(type: AppMetafieldEntry["target"]["type"], key: string, value: string): AppMetafieldEntry {
  return {
    target: { type, id: `gid://shopify/${type}/1` },
    metafield: { namespace: "$app", key, value, valueType: "json_string", type: "json" },
  };
}

/** Translates from the default locale; a key that is not there is an error, as it would be a bare key on the page. */
export function translate(key: string): string {
  const text = (en as Record<string, string>)[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text;
}

/** The only element of this name on the page. */
export function the<T extends keyof HTMLElementTagNameMap>(tag: T): HTMLElementTagNameMap[T] {
  const found = document.body.querySelectorAll(tag);
  if (found.length !== 1) throw new Error(`${found.length} ${tag} on the page: ${document.body.innerHTML}`);
  return found[0]!;
}

/** What the page says, as text. */
export const page = () => document.body.textContent;

/** How the box stands: the page sets an attribute until someone has touched the property. */
export function isTicked(): boolean {
  const box = the("s-checkbox");
  return box.checked ?? box.hasAttribute("checked");
}

/** The words beside the box. */
export const label = () => the("s-checkbox").getAttribute("label");
