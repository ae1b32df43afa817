import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { BlockStack, Box, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff } from "~/authenticate.server";
import { FEEDBACK_KINDS, FEEDBACK_STATES, FEEDBACK_THEMES } from "~/policy/feedback";
import { listCases } from "~/services/feedback/listCases";
import { readCampaignFeedback } from "~/services/feedback/readThemes";
import { DueBadge, FeedbackStateBadge, KindBadge } from "~/ui/admin/feedback/badges";
import { CaseFilters } from "~/ui/admin/feedback/CaseFilters";
import { usePaging } from "~/ui/admin/usePaging";
import { useShopTime } from "~/ui/admin/useShopTime";
import { FEEDBACK_CHANNEL_WORDS, FEEDBACK_THEME_WORDS } from "~/ui/feedbackWords";

// A filter the list does not know, from an old bookmark say, narrows nothing.
const filters = z.object({
  state: z.enum(FEEDBACK_STATES).optional().catch(undefined),
  kind: z.enum(FEEDBACK_KINDS).optional().catch(undefined),
  theme: z.enum(FEEDBACK_THEMES).optional().catch(undefined),
  campaign: z.coerce.number().int().positive().max(2_147_483_647).optional().catch(undefined),
  overdue: z
    .literal("yes")
    .transform(() => true)
    .optional()
    .catch(undefined),
  after: z.string().optional(),
});

export const meta: MetaFunction = () => [{ title: "Feedback | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { after, ...wanted } = filters.parse(Object.fromEntries(new URL(request.url).searchParams));
  const now = new Date();
  const [page, campaign] = await Promise.all([
    listCases(shopId, wanted, { ...(after ? { after } : {}), at: now }),
    wanted.campaign ? readCampaignFeedback(shopId, wanted.campaign) : undefined,
  ]);
  return { ...page, now, campaign: campaign ? { id: campaign.campaignId, name: campaign.name } : null };
};

export default function Feedback() {
  const { rows, next, now, campaign } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Feedback"
      subtitle="What people write about your marketing, what is due first at the top"
      fullWidth
      primaryAction={{ content: "Enter a case", url: "/app/feedback/new" }}
      secondaryActions={[{ content: "Themes", url: "/app/feedback/themes" }]}
    >
      <BlockStack gap="400">
        <Card padding="0">
          <CaseFilters campaign={campaign} />
          <IndexTable
            resourceName={{ singular: "case", plural: "cases" }}
            itemCount={rows.length}
            selectable={false}
            loading={loading}
            headings={[
              { title: "From" },
              { title: "Kind" },
              { title: "State" },
              { title: "Due" },
              { title: "Received" },
              { title: "About" },
            ]}
            emptyState={
              <Box padding="800">
                <EmptySearchResult
                  title="No feedback here"
                  description="What people write by the form on your storefront, on the opt-out page, or in answer to an email, appears here."
                  withIllustration
                />
              </Box>
            }
            pagination={usePaging(next)}
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={String(row.id)} key={row.id} position={position}>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", maxWidth: "26rem" }}>
                    <Link url={`/app/feedback/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                      <Text as="span" fontWeight="semibold">
                        {row.name ?? row.email ?? `Case ${row.id}`}
                      </Text>
                    </Link>
                    <Text as="p" tone="subdued">
                      {row.beginning || row.subject || "No text"}
                    </Text>
                  </div>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <KindBadge kind={row.kind} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <FeedbackStateBadge state={row.state} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <DueBadge dueAt={row.dueAt} now={now} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <BlockStack>
                    <span>{time.day(row.receivedAt)}</span>
                    <Text as="span" tone="subdued">
                      {FEEDBACK_CHANNEL_WORDS[row.channel]}
                    </Text>
                  </BlockStack>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal" }}>
                    {row.theme && <Text as="p">{FEEDBACK_THEME_WORDS[row.theme]}</Text>}
                    {row.campaignId !== null && (
                      <Link url={`/app/campaigns/${row.campaignId}`}>{row.campaignName ?? "Campaign"}</Link>
                    )}
                  </div>
                </IndexTable.Cell>
              </IndexTable.Row>
            ))}
          </IndexTable>
        </Card>
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
