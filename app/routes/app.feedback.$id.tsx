import { useState } from "react";
import {
  data,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, InlineStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { nothingIfNotFound, requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import {
  acknowledgeCase,
  closeCase,
  excludeFromCase,
  noteOnCase,
  reopenCase,
  replyToCase,
  sortCase,
} from "~/services/feedback/actOnCase";
import { readCase } from "~/services/feedback/readCase";
import { AboutCase, CaseEvents } from "~/ui/admin/feedback/AboutCase";
import { AnswerCard } from "~/ui/admin/feedback/AnswerCard";
import { FeedbackStateBadge, KindBadge } from "~/ui/admin/feedback/badges";
import { CloseModal } from "~/ui/admin/feedback/CloseModal";
import { SortCard } from "~/ui/admin/feedback/SortCard";
import { Thread } from "~/ui/admin/feedback/Thread";
import { NotFound } from "~/ui/admin/NotFound";
import { ProblemBanner } from "~/ui/admin/ProblemBanner";
import { useAct } from "~/ui/admin/useAct";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "Feedback case | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const now = new Date();
  const view = await nothingIfNotFound(() => readCase(shopId, Number(params.id)));
  return view ? data({ view, now }) : data({ view: null, now }, { status: 404 });
};

const text = z.string();
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("reply"), body: text }),
  z.object({ intent: z.literal("note"), note: text }),
  z.object({ intent: z.literal("sort"), kind: text, theme: text, assignedTo: text }),
  z.object({ intent: z.literal("close"), outcome: text }),
  z.object({ intent: z.enum(["acknowledge", "reopen", "exclude"]) }),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = Number(params.id);
  const doing = { actor, at: new Date() };
  return withProblems(async () => {
    switch (input.intent) {
      case "reply":
        await replyToCase(shopId, id, input.body, doing);
        break;
      case "note":
        await noteOnCase(shopId, id, input.note, doing);
        break;
      case "sort":
        await sortCase(shopId, id, input, doing);
        break;
      case "close":
        await closeCase(shopId, id, input.outcome, doing);
        break;
      case "acknowledge":
        await acknowledgeCase(shopId, id, doing);
        break;
      case "reopen":
        await reopenCase(shopId, id, doing);
        break;
      case "exclude":
        await excludeFromCase(shopId, id, doing);
        break;
    }
    return { done: input.intent };
  });
};

const TOASTS = {
  reply: "Answer on its way",
  note: "Note added",
  sort: "Saved",
  close: "Case closed",
  acknowledge: "Marked as acknowledged",
  reopen: "Case opened again",
  exclude: "Excluded from marketing",
};

export default function FeedbackCase() {
  const { view, now } = useLoaderData<typeof loader>();
  const [closing, setClosing] = useState(false);
  const [body, setBody] = useState("");
  const [note, setNote] = useState("");
  const act = useAct(TOASTS, (done) => {
    if (done === "reply") setBody("");
    if (done === "note") setNote("");
  });
  useRefresh(view?.thread.some(({ mailState }) => mailState === "queued" || mailState === "sending") ?? false, 2000);
  if (!view) return <NotFound what="Case" list={{ label: "Feedback", url: "/app/feedback" }} />;
  const closed = view.state === "closed";
  const wantsNoMore = (view.asksToStop || view.kind === "objection") && !view.excluded;
  return (
    <Page
      title={view.subject || view.name || view.email || `Case ${view.id}`}
      titleMetadata={
        <InlineStack gap="200">
          <KindBadge kind={view.kind} />
          <FeedbackStateBadge state={view.state} />
        </InlineStack>
      }
      backAction={{ content: "Feedback", url: "/app/feedback" }}
      {...(closed
        ? {
            primaryAction: {
              content: "Open again",
              onAction: () => act.submit("reopen"),
              loading: act.busy === "reopen",
            },
          }
        : { primaryAction: { content: "Close", onAction: () => setClosing(true), loading: act.busy === "close" } })}
      secondaryActions={[
        ...(!closed && !view.acknowledgedAt
          ? [
              {
                content: "Mark as acknowledged",
                onAction: () => act.submit("acknowledge"),
                disabled: act.busy !== undefined,
              },
            ]
          : []),
        ...(!view.excluded && !wantsNoMore && view.email
          ? [
              {
                content: "Exclude from marketing",
                onAction: () => act.submit("exclude"),
                disabled: act.busy !== undefined,
              },
            ]
          : []),
      ]}
    >
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        {wantsNoMore && (
          <Banner
            tone="warning"
            title="They do not want marketing"
            {...(view.email
              ? {
                  action: {
                    content: "Exclude from marketing now",
                    onAction: () => act.submit("exclude"),
                    loading: act.busy === "exclude",
                  },
                }
              : {})}
          >
            <p>
              {view.email
                ? "An objection to marketing must be heeded at once. Excluding them stops every email that has not been handed over yet, and holds until they themselves ask to be mailed again."
                : "An objection to marketing must be heeded at once. Find out their address and exclude it on the exclusion list."}
            </p>
          </Banner>
        )}
        {view.excluded && (
          <Banner tone="success">
            <p>They are on the exclusion list: no marketing email is sent to them. You can still answer.</p>
          </Banner>
        )}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <Thread caseId={view.id} thread={view.thread} />
              {!closed && (
                <AnswerCard
                  act={act}
                  email={view.email}
                  acknowledged={view.acknowledgedAt !== null}
                  body={body}
                  onBody={setBody}
                  note={note}
                  onNote={setNote}
                />
              )}
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <AboutCase view={view} now={now} />
              <SortCard act={act} kind={view.kind} theme={view.theme} assignedTo={view.assignedTo} />
              <CaseEvents events={view.events} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
      {closing && <CloseModal act={act} onClose={() => setClosing(false)} />}
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
