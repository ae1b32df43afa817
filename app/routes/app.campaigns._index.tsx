import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Button,
  Card,
  EmptySearchResult,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Text,
} from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { listCampaigns } from "~/services/campaigns/drafts";
import { CampaignStateBadge } from "~/ui/admin/badges";
import { usePaging } from "~/ui/admin/usePaging";
import { count, useShopTime } from "~/ui/admin/useShopTime";

export const meta: MetaFunction = () => [{ title: "Campaigns | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const after = Number(new URL(request.url).searchParams.get("after"));
  const { rows, next } = await listCampaigns(shopId, Number.isInteger(after) && after > 0 ? { before: after } : {});
  return {
    rows: rows.map(
      ({
        id,
        name,
        state,
        subject,
        audienceName,
        createdAt,
        startedAt,
        audienceBuiltAt,
        eligibleCount,
        ineligibleCount,
      }) => ({
        id,
        name,
        state,
        subject,
        audienceName,
        createdAt,
        startedAt,
        decided: audienceBuiltAt !== null,
        eligibleCount,
        ineligibleCount,
      }),
    ),
    next: next === null ? null : String(next),
  };
};

export default function Campaigns() {
  const { rows, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Campaigns"
      subtitle="Each with a purpose and a named audience"
      fullWidth
      primaryAction={{ content: "New campaign", url: "/app/campaigns/new" }}
    >
      <Card padding="0">
        <IndexTable
          resourceName={{ singular: "campaign", plural: "campaigns" }}
          itemCount={rows.length}
          selectable={false}
          loading={loading}
          headings={[
            { title: "Campaign" },
            { title: "State" },
            { title: "Audience" },
            { title: "In", alignment: "end" },
            { title: "Out", alignment: "end" },
            { title: "Started" },
          ]}
          emptyState={
            <Box padding="800">
              <BlockStack gap="400" inlineAlign="center">
                <EmptySearchResult
                  title="No campaigns yet"
                  description="Write one, see who would get it and why, and send it when you are content."
                  withIllustration
                />
                <InlineStack align="center">
                  <Button variant="primary" url="/app/campaigns/new">
                    Write a campaign
                  </Button>
                </InlineStack>
              </BlockStack>
            </Box>
          }
          pagination={usePaging(next)}
        >
          {rows.map((row, position) => (
            <IndexTable.Row id={String(row.id)} key={row.id} position={position}>
              <IndexTable.Cell>
                <BlockStack>
                  <Link url={`/app/campaigns/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {row.name}
                    </Text>
                  </Link>
                  <Text as="span" tone="subdued">
                    {row.subject || "No subject yet"}
                  </Text>
                </BlockStack>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <CampaignStateBadge state={row.state} />
              </IndexTable.Cell>
              <IndexTable.Cell>{row.audienceName || "Not named yet"}</IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {row.decided ? count(row.eligibleCount) : "–"}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {row.decided ? count(row.ineligibleCount) : "–"}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>
                {row.startedAt ? time.minute(row.startedAt) : `Not started; written on ${time.day(row.createdAt)}`}
              </IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
