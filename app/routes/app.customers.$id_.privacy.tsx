import { redirect, type ActionFunctionArgs, type HeadersFunction } from "@remix-run/node";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { openAccess, openErasure } from "~/services/privacy/startRequest";

/** Takes down what a customer asked staff about their data; the form is on the customer's page. Leads to the request. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...asking } = await readForm(
    request,
    z.object({ intent: z.enum(["access", "erasure"]), askedHow: z.string(), note: z.string() }),
  );
  return withProblems(async () => {
    const open = intent === "access" ? openAccess : openErasure;
    const id = await open(shopId, params.id ?? "", asking, actor, new Date());
    return redirect(`/app/privacy/${id}`);
  });
};

export const headers: HeadersFunction = (args) => boundary.headers(args);
