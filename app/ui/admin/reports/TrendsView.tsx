import {
  Badge,
  BlockStack,
  Box,
  Card,
  DataTable,
  EmptyState,
  InlineGrid,
  Link,
  Page,
  Pagination,
  Text,
} from "@shopify/polaris";
import type { Trend, TrendPage } from "~/services/reports/readTrends";
import { ALARM_WORDS, ordersInWords, percent } from "~/ui/reportWords";
import { usePaging } from "../usePaging";
import { count, useShopTime } from "../useShopTime";
import { LineChart } from "./LineChart";
import { OrderDays } from "./OrderDays";

/** What came of the shop's campaigns, one beside the other. */
export function TrendsView({ trends, older }: TrendPage) {
  const time = useShopTime();
  const paging = usePaging(older);
  const inOrder = [...trends].reverse();
  const share = (pick: (trend: Trend) => number, of: (trend: Trend) => number) =>
    inOrder.map((trend) => (of(trend) > 0 ? Number(((100 * pick(trend)) / of(trend)).toFixed(3)) : 0));
  const handed = (trend: Trend) => trend.handedOver;
  return (
    <Page title="Reports" subtitle="What came of your campaigns, one beside the other">
      <Box paddingBlockEnd="800">
        {trends.length === 0 ? (
          <Card>
            <EmptyState
              heading="No campaign has been started yet"
              image=""
              action={{ content: "Go to campaigns", url: "/app/campaigns" }}
            >
              <p>Once one has, you see here what came of it, beside the others.</p>
            </EmptyState>
          </Card>
        ) : (
          <BlockStack gap="400">
            <Card>
              <BlockStack gap="400">
                <Text as="h2" variant="headingMd">
                  Per 100 emails
                </Text>
                <LineChart
                  title="Of 100 emails of each campaign: how many came back, were reported as spam and opted out of. The table below has the numbers."
                  shares
                  labels={inOrder.map(({ name }) => name)}
                  series={[
                    { label: "Opted out", values: share((trend) => trend.optOuts, handed) },
                    { label: "Came back", values: share((trend) => trend.bounced, handed) },
                    { label: "Reported as spam", values: share((trend) => trend.spam, handed) },
                  ]}
                />
              </BlockStack>
            </Card>
            <Card>
              <BlockStack gap="400">
                <InlineGrid columns={{ xs: 1, sm: "2fr 1fr" }} gap="400">
                  <Text as="h2" variant="headingMd">
                    Campaigns
                  </Text>
                  <OrderDays />
                </InlineGrid>
                <DataTable
                  columnContentTypes={[
                    "text",
                    "text",
                    "numeric",
                    "numeric",
                    "numeric",
                    "numeric",
                    "numeric",
                    "numeric",
                    "numeric",
                  ]}
                  headings={[
                    "Campaign",
                    "Started",
                    "Handed over",
                    "Delivered",
                    "Came back",
                    "Spam reports",
                    "Opted out",
                    "Wrote",
                    "Orders",
                  ]}
                  rows={trends.map((trend) => [
                    <BlockStack key={trend.id} gap="100" inlineAlign="start">
                      <Link url={`/app/campaigns/${trend.id}/report`}>{trend.name}</Link>
                      {trend.alarms.map(({ kind, level }) => (
                        <Badge key={kind} tone={level === "pauses" ? "critical" : "warning"}>
                          {ALARM_WORDS[kind].title}
                        </Badge>
                      ))}
                    </BlockStack>,
                    time.day(trend.startedAt),
                    count(trend.handedOver),
                    `${count(trend.delivered)} (${percent(trend.delivered, trend.handedOver)})`,
                    `${count(trend.bounced)} (${percent(trend.bounced, trend.handedOver)})`,
                    `${count(trend.spam)} (${percent(trend.spam, trend.handedOver)})`,
                    `${count(trend.optOuts)} (${percent(trend.optOuts, trend.handedOver)})`,
                    count(trend.feedback),
                    ordersInWords(trend.orders),
                  ])}
                />
                {paging && <Pagination {...paging} />}
              </BlockStack>
            </Card>
          </BlockStack>
        )}
      </Box>
    </Page>
  );
}
