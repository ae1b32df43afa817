import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { saveAssessmentDraft, signAssessment } from "~/services/shops/assessment";
import { readAssessmentPage } from "~/services/shops/readAssessment";
import { AssessmentEditor } from "~/ui/admin/assessment/AssessmentEditor";
import { StandingBanner } from "~/ui/admin/assessment/StandingBanner";
import { VersionHistory } from "~/ui/admin/assessment/VersionHistory";

const REVIEW_AFTER_DAYS = 365;

export const meta: MetaFunction = () => [{ title: "Assessment | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const now = new Date();
  const nextReview = new Date(now.getTime() + REVIEW_AFTER_DAYS * 86_400_000).toISOString().slice(0, 10);
  return { ...(await readAssessmentPage(shopId, now)), nextReview };
};

const text = z.string();
const parts = { purpose: text, necessity: text, balancing: text };
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("draft"), ...parts }),
  z.object({ intent: z.literal("sign"), ...parts, signedBy: text, reviewAt: text }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...input } = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    if ("reviewAt" in input) await signAssessment(shopId, input, actor, now);
    else await saveAssessmentDraft(shopId, input, actor, now);
    return { done: intent };
  });
};

export default function AssessmentOfInterests() {
  const { standing, versions, text: stored, draft, nextReview } = useLoaderData<typeof loader>();
  const [newest] = versions;
  return (
    <Page
      title="Assessment"
      subtitle="Why you may write to companies without asking them first: purpose, necessity, balancing"
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <StandingBanner standing={standing} reviewAt={newest?.reviewAt ?? null} />
              <AssessmentEditor
                text={stored}
                draft={draft}
                nextVersion={(newest?.version ?? 0) + 1}
                nextReview={nextReview}
              />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <VersionHistory versions={versions} />
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
