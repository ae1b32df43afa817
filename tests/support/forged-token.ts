import { sessionToken } from "../simulators/shopify/sign";
import type { TestShop } from "./world";

/** A session token of the shop that is right but for the claims given, which are made otherwise before signing; without any, but for the secret it is signed with. */
export function forgedToken({ world }: TestShop, claims?: Readonly<Record<string, unknown>>): Promise<string> {
  const { app, shop } = world.shopify.settings;
  const apiSecret = claims ? app.apiSecret : "another-secret";
  return sessionToken({ apiKey: app.apiKey, apiSecret, shop: shop.domain, ...(claims ? { forge: claims } : {}) });
}
