import "@shopify/shopify-app-remix/adapters/node";
import { setTimeout } from "node:timers/promises";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { costOf, readFailure } from "~/integrations/shopify/failures";
import { Budget, obeyThrottle, Throttled, type Clock, type CostedGraphql } from "~/integrations/shopify/throttle";
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

/**
 * Admin API of an installed shop, for work that nobody is logged in for; it keeps within the shop's budget of cost points. Throws when the shop has no session, and `AdminFailure` when the
 * store cannot be reached or refuses.
 */
export async function adminOf(domain: string): Promise<AdminGraphql> {
  const { admin } = await shopify().unauthenticated.admin(domain);
  const send: CostedGraphql = async (document, variables) => {
    try {
      const response = await admin.graphql(document, { variables });
      const { data, extensions } = (await response.json()) as { data: unknown; extensions?: unknown };
      return { data, cost: costOf(extensions) };
    } catch (error) {
      const read = readFailure(error);
      if (!read) throw error;
      throw read.failure.code === "THROTTLED" ? new Throttled(read.failure, read.cost) : read.failure;
    }
  };
  return obeyThrottle(send, budgetOf(domain), clock);
}

const clock: Clock = { now: Date.now, wait: (milliseconds) => setTimeout(milliseconds) };

/** The shop's budget as this process knows it. */
function budgetOf(domain: string): Budget {
  const budgets = remember("admin-budgets", () => new Map<string, Budget>());
  const known = budgets.get(domain) ?? new Budget();
  budgets.set(domain, known);
  return known;
}
