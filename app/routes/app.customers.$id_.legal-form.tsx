import type { ActionFunctionArgs, HeadersFunction } from "@remix-run/node";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { Problem } from "~/lib/errors";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";

/** Decides one customer's legal form, or takes a decision back; the form is on the customer's page. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const form = await readForm(
    request,
    z.discriminatedUnion("intent", [
      z.object({ intent: z.literal("decide"), legalForm: z.enum(["corporate", "individual"]), reason: z.string() }),
      z.object({ intent: z.literal("undo"), groupId: z.string() }),
    ]),
  );
  return withProblems(async () => {
    const at = new Date();
    const done =
      form.intent === "decide"
        ? (await decideByStaff(shopId, [params.id ?? ""], form, actor, at)).decided
        : await undoDecision(shopId, form.groupId, actor, at);
    if (done === 0) throw new Problem("not_found");
    return { done: form.intent };
  });
};

export const headers: HeadersFunction = (args) => boundary.headers(args);
