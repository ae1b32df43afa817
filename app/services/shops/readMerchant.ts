import { prisma } from "~/db/client";

/** How a shop presents itself to the public. */
export interface Merchant {
  readonly name: string;
  readonly contactEmail: string;
  /** Origin of the storefront; missing where it is not known. */
  readonly storefrontUrl?: string;
  /** Whether the opt-out link takes effect once its page has loaded in a browser; else at the click. */
  readonly optOutOnLoad?: boolean;
}

/** The merchant's name and contact address for public pages; `null` for an unknown shop. */
export async function readMerchant(shopId: number): Promise<Merchant | null> {
  const [shop, settings] = await Promise.all([
    prisma().shop.findUnique({ where: { id: shopId }, select: { name: true, storefrontUrl: true } }),
    prisma().shopSettings.findUnique({
      where: { shopId },
      select: { tradingName: true, contactEmail: true, optOutOnLoad: true },
    }),
  ]);
  return (
    shop && {
      name: settings?.tradingName || shop.name,
      contactEmail: settings?.contactEmail ?? "",
      storefrontUrl: shop.storefrontUrl,
      optOutOnLoad: settings?.optOutOnLoad ?? false,
    }
  );
}
