import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { criterionOptions } from "~/services/audiences/countAudience";
import { readAudience } from "~/services/audiences/readAudience";
import { removeAudience, restoreAudience, saveAudience } from "~/services/audiences/saveAudience";
import { audienceForm } from "~/ui/admin/audiences/audienceShapes";
import { AudiencePage } from "~/ui/admin/audiences/AudiencePage";
import { notAfterQuestions } from "~/ui/admin/audiences/questions";
import { NotFound } from "~/ui/admin/NotFound";
import { actOrNotReached, keepLastReading } from "~/ui/admin/notReached";

export const meta: MetaFunction = () => [{ title: "Audience | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const audience = await readAudience(shopId, Number(params.id));
  if (!audience) return data({ audience: null, options: null }, { status: 404 });
  const named = [audience.current, ...audience.earlier].map(({ criteria }) => criteria);
  const options = await criterionOptions(shopId, named, new Date());
  return data({ audience, options });
};

const form = z.union([
  z.object({ intent: z.enum(["remove", "restore"]) }),
  z.object({ intent: z.literal("save") }).and(audienceForm.transform((audience) => ({ audience }))),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = Number(params.id);
  const now = new Date();
  return withProblems(async () => {
    if (input.intent === "save") await saveAudience(shopId, id, input.audience, actor, now);
    else if (input.intent === "restore") await restoreAudience(shopId, id, actor, now);
    else if ((await removeAudience(shopId, id, actor, now)) === "deleted") return redirect("/app/audiences");
    else return { done: "archive" };
    return { done: input.intent };
  });
};

export const shouldRevalidate = notAfterQuestions;

export const clientLoader = keepLastReading();
export const clientAction = actOrNotReached;

export default function Audience() {
  const { audience, options } = useLoaderData<typeof loader>();
  if (!audience || !options) return <NotFound what="Audience" list={{ label: "Audiences", url: "/app/audiences" }} />;
  return <AudiencePage key={audience.id} audience={audience} options={options} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
