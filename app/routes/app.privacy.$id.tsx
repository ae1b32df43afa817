import {
  data,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, InlineStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { nothingIfNotFound, requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { readRequest } from "~/services/privacy/readRequest";
import { declineRequest, noteAnswered, startErasure } from "~/services/privacy/startRequest";
import { NotFound } from "~/ui/admin/NotFound";
import { DueBadge, RequestStateBadge } from "~/ui/admin/privacy/DueBadge";
import { RequestCard } from "~/ui/admin/privacy/RequestCard";
import { ToDoCard } from "~/ui/admin/privacy/ToDoCard";
import { EvidenceCard } from "~/ui/admin/privacy/EvidenceCard";
import { useRefresh } from "~/ui/admin/useRefresh";
import { PRIVACY_KIND_WORDS } from "~/ui/privacy/words";

export const meta: MetaFunction = () => [{ title: "Request | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const found = await nothingIfNotFound(() => readRequest(shopId, params.id ?? "", new Date()));
  return found ? data({ request: found }) : data({ request: null }, { status: 404 });
};

const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("erase") }),
  z.object({ intent: z.literal("answered") }),
  z.object({ intent: z.literal("decline"), reason: z.string() }),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = params.id ?? "";
  const now = new Date();
  return withProblems(async () => {
    if (input.intent === "erase") await startErasure(shopId, id, actor, now);
    else if (input.intent === "answered") await noteAnswered(shopId, id, actor, now);
    else await declineRequest(shopId, id, input.reason, actor, now);
    return { done: input.intent };
  });
};

export default function PrivacyRequest() {
  const { request } = useLoaderData<typeof loader>();
  useRefresh(request?.state === "queued", 1500);
  if (!request) return <NotFound what="Request" list={{ label: "Privacy", url: "/app/privacy" }} />;
  return (
    <Page
      title={PRIVACY_KIND_WORDS[request.kind]}
      subtitle={`Request number ${request.id}`}
      backAction={{ content: "Privacy", url: "/app/privacy" }}
      titleMetadata={
        <InlineStack gap="200">
          <RequestStateBadge state={request.state} />
          <DueBadge due={request.due} />
        </InlineStack>
      }
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <ToDoCard request={request} />
              <EvidenceCard request={request} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <RequestCard request={request} />
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
