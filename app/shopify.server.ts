import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { env } from "~/lib/env";
import { log } from "~/lib/log";
import { remember } from "~/lib/remember";
import { noteInstallation } from "~/services/shops/install";

function configure() {
  return shopifyApp({
    apiKey: env().SHOPIFY_API_KEY,
    apiSecretKey: env().SHOPIFY_API_SECRET,
    apiVersion: ApiVersion.July26,
    scopes: env().SCOPES,
    appUrl: env().SHOPIFY_APP_URL,
    authPathPrefix: "/auth",
    sessionStorage: new PrismaSessionStorage(prisma()),
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: { log: (_severity, message) => log().debug(message) },
    hooks: {
      afterAuth: async ({ session }) => {
        await noteInstallation(session.shop);
      },
    },
  });
}

/** Shopify's own app library, configured once a process. */
export function shopify(): ReturnType<typeof configure> {
  return remember("shopify", configure);
}

/** Admin API of an installed shop, for work that nobody is logged in for. Throws when the shop has no session. */
export async function adminOf(domain: string): Promise<AdminGraphql> {
  const { admin } = await shopify().unauthenticated.admin(domain);
  return async (document, variables) => {
    const response = await admin.graphql(document, { variables });
    const { data } = (await response.json()) as { data: unknown };
    return data;
  };
}
