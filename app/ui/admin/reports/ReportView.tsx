import { Banner, BlockStack, Box, Card, DataTable, InlineGrid, Layout, Page, Text } from "@shopify/polaris";
import type { BasisReport, CampaignReport, MostNamed } from "~/services/reports/readReport";
import type { TimelinePoint } from "~/services/reports/readTimeline";
import { sumOfOrders } from "~/policy/reports";
import { OPT_OUT_REASON_WORDS } from "~/ui/feedbackWords";
import { isOptOutReason } from "~/policy/feedback";
import { ALARM_FROM_WORDS, ALARM_WORDS, bounceKindWords, domainWords, ordersInWords, percent } from "~/ui/reportWords";
import { BASIS_WORDS } from "~/ui/words";
import { count, useShopTime } from "../useShopTime";
import { LineChart } from "./LineChart";
import { OrderDays } from "./OrderDays";

interface Props {
  readonly report: CampaignReport;
  readonly timeline: readonly TimelinePoint[];
}

/** What came of a campaign. */
export function ReportView({ report, timeline }: Props) {
  const { campaign, byBasis, bounceKinds, bounceDomains, reasons, alarms } = report;
  const time = useShopTime();
  return (
    <Page
      title={`Report: ${campaign.name}`}
      subtitle={`Started ${time.minute(campaign.startedAt)}`}
      backAction={{ content: "Campaign", url: `/app/campaigns/${campaign.id}` }}
      secondaryActions={[{ content: "Who got it, and why", url: `/app/campaigns/${campaign.id}/recipients` }]}
    >
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          {alarms.map(({ kind, level, rate }) => (
            <Banner
              key={kind}
              tone={level === "pauses" ? "critical" : "warning"}
              title={`${ALARM_WORDS[kind].title}: ${percent(rate, 1)}`}
            >
              <p>{ALARM_WORDS[kind].explained}</p>
            </Banner>
          ))}
          <Outcome byBasis={byBasis} />
          <Over timeline={timeline} />
          <Layout>
            <Layout.Section variant="oneThird">
              <Names
                title="Kinds of bounces"
                none="Nothing came back."
                rows={bounceKinds}
                words={bounceKindWords}
                column="Kind"
              />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <Names
                title="Domains that bounced"
                none="Nothing came back."
                rows={bounceDomains}
                words={domainWords}
                column="Domain"
              />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <Names
                title="Why people opted out"
                none="Nobody gave a reason."
                rows={reasons}
                words={(reason) => (isOptOutReason(reason) ? OPT_OUT_REASON_WORDS[reason] : reason)}
                column="Reason"
              />
            </Layout.Section>
          </Layout>
        </BlockStack>
      </Box>
    </Page>
  );
}

function Outcome({ byBasis }: { readonly byBasis: readonly BasisReport[] }) {
  const lines: readonly (readonly [string, (row: BasisReport) => number, boolean])[] = [
    ["Handed to SendGrid", (row) => row.accepted, false],
    ["Not known whether it was sent", (row) => row.unknown, false],
    ["Delivered", (row) => row.delivered, true],
    ["Still put off by the receiving server", (row) => row.deferred, true],
    ["Came back", (row) => row.bounced, true],
    ["Not tried by SendGrid", (row) => row.dropped, true],
    ["Reported as spam", (row) => row.spam, true],
    ["Opted out", (row) => row.optOuts, true],
    ["Wrote to you", (row) => row.feedback, true],
  ];
  const sum = (pick: (row: BasisReport) => number) => byBasis.reduce((all, row) => all + pick(row), 0);
  const unknown = sum((row) => row.unknown);
  const figure = (part: number, of: number, share: boolean) =>
    share ? `${count(part)} (${percent(part, of)})` : count(part);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineGrid columns={{ xs: 1, sm: "2fr 1fr" }} gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              What became of it
            </Text>
            <Text as="p" tone="subdued">
              By the ground on which each email was sent. Opening and clicking is not watched: success is what people
              order.
            </Text>
          </BlockStack>
          <OrderDays />
        </InlineGrid>
        {byBasis.length === 0 ? (
          <Text as="p">Nothing has been handed over yet.</Text>
        ) : (
          <DataTable
            columnContentTypes={["text", "numeric", ...byBasis.map(() => "numeric" as const)]}
            headings={["Recipients", "All", ...byBasis.map(({ basis }) => BASIS_WORDS[basis].label)]}
            rows={[
              ...lines.map(([label, pick, share]) => [
                label,
                figure(
                  sum(pick),
                  sum((row) => row.handedOver),
                  share,
                ),
                ...byBasis.map((row) => figure(pick(row), row.handedOver, share)),
              ]),
              [
                "Orders by those who got it",
                ordersInWords(sumOfOrders(byBasis.map(({ orders }) => orders))),
                ...byBasis.map((row) => ordersInWords(row.orders)),
              ],
            ]}
          />
        )}
        {byBasis.length > 0 && (
          <Text as="p" tone="subdued">
            {ALARM_FROM_WORDS}
          </Text>
        )}
        {unknown > 0 && (
          <Text as="p">
            {`Of ${count(unknown)} it is not known whether they were sent: SendGrid gave no answer and has not reported on them. They are not sent again. The percentages are of these and of those handed to SendGrid together.`}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Over({ timeline }: { readonly timeline: readonly TimelinePoint[] }) {
  const time = useShopTime();
  const labels = timeline.map(({ at }) => time.minute(at));
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Over time
        </Text>
        {timeline.length === 0 ? (
          <Text as="p">SendGrid has not reported anything yet.</Text>
        ) : (
          <>
            <LineChart
              title="Emails delivered, returned, reported as spam and opted out of, over time. The table below has the numbers."
              labels={labels}
              series={[
                { label: "Delivered", values: timeline.map(({ delivered }) => delivered) },
                { label: "Came back", values: timeline.map(({ bounced }) => bounced) },
                { label: "Reported as spam", values: timeline.map(({ spam }) => spam) },
                { label: "Opted out", values: timeline.map(({ optOuts }) => optOuts) },
              ]}
            />
            <DataTable
              columnContentTypes={["text", "numeric", "numeric", "numeric", "numeric"]}
              headings={["From", "Delivered", "Came back", "Spam reports", "Opted out"]}
              rows={timeline.map(({ delivered, bounced, spam, optOuts }, position) => [
                labels[position],
                count(delivered),
                count(bounced),
                count(spam),
                count(optOuts),
              ])}
            />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

interface NamesProps {
  readonly title: string;
  readonly none: string;
  readonly column: string;
  readonly rows: MostNamed;
  readonly words: (name: string) => string;
}

function Names({ title, none, column, rows, words }: NamesProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {rows.most.length === 0 ? (
          <Text as="p" tone="subdued">
            {none}
          </Text>
        ) : (
          <DataTable
            columnContentTypes={["text", "numeric"]}
            headings={[column, "Number"]}
            rows={[
              ...rows.most.map(({ name, count: number }) => [words(name), count(number)]),
              ...(rows.others > 0 ? [["Others", count(rows.others)]] : []),
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}
