import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { nothingIfNotFound, requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { readLookUps } from "~/services/legalForm/readLookUps";
import { requestLookUp } from "~/services/legalForm/requestLookUp";

/** What `LookUpButton` asks and tells: a page of its own it is not. */
export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const state = await nothingIfNotFound(() => readLookUps(shopId, params.id ?? "", new Date()));
  return { state: state ?? null };
};

const form = z.object({ intent: z.literal("look-up"), number: z.string() });

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, number } = await readForm(request, form);
  return withProblems(async () => {
    await requestLookUp(shopId, params.id ?? "", number, actor, new Date());
    return { done: intent };
  });
};

export const headers: HeadersFunction = (args) => boundary.headers(args);
