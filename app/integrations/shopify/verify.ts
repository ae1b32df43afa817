import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { env } from "~/lib/env";
import { log } from "~/lib/log";
import { remember } from "~/lib/remember";
import { isSignedByProxy } from "./proxySignature";

function api() {
  return remember("shopify-api", () =>
    shopifyApi({
      apiKey: env().SHOPIFY_API_KEY,
      apiSecretKey: env().SHOPIFY_API_SECRET,
      apiVersion: ApiVersion.July26,
      hostName: new URL(env().SHOPIFY_APP_URL).host,
      isEmbeddedApp: true,
      logger: { log: (_severity, message) => Promise.resolve(log().debug(message)) },
    }),
  );
}

/** A webhook whose signature is Shopify's. */
export interface VerifiedWebhook {
  readonly shop: string;
  /** As in shopify.app.toml: `customers/update`. */
  readonly topic: string;
  readonly webhookId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Checks a webhook's HMAC over the raw body and its headers. Gives the HTTP status to refuse it with: 401 for a bad signature, 400 for anything missing. Unlike the app library's own check it never asks
 * Shopify for a fresh token, so that webhooks are taken while Shopify cannot be reached.
 */
export async function verifyWebhook(request: Request): Promise<VerifiedWebhook | { refused: 400 | 401 }> {
  const rawBody = await request.text();
  const check = await api().webhooks.validate({ rawBody, rawRequest: request });
  if (!check.valid) return { refused: check.reason === "invalid_hmac" ? 401 : 400 };
  const topic = request.headers.get("x-shopify-topic")?.toLowerCase();
  const webhookId = request.headers.get("x-shopify-webhook-id");
  if (!topic || !webhookId) return { refused: 400 };
  try {
    const payload: unknown = JSON.parse(rawBody);
    if (typeof payload !== "object" || payload === null) return { refused: 400 };
    return { shop: check.domain, topic, webhookId, payload: payload as Record<string, unknown> };
  } catch {
    return { refused: 400 };
  }
}

/**
 * Checks that a request came through Shopify's app proxy: HMAC over all parameters, and its time. Gives the shop's domain, or `undefined`. It asks Shopify nothing, so that an opt-out works
 * while Shopify's API is down (P10).
 */
export function verifyProxyRequest(url: URL): string | undefined {
  const query = new URLSearchParams(url.search);
  // Remix marks index routes with a parameter of its own, which Shopify did not sign.
  if (query.get("index") === "") query.delete("index");
  query.delete("_routes");
  return isSignedByProxy(query, env().SHOPIFY_API_SECRET, new Date()) ? (query.get("shop") ?? undefined) : undefined;
}
