import type { ActionFunctionArgs } from "@remix-run/node";
import { verifyWebhook } from "~/integrations/shopify/verify";
import { takeWebhook } from "~/services/webhooks/takeWebhook";

/** Every topic of shopify.app.toml. Answers when the work is queued, well within Shopify's five seconds. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const webhook = await verifyWebhook(request);
  if ("refused" in webhook) return new Response(null, { status: webhook.refused });
  await takeWebhook(webhook, new Date());
  return new Response(null, { status: 200 });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
