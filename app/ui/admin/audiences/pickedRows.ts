import type { Picked } from "~/services/purchases/askPurchases";

/** Where it is told what was picked in the store. */
export const BOUGHT_URL = "/app/audiences/bought";

type PickedRow = Picked["products"][number];

/** What is used of what Shopify's resource picker gives: numbers and titles. */
export function pickedRows(picked: readonly { readonly id: string; readonly title?: unknown }[]): PickedRow[] {
  return picked.flatMap(({ id, title }) => {
    const number = /\/(\d+)$/.exec(id)?.[1];
    const name = typeof title === "string" ? title.trim().slice(0, 255) : "";
    return number === undefined ? [] : [{ id: number, title: name || `No. ${number}` }];
  });
}
