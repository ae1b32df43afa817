import type { ActionFunctionArgs, HeadersFunction } from "@remix-run/node";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { requestConsentByStaff } from "~/services/consent/requestByStaff";

const text = z.string();
const form = z.object({ intent: z.literal("ask"), how: text, askedOn: text, note: text, locale: text });

/** Asks for one customer's consent, who had asked staff; the form is on the customer's page. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...input } = await readForm(request, form);
  return withProblems(async () => {
    await requestConsentByStaff(shopId, params.id ?? "", input, actor, new Date());
    return { done: intent };
  });
};

export const headers: HeadersFunction = (args) => boundary.headers(args);
