import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answerExtension, jsonOf, problem } from "~/extensions.server";
import { checkoutRequest } from "~/integrations/shopify/admin";
import {
  readAccountStanding,
  requestConsentFromAccount,
  withdrawFromAccount,
  type AccountStanding,
} from "~/services/consent/accountConsent";
import { visitorOf } from "~/storefront.server";

const act = z.discriminatedUnion("intent", [
  checkoutRequest.extend({ intent: z.literal("request") }),
  z.object({ intent: z.literal("withdraw") }),
]);

/** Nobody may keep what one person's page was told. */
const told = (standing: AccountStanding) => Response.json(standing, { headers: { "Cache-Control": "no-store" } });

/** Where the customer who is logged in stands; the browser's preflight too. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  answerExtension(request, "customerAccount", async ({ shopId, customerId, admin }) => {
    if (customerId === undefined) return new Response(null, { status: 401 });
    return told(await readAccountStanding(shopId, customerId, await admin()));
  });

/** The customer who is logged in asks to be mailed, or withdraws. Whom it is about is in the token, and never in the body. */
export const action = ({ request }: ActionFunctionArgs) =>
  answerExtension(request, "customerAccount", async ({ shopId, customerId, admin }) => {
    if (customerId === undefined) return new Response(null, { status: 401 });
    const input = act.safeParse(await jsonOf(request));
    if (!input.success) return problem("input_invalid", 422);
    const now = new Date();
    if (input.data.intent === "withdraw")
      return told(await withdrawFromAccount(shopId, customerId, await admin(), now));
    const tick = { ...input.data, ...visitorOf(request) };
    return told(await requestConsentFromAccount(shopId, customerId, tick, await admin(), now));
  });
