import { BLOCK_LIMITS, type PickedProduct } from "~/policy/mailBlocks";
import type { StoreFacts } from "./storeFacts";

/** The part that is used of what Shopify's resource picker gives for a product. */
interface Picked {
  readonly id: string;
  readonly title: string;
  readonly handle: string;
  readonly images: readonly { readonly originalSrc: string; readonly altText?: string | undefined }[];
  readonly variants: readonly { readonly price?: string | undefined }[];
}

/** Products as a mail keeps them: with the lowest price of their variants, in the store's currency, and their page in the store. */
export function pickedProducts(
  picked: readonly (Pick<Picked, "id"> & Partial<Record<keyof Picked, unknown>>)[],
  { storefrontUrl, currency }: StoreFacts,
): PickedProduct[] {
  return (picked as readonly Picked[])
    .slice(0, BLOCK_LIMITS.products)
    .map(({ id, title, handle, images, variants }) => {
      const [image] = images;
      const amounts = variants.map(({ price }) => Number(price)).filter((amount) => Number.isFinite(amount));
      const lowest = Math.min(...amounts);
      const price = amounts.length === 0 ? "" : money(lowest, currency);
      return {
        id,
        title: oneLine(title),
        image: image?.originalSrc ?? "",
        alt: oneLine(image?.altText ?? ""),
        price: price && amounts.some((amount) => amount !== lowest) ? `From ${price}` : price,
        url: handle ? `${storefrontUrl}/products/${encodeURIComponent(handle)}` : "",
      };
    });
}

/** A line of a block has no breaks, which a store's own texts may have: the draft would be refused for one. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, BLOCK_LIMITS.line);

function money(amount: number, currency: string): string {
  return new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(amount);
}
