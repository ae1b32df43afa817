import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { readRetentionPage } from "~/services/register/readRetentionPage";
import { saveRetentionMonths, switchNightly } from "~/services/register/retentionRule";
import { requestRetention } from "~/services/register/runRetention";
import { RegisterTable } from "~/ui/admin/register/RegisterTable";
import { RetentionRuleForm } from "~/ui/admin/register/RetentionRuleForm";
import { RunHistory } from "~/ui/admin/register/RunHistory";
import { RunNow } from "~/ui/admin/register/RunNow";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "Retention rule | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const after = new URL(request.url).searchParams.get("after") ?? "";
  return readRetentionPage(shopId, { after, at: new Date() });
};

const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("months"), months: z.string() }),
  z.object({ intent: z.enum(["run", "nightly-on", "nightly-off"]), seenMonths: z.string() }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    if (input.intent === "months") await saveRetentionMonths(shopId, Number(input.months || "0"), actor, now);
    else if (input.intent === "run") await requestRetention(shopId, Number(input.seenMonths), actor, now);
    else await switchNightly(shopId, input.intent === "nightly-on", Number(input.seenMonths), actor, now);
    return { done: input.intent };
  });
};

export default function Retention() {
  const { rule, toRemove, goneToRemove, rows, next, runs, underWay } = useLoaderData<typeof loader>();
  useRefresh(underWay, 2000);
  return (
    <Page
      title="Retention rule"
      subtitle="Personal data is held only as long as there is a ground for it"
      backAction={{ content: "Legal basis", url: "/app/register" }}
      fullWidth
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <RunNow toRemove={toRemove} goneToRemove={goneToRemove} months={rule.months} underWay={underWay} />
              <RegisterTable
                rows={rows}
                next={next}
                empty={{
                  title: "Nobody would be removed",
                  description: "All contacts are held on a ground, or had a relation within the time.",
                }}
              />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <RetentionRuleForm rule={rule} />
              <RunHistory runs={runs} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
