import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { cancelSync, requestSync } from "~/services/customers/requestSync";
import { countDesk } from "~/services/feedback/listCases";
import { readHome } from "~/services/shops/readHome";
import type { SetUpStep } from "~/services/shops/setUp";
import { Breakdown } from "~/ui/admin/Breakdown";
import { AlarmReminder } from "~/ui/admin/home/AlarmReminder";
import { AssessmentReminder } from "~/ui/admin/home/AssessmentReminder";
import { OverdueFeedback } from "~/ui/admin/home/OverdueFeedback";
import { PrivacyReminder } from "~/ui/admin/home/PrivacyReminder";
import { SetUpGuide } from "~/ui/admin/home/SetUpGuide";
import { StoreSync } from "~/ui/admin/home/StoreSync";
import { isUnderWay } from "~/ui/admin/home/syncUnderWay";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "Home | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const now = new Date();
  const [home, desk] = await Promise.all([readHome(shopId, now), countDesk(shopId, now)]);
  return { ...home, desk };
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent } = await readForm(request, z.object({ intent: z.enum(["sync", "cancel-sync"]) }));
  return withProblems(async () => {
    if (intent === "sync") await requestSync(shopId, actor, new Date());
    else await cancelSync(shopId, actor, new Date());
    return { done: intent };
  });
};

/** Exclusions return by themselves once the steps before are done. */
function exclusionsReturning(steps: readonly SetUpStep[]): boolean {
  const done = (id: SetUpStep["id"]) => steps.some((step) => step.id === id && step.done);
  return done("sendgrid") && !done("exclusions");
}

export default function Home() {
  const { steps, sync, lastFinished, setAside, everybody, assessment, privacy, alarming, desk, now } =
    useLoaderData<typeof loader>();
  useRefresh(sync === null || isUnderWay(sync) || exclusionsReturning(steps), 2000);
  return (
    <Page title="Home">
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <PrivacyReminder {...privacy} />
            <AlarmReminder campaigns={alarming} />
            <OverdueFeedback {...desk} />
            <AssessmentReminder {...assessment} />
            <SetUpGuide steps={steps} />
            <StoreSync sync={sync} lastFinished={lastFinished} setAside={setAside} now={now} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="400">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  Who may be mailed today
                </Text>
                <Text as="p" tone="subdued">
                  Every contact, decided one by one: a campaign mails an address that several share only once. Choose a
                  reason to see who it is about.
                </Text>
              </BlockStack>
              {everybody.contacts === 0 ? (
                <Text as="p">No customers yet.</Text>
              ) : (
                <Breakdown linked byBasis={everybody.byBasis} byReason={everybody.byReason} />
              )}
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
