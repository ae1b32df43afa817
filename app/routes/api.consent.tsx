import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { checkoutRequest } from "~/integrations/shopify/admin";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { requestConsentFromThankYou } from "~/services/consent/orderConsent";
import { findShopId } from "~/services/shops/install";
import { adminOf, shopify } from "~/shopify.server";
import { visitorOf } from "~/storefront.server";

const tick = checkoutRequest.extend({
  // The page names an order by its identity, which has the order's number.
  orderId: z
    .string()
    .regex(/^gid:\/\/shopify\/Order(Identity)?\/\d{1,19}$/)
    .transform((gid) => gid.slice(gid.lastIndexOf("/") + 1)),
});

/** A tick on the thank-you page, with the checkout's session token. Answers the same whatever is known of the address (P13). */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { cors, sessionToken } = await shopify().authenticate.public.checkout(request);
  // The library checks who signed the token and when it runs out, not for which app it is.
  if (sessionToken.aud !== env().SHOPIFY_API_KEY) return cors(new Response(null, { status: 401 }));
  const input = tick.safeParse(await request.json().catch(() => undefined));
  if (!input.success) return cors(Response.json({ problem: "input_invalid" }, { status: 422 }));
  const domain = sessionToken.dest.replace(/^https:\/\//, "");
  const shopId = await findShopId(domain);
  if (shopId === undefined) return cors(Response.json({ problem: "not_found" }, { status: 404 }));
  try {
    const visitor = visitorOf(request);
    await requestConsentFromThankYou(shopId, { ...input.data, ...visitor }, await adminOf(domain), new Date());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return cors(Response.json({ problem: error.code }, { status: error.status }));
  }
  return cors(Response.json({ ok: true }, { status: 202 }));
};

/** Answers the browser's preflight. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { cors } = await shopify().authenticate.public.checkout(request);
  return cors(new Response(null, { status: 405, headers: { Allow: "POST" } }));
};
