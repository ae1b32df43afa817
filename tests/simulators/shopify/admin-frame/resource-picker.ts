import type { ShopifyGlobal } from "@shopify/app-bridge-types";

/** What an app asks the admin's resource picker for. */
export interface PickerRequest {
  kind: "product" | "collection";
  most: number;
  selected: string[];
}

const OPTIONS = ["type", "action", "filter", "multiple", "query", "selectionIds"];
const FILTERS = ["hidden", "variants", "draft", "archived", "query"];

/** Reads the options of `shopify.resourcePicker` as strictly as the real one, which shows nothing for what it does not know: of the kinds of resources, products and collections are simulated. Throws what is wrong. */
export function readPickerOptions(options: Parameters<ShopifyGlobal["resourcePicker"]>[0]): PickerRequest {
  const refuse = (words: string): never => {
    throw new Error(`simulated App Bridge: resourcePicker: ${words}`);
  };
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  const unknownFilters = Object.keys(options.filter ?? {}).filter((name) => !FILTERS.includes(name));
  if (unknown.length + unknownFilters.length > 0)
    refuse(`unknown options ${[...unknown, ...unknownFilters].join(", ")}`);
  const { type: kind } = options;
  if (kind !== "product" && kind !== "collection") return refuse(`${kind} is not simulated`);
  if (kind === "collection" && options.filter !== undefined) refuse("a filter of collections is not simulated");
  const gid = kind === "product" ? /^gid:\/\/shopify\/Product\/\d+$/ : /^gid:\/\/shopify\/Collection\/\d+$/;
  if (options.action !== undefined && !["add", "select"].includes(options.action)) refuse("unknown action");
  const { multiple = false, selectionIds = [] } = options;
  if (typeof multiple === "number" && (!Number.isInteger(multiple) || multiple < 1))
    refuse("multiple must be a whole number");
  const most = multiple === true ? Number.MAX_SAFE_INTEGER : multiple === false ? 1 : multiple;
  const selected = selectionIds.map(({ id }) => (gid.test(id) ? id : refuse(`${id} is no ${kind}`)));
  if (selected.length > most) refuse("more are selected than may be");
  return { kind, most, selected };
}
