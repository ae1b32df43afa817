import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Layout, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { readFeedbackOverview } from "~/services/feedback/readThemes";
import { FactList } from "~/ui/admin/FactList";
import { ThemeTable } from "~/ui/admin/feedback/ThemeTable";
import { count, counted, useShopTime } from "~/ui/admin/useShopTime";
import { FEEDBACK_KIND_WORDS } from "~/ui/feedbackWords";

export const meta: MetaFunction = () => [{ title: "Themes of feedback | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return readFeedbackOverview(shopId);
};

export default function Themes() {
  const { kinds, themes, unsorted, campaigns } = useLoaderData<typeof loader>();
  const time = useShopTime();
  return (
    <Page
      title="Themes of feedback"
      subtitle="What people say, so that it is considered in how you market"
      backAction={{ content: "Feedback", url: "/app/feedback" }}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  Over all campaigns
                </Text>
                <ThemeTable themes={themes} />
                {unsorted > 0 && (
                  <Text as="p" tone="subdued">
                    {`${counted(unsorted, "case has", "cases have")} no theme yet.`}
                  </Text>
                )}
              </BlockStack>
            </Card>
            {campaigns.map((campaign) => (
              <Card key={campaign.campaignId}>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    {campaign.name}
                  </Text>
                  <Text as="p" tone="subdued">
                    {[
                      campaign.startedAt && `Started ${time.day(campaign.startedAt)}`,
                      `${count(campaign.handedOver)} mailed`,
                      `${count(campaign.optOuts)} opted out`,
                      `${counted(campaign.complaints, "complaint or objection", "complaints or objections")}`,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                  <ThemeTable themes={campaign.themes} />
                  <Link url={`/app/campaigns/${campaign.campaignId}`}>{`See the campaign ${campaign.name}`}</Link>
                </BlockStack>
              </Card>
            ))}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                By kind
              </Text>
              {kinds.length === 0 ? (
                <Text as="p" tone="subdued">
                  Nobody has written yet.
                </Text>
              ) : (
                <FactList
                  items={kinds.map(({ kind, cases }) => ({
                    term: FEEDBACK_KIND_WORDS[kind],
                    description: count(cases),
                  }))}
                />
              )}
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
