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
import { audienceOptions } from "~/services/audiences/readAudience";
import { approveCampaign } from "~/services/campaigns/approval";
import { changeState, saveDraft } from "~/services/campaigns/drafts";
import { duplicateCampaign } from "~/services/campaigns/duplicateCampaign";
import { readCampaignPage } from "~/services/campaigns/readCampaignPage";
import { readSendingOptions } from "~/services/campaigns/readSendingOptions";
import { requestTest } from "~/services/campaigns/requestTest";
import { savePlan, scheduleCampaign, unscheduleCampaign } from "~/services/campaigns/schedule";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { resendRefused } from "~/services/delivery/resend";
import { readCampaignFeedback } from "~/services/feedback/readThemes";
import { notAfterCounting } from "~/ui/admin/audiences/LiveCount";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { DraftPage } from "~/ui/admin/campaigns/DraftPage";
import { valuesOf } from "~/ui/admin/campaigns/draftValues";
import { planForm } from "~/ui/admin/campaigns/planForm";
import { RunPage } from "~/ui/admin/campaigns/RunPage";
import { ScheduledPage } from "~/ui/admin/campaigns/ScheduledPage";
import { NotFound } from "~/ui/admin/NotFound";

export const meta: MetaFunction = () => [{ title: "Campaign | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const page = await readCampaignPage(shopId, Number(params.id), new Date());
  if (!page) return data({ view: null }, { status: 404 });
  if (page.kind === "draft") {
    const [audiences, options] = await Promise.all([
      audienceOptions(shopId, page.campaign.audienceId),
      readSendingOptions(page.campaign, actor),
    ]);
    return data({
      view: { kind: "draft" as const, stored: valuesOf(page.campaign), draft: page.draft, audiences, options },
    });
  }
  const { id, name, pauseReason, purpose, audienceName, audienceRationale, startedAt, startedBy, finishedAt } =
    page.campaign;
  const campaign = {
    id,
    name,
    pauseReason,
    purpose,
    audienceName,
    audienceRationale,
    startedAt,
    startedBy,
    finishedAt,
  };
  const { live, decisions, mail, settling } = page;
  const feedback = await readCampaignFeedback(shopId, page.campaign.id);
  return data({ view: { kind: "run" as const, campaign, live, decisions, mail, settling, feedback } });
};

const form = z.union([
  z.object({ intent: z.enum(["start", "pause", "resume", "cancel", "unschedule", "approve", "duplicate", "resend"]) }),
  z.object({ intent: z.literal("test"), to: z.string() }),
  z.object({ intent: z.literal("schedule"), date: z.string(), time: z.string() }),
  z.object({ intent: z.literal("plan") }).and(planForm.transform((plan) => ({ plan }))),
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
      case "schedule":
        await scheduleCampaign(shopId, id, input, actor, now);
        break;
      case "unschedule":
        await unscheduleCampaign(shopId, id, actor, now);
        break;
      case "plan":
        await savePlan(shopId, id, input.plan, actor, now);
        break;
      case "approve":
        await approveCampaign(shopId, id, actor, now);
        break;
      case "duplicate":
        return redirect(`/app/campaigns/${await duplicateCampaign(shopId, id, actor, now)}`);
      case "resend":
        await resendRefused(shopId, id, actor, now);
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
  if (view.kind === "run") return <RunPage {...view} />;
  return view.options.state === "scheduled" ? (
    <ScheduledPage name={view.stored.name} draft={view.draft} options={view.options} />
  ) : (
    <DraftPage {...view} />
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
