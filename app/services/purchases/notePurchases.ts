import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { fetchOrderProducts } from "~/integrations/shopify/purchases";
import { whileInstalled } from "~/services/shops/presence";
import { keepPurchases } from "./keepPurchases";

/**
 * Notes which products were in an order that was just placed: by it audiences know what was bought for longer than the store shows its orders. Of test orders, of those without a customer and of those of somebody erased since, nothing. Told
 * again, it is the same. A store that does not let the app read orders or products tells nothing.
 */
export async function notePurchases(shopId: number, orderId: string, admin: AdminGraphql): Promise<void> {
  const order = await readOrder(orderId, admin);
  if (!order || order.productIds.length === 0) return;
  const { customerId, at, productIds } = order;
  await whileInstalled(shopId, (tx) =>
    keepPurchases(
      tx,
      shopId,
      productIds.map((productId) => ({ customerId, productId, at })),
    ),
  );
}

async function readOrder(orderId: string, admin: AdminGraphql) {
  try {
    return await fetchOrderProducts(admin, orderId);
  } catch (error) {
    if (error instanceof AdminFailure && error.kind === "denied") return undefined;
    throw error;
  }
}
