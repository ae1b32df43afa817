import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import {
  useLoaderData,
  useParams,
  type ClientActionFunctionArgs,
  type ShouldRevalidateFunction,
} from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { audienceOptions } from "~/services/audiences/readAudience";
import { approveCampaign } from "~/services/campaigns/approval";
import { changeState, saveDraft } from "~/services/campaigns/drafts";
import { duplicateCampaign } from "~/services/campaigns/duplicateCampaign";
import { readCampaignPage } from "~/services/campaigns/readCampaignPage";
import { askStaffAddress, removeStaffAddress } from "~/services/campaigns/staffAddresses";
import { findReaders, previewMail } from "~/services/campaigns/previewMail";
import { preflight } from "~/services/campaigns/preflight";
import { readSendingOptions } from "~/services/campaigns/readSendingOptions";
import { requestTest } from "~/services/campaigns/requestTest";
import { resendRefused } from "~/services/delivery/resend";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { savePlan, scheduleCampaign, unscheduleCampaign } from "~/services/campaigns/schedule";
import { saveTemplate } from "~/services/campaigns/templates";
import { readCampaignFeedback } from "~/services/feedback/readThemes";
import { notAfter } from "~/ui/admin/actsUnderWay";
import { isCount } from "~/ui/admin/audiences/LiveCount";
import { draftForm, draftParts } from "~/ui/admin/campaigns/draftForm";
import { DraftPage } from "~/ui/admin/campaigns/DraftPage";
import { blocksOf, valuesOf } from "~/ui/admin/campaigns/draftValues";
import { planForm } from "~/ui/admin/campaigns/planForm";
import { RunPage } from "~/ui/admin/campaigns/RunPage";
import { ScheduledPage } from "~/ui/admin/campaigns/ScheduledPage";
import { NotFound } from "~/ui/admin/NotFound";
import { answerOrNotReached } from "~/ui/admin/notReached";

export const meta: MetaFunction = () => [{ title: "Campaign | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const page = await readCampaignPage(shopId, Number(params.id), new Date());
  if (!page) return data({ view: null }, { status: 404 });
  if (page.kind === "draft") {
    const { campaign, body, store, draft } = page;
    const [audiences, options] = await Promise.all([
      audienceOptions(shopId, campaign.audienceId),
      readSendingOptions(campaign, actor),
    ]);
    const stored = valuesOf({ ...campaign, body });
    const { version } = campaign;
    return data({ view: { kind: "draft" as const, stored, version, store, draft, audiences, options } });
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

const version = z.coerce.number().int();
const seen = { seen: version, seenSending: z.string() };
const form = z.union([
  z.object({
    intent: z.enum(["pause", "resume", "cancel", "unschedule", "duplicate", "resend", "check"]),
  }),
  z.object({ intent: z.literal("start"), ...seen }),
  z.object({ intent: z.literal("approve"), seen: z.string() }),
  z.object({ intent: z.literal("test"), to: z.string() }),
  z.object({ intent: z.literal("ask_address"), email: z.string() }),
  z.object({ intent: z.literal("remove_address"), address: z.string() }),
  z.object({ intent: z.literal("preview"), ...draftParts, reader: z.string().max(20) }),
  z.object({ intent: z.literal("find"), search: z.string() }),
  z.object({ intent: z.literal("save_template"), templateName: z.string(), body: z.string() }),
  z.object({ intent: z.enum(["save", "autosave"]), version }).and(draftForm.transform((draft) => ({ draft }))),
  z.object({ intent: z.literal("schedule"), date: z.string(), time: z.string(), ...seen }),
  z.object({ intent: z.literal("plan") }).and(planForm.transform((plan) => ({ plan }))),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = Number(params.id);
  const now = new Date();
  return withProblems(async () => {
    switch (input.intent) {
      case "save":
      case "autosave":
        return { done: input.intent, version: await saveDraft(shopId, id, input.draft, input.version, actor, now) };
      case "preview": {
        const { reader, ...content } = input;
        const shown = { ...content, body: blocksOf(content.body) };
        return { done: input.intent, preview: await previewMail(shopId, shown, reader || null, now) };
      }
      case "check":
        return { done: input.intent, findings: await preflight(shopId, id, now) };
      case "save_template":
        await saveTemplate(shopId, { name: input.templateName, body: blocksOf(input.body) }, actor, now);
        break;
      case "find":
        return { done: input.intent, search: input.search, ...(await findReaders(shopId, input.search, now)) };
      case "test":
        await requestTest(shopId, id, input.to, actor, now);
        break;
      case "ask_address":
        await askStaffAddress(shopId, input.email, actor, now);
        break;
      case "remove_address":
        await removeStaffAddress(shopId, input.address, actor, now);
        break;
      case "start":
        await startCampaign(shopId, id, actor, now, { seen: input.seen, seenSending: input.seenSending });
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
        await approveCampaign(shopId, id, input.seen, actor, now);
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

const CHANGES_NOTHING = new Set<unknown>(["autosave", "preview", "find", "check", "save_template", "upload", "look"]);

const notAfterQuestions = notAfter((asked) => isCount(asked) || CHANGES_NOTHING.has(asked.formData?.get("intent")));

/** What is asked while somebody writes changes nothing that the page shows; a draft that was saved elsewhere does. */
export const shouldRevalidate: ShouldRevalidateFunction = (asked) =>
  asked.actionStatus === 409 || notAfterQuestions(asked);

/** Keeps the page, with all that somebody wrote on it, when the app cannot be reached or fails at what is asked meanwhile. */
export const clientAction = async ({ request, serverAction }: ClientActionFunctionArgs) => {
  const intent = (await request.clone().formData()).get("intent");
  const whileWriting = intent === "save" || CHANGES_NOTHING.has(intent);
  return whileWriting ? answerOrNotReached(() => serverAction()) : serverAction();
};

export default function Campaign() {
  const { id } = useParams();
  const { view } = useLoaderData<typeof loader>();
  if (!view) return <NotFound what="Campaign" list={{ label: "Campaigns", url: "/app/campaigns" }} />;
  // A copy opens from the campaign it is of: nothing that was on the screen of one is the other's.
  if (view.kind === "run") return <RunPage key={id} {...view} />;
  return view.options.state === "scheduled" ? (
    <ScheduledPage key={id} name={view.stored.name} draft={view.draft} options={view.options} />
  ) : (
    <DraftPage key={id} {...view} />
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
