import {
  data,
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
import { audienceOptions } from "~/services/audiences/readAudience";
import { changeState, saveDraft } from "~/services/campaigns/drafts";
import { readCampaignPage } from "~/services/campaigns/readCampaignPage";
import { requestTest } from "~/services/campaigns/requestTest";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { readCampaignFeedback } from "~/services/feedback/readThemes";
import { notAfterCounting } from "~/ui/admin/audiences/LiveCount";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { DraftPage } from "~/ui/admin/campaigns/DraftPage";
import { valuesOf } from "~/ui/admin/campaigns/draftValues";
import { RunPage } from "~/ui/admin/campaigns/RunPage";
import { NotFound } from "~/ui/admin/NotFound";

export const meta: MetaFunction = () => [{ title: "Campaign | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const page = await readCampaignPage(shopId, Number(params.id), new Date());
  if (!page) return data({ view: null }, { status: 404 });
  if (page.kind === "draft") {
    const audiences = await audienceOptions(shopId, page.campaign.audienceId);
    return data({
      view: { kind: "draft" as const, stored: valuesOf(page.campaign), draft: page.draft, audiences },
    });
  }
  const {
    name,
    state,
    pauseReason,
    purpose,
    audienceName,
    audienceRationale,
    startedAt,
    startedBy,
    finishedAt,
    audienceBuiltAt,
  } = page.campaign;
  const campaign = {
    name,
    state,
    pauseReason,
    purpose,
    audienceName,
    audienceRationale,
    startedAt,
    startedBy,
    finishedAt,
    audienceBuilt: audienceBuiltAt !== null,
  };
  const { progress, decisions, mail, settling } = page;
  const feedback = await readCampaignFeedback(shopId, page.campaign.id);
  return data({ view: { kind: "run" as const, campaign, progress, decisions, mail, settling, feedback } });
};

const form = z.union([
  z.object({ intent: z.enum(["start", "pause", "resume", "cancel"]) }),
  z.object({ intent: z.literal("test"), to: z.string() }),
  z.object({ intent: z.literal("save") }).and(draftForm.transform((draft) => ({ draft }))),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = Number(params.id);
  const now = new Date();
  return withProblems(async () => {
    switch (input.intent) {
      case "save":
        await saveDraft(shopId, id, input.draft, actor, now);
        break;
      case "test":
        await requestTest(shopId, id, input.to, actor, now);
        break;
      case "start":
        await startCampaign(shopId, id, actor, now);
        break;
      case "resume":
        await resumeCampaign(shopId, id, actor, now);
        break;
      case "pause":
      case "cancel":
        await changeState(shopId, id, input.intent, actor, now);
        break;
    }
    return { done: input.intent };
  });
};

export const shouldRevalidate = notAfterCounting;

export default function Campaign() {
  const { view } = useLoaderData<typeof loader>();
  if (!view) return <NotFound what="Campaign" list={{ label: "Campaigns", url: "/app/campaigns" }} />;
  return view.kind === "draft" ? <DraftPage {...view} /> : <RunPage {...view} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
