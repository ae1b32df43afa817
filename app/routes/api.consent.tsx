import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answerExtension, jsonOf, problem } from "~/extensions.server";
import { checkoutRequest } from "~/integrations/shopify/admin";
import { ORDER_PAGES, requestConsentFromOrderPage } from "~/services/consent/orderConsent";
import { visitorOf } from "~/storefront.server";

const tick = checkoutRequest.extend({
  // Builds of the extension from before there was more than one page do not say which it is.
  surface: z.enum(ORDER_PAGES).default("thank_you"),
  // The thank-you page names an order by its identity, which has the order's number.
  orderId: z
    .string()
    .regex(/^gid:\/\/shopify\/Order(Identity)?\/\d{1,19}$/)
    .transform((gid) => gid.slice(gid.lastIndexOf("/") + 1)),
});

/** A tick on a page of an order, with the page's session token. Answers the same whatever is known of the address (P13). */
export const action = ({ request }: ActionFunctionArgs) =>
  answerExtension(request, "checkout", async ({ shopId, customerId, admin }) => {
    const input = tick.safeParse(await jsonOf(request));
    if (!input.success) return problem("input_invalid", 422);
    const asked = { ...input.data, ...visitorOf(request), customerId };
    await requestConsentFromOrderPage(shopId, asked, await admin(), new Date());
    return Response.json({ ok: true }, { status: 202 });
  });

/** Answers the browser's preflight. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  answerExtension(request, "checkout", () =>
    Promise.resolve(new Response(null, { status: 405, headers: { Allow: "POST" } })),
  );
