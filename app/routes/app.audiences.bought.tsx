import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { askPurchases, type Picked } from "~/services/purchases/askPurchases";
import { actOrNotReached } from "~/ui/admin/notReached";

// What is no JSON is nothing that could be picked: for the service to refuse.
const json = z.string().transform((text) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
});
const form = z.object({ intent: z.literal("pick"), products: json, collections: json });

/** Takes what staff picked in the store for an audience, and asks the store who bought it. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, products, collections } = await readForm(request, form);
  return withProblems(async () => {
    await askPurchases(shopId, { products, collections } as Picked, actor, new Date());
    return { done: intent };
  });
};

export const clientAction = actOrNotReached;
