import { fireEvent } from "@testing-library/preact";
import en from "../locales/en.default.json";

export const WORDING = { version: "3", locale: "en", text: "Yes, email me offers from Spares Ltd" };
export const ENDPOINT = "https://app.example.com/api/consent";
export const TICK = { wordingVersion: "3", wording: "Yes, email me offers from Spares Ltd", locale: "en" };

export const ACCOUNT_ENDPOINT = "https://app.example.com/api/account";
export const WELSH = { version: "4", locale: "cy", text: "Iawn, e-bostiwch gynigion Spares Ltd ataf" };
export const FORMS = [
  "Limited company",
  "Limited liability partnership",
  "Sole trader",
  "Partnership",
  "Private person",
];
/** What the app publishes today, with all that it can hold. */
export const PUBLISHED = {
  ...WORDING,
  endpoint: ENDPOINT,
  accountEndpoint: ACCOUNT_ENDPOINT,
  statedForms: FORMS,
  wordings: [WORDING, WELSH],
};

/** The shop's wording metafield holding this value. */
export const wordingOf = (value: unknown) => entry("shop", "consent_wording", JSON.stringify(value));

/** The cart's tick metafield holding this value. */
export const tickOf = (value: unknown) => entry("cart", "marketing_consent", JSON.stringify(value));

/** A metafield of the app as a page hands it over. */
export function entry<T extends string>(type: T, key: string, value: string) {
  return {
    target: { type, id: `gid://shopify/${type}/1` },
    metafield: { namespace: "$app", key, value, valueType: "json_string" as const, type: "json" },
  };
}

/** Translates from the default locale; a key or a value that is not there is an error, as it would be bare on the page. */
export function translate(key: string, values: Record<string, string> = {}): string {
  const text = (en as Record<string, string>)[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${name} of ${key}`);
    return value;
  });
}

/** Chooses what the person says to buy as. */
export function choose(form: string): void {
  the("s-select").value = form;
  fireEvent.change(the("s-select"));
}

/** The choices offered, by their values. */
export const choices = () =>
  [...document.body.querySelectorAll("s-option")].map((option) => option.getAttribute("value") ?? "");

/** Ticks or unticks the box. */
export function set(checked: boolean): void {
  the("s-checkbox").checked = checked;
  fireEvent.change(the("s-checkbox"));
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
