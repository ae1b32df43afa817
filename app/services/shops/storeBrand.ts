import { prisma } from "~/db/client";
import { fetchStorefrontBrand } from "~/integrations/shopify/storefrontBrand";
import { Problem } from "~/lib/errors";
import type { BrandInput } from "./brand";

/**
 * What the store's own brand would make of its mails: the logo, or the square one, where mail programs can show it (none shows an SVG), and the first of its colours. Empty for what the merchant has not set. Changes nothing: the
 * merchant looks at it and saves it. Throws `Problem("shopify_unreachable")` where the store does not say.
 */
export async function readStoreBrand(shopId: number): Promise<Required<BrandInput>> {
  const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { domain: true } });
  const brand = await fetchStorefrontBrand(domain);
  if (!brand) throw new Problem("shopify_unreachable");
  const { logo, squareLogo, colour = "" } = brand;
  return {
    logoUrl: [logo, squareLogo].find((url) => url !== undefined && !/\.svg$/i.test(new URL(url).pathname)) ?? "",
    brandColour: /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : "",
  };
}
