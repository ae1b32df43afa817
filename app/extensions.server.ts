import type { AdminGraphql } from "~/integrations/shopify/admin";
import { gidNumber } from "~/integrations/shopify/customer";
import { AdminFailure } from "~/integrations/shopify/failures";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { log } from "~/lib/log";
import { findShopId } from "~/services/shops/install";
import { adminOf, shopify } from "~/shopify.server";

/** Who asks from a page of Shopify's on which the app's extension runs. */
export interface ExtensionCaller {
  readonly shopId: number;
  /** Number of the customer who is logged in there, as Shopify says; `undefined` when nobody is. */
  readonly customerId: string | undefined;
  /** The store's Admin API. */
  readonly admin: () => Promise<AdminGraphql>;
}

/**
 * Answers a request of the app's extension by its session token, with the headers that let the page read the answer. A refusal is answered with its code and status; what goes wrong is logged and answered in words a page can act on. Answers the browser's
 * preflight itself. Throws Shopify's own 401 for a token that is missing, not Shopify's or has run out.
 */
export async function answerExtension(
  request: Request,
  page: "checkout" | "customerAccount",
  work: (caller: ExtensionCaller) => Promise<Response>,
): Promise<Response> {
  const { cors, sessionToken } = await shopify().authenticate.public[page](request);
  // The library checks who signed the token and when it runs out, not for which app it is.
  if (sessionToken.aud !== env().SHOPIFY_API_KEY) return cors(new Response(null, { status: 401 }));
  const domain = sessionToken.dest.replace(/^https:\/\//, "");
  const shopId = await findShopId(domain);
  if (shopId === undefined) return cors(problem("not_found", 404));
  const customerId = sessionToken.sub?.startsWith("gid://shopify/Customer/") ? gidNumber(sessionToken.sub) : undefined;
  // Somebody else is logged in, as staff are in the admin: that must not count as a page on which nobody is.
  if (sessionToken.sub && customerId === undefined) return cors(new Response(null, { status: 401 }));
  try {
    return cors(await work({ shopId, customerId, admin: () => adminOf(domain) }));
  } catch (error) {
    if (error instanceof Problem) return cors(problem(error.code, error.status));
    const message = error instanceof AdminFailure ? error.code : error instanceof Error ? error.message : "unknown";
    log().error({ shopId, err: { message } }, "a request of the extension failed");
    return cors(problem("unavailable", 503));
  }
}

/** An answer that says why not, without values. */
export const problem = (code: string, status: number): Response => Response.json({ problem: code }, { status });

/** The body of a request as JSON, `undefined` when it is none. */
export const jsonOf = (request: Request): Promise<unknown> => request.json().catch(() => undefined);
