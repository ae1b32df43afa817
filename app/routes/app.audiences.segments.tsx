import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { listStoreSegments } from "~/services/segments/readSegments";
import { removeSegment } from "~/services/segments/removeSegment";
import { requestSegment } from "~/services/segments/requestSegment";
import { adminOf } from "~/shopify.server";
import { actOrNotReached, readOrNotReached } from "~/ui/admin/notReached";

/** Lists segments that the store has now, from a place that the answer before gave. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopDomain } = await requireStaff(request);
  const after = new URL(request.url).searchParams.get("after");
  return withProblems(async () => listStoreSegments(await adminOf(shopDomain), after || null));
};

const form = z.object({ intent: z.enum(["take", "remove"]), segment: z.string() });

/** Asks for one of them to be taken, or removes one that was. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, segment } = await readForm(request, form);
  return withProblems(async () => {
    await (intent === "take" ? requestSegment : removeSegment)(shopId, segment, actor, new Date());
    return { done: intent };
  });
};

export const clientLoader = readOrNotReached;
export const clientAction = actOrNotReached;
