import { onTestFinished } from "vitest";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { startShopify, type ShopifyOptions, type ShopifySimulator } from "../simulators/shopify/start";
import { admin, app } from "../unit/simulators/shopify/support";

/** A simulated shop that stops when the test ends, with the app's way to its Admin API. */
export async function startStore(
  options: Partial<ShopifyOptions> = {},
): Promise<{ simulator: ShopifySimulator; graphql: AdminGraphql }> {
  const simulator = await startShopify({ app, webhookRetryDelays: [], ...options });
  onTestFinished(() => simulator.close());
  const graphql: AdminGraphql = async (document, variables) => {
    const { data, errors } = await admin(simulator, document, variables ?? {});
    if (errors) throw new Error(errors.map(({ message }) => message).join(", "));
    return data;
  };
  return { simulator, graphql };
}
