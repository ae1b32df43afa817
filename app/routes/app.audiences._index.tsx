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
import { listAudiences } from "~/services/audiences/readAudience";
import { usePaging } from "~/ui/admin/usePaging";
import { count, useShopTime } from "~/ui/admin/useShopTime";

export const meta: MetaFunction = () => [{ title: "Audiences | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const params = new URL(request.url).searchParams;
  const after = Number(params.get("after"));
  const archived = params.get("show") === "away";
  const { rows, next } = await listAudiences(shopId, {
    archived,
    ...(Number.isInteger(after) && after > 0 && after <= 2_147_483_647 ? { before: after } : {}),
  });
  return { rows, archived, next: next === null ? null : String(next) };
};

export default function Audiences() {
  const { rows, archived, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Audiences"
      subtitle={archived ? "Put away: not offered to new campaigns" : "Who a campaign is for, and why these people"}
      fullWidth
      primaryAction={{ content: "New audience", url: "/app/audiences/new" }}
      secondaryActions={[
        archived
          ? { content: "Audiences in use", url: "/app/audiences" }
          : { content: "Audiences put away", url: "/app/audiences?show=away" },
      ]}
    >
      <Card padding="0">
        <IndexTable
          resourceName={{ singular: "audience", plural: "audiences" }}
          itemCount={rows.length}
          selectable={false}
          loading={loading}
          headings={[
            { title: "Audience" },
            { title: "Version", alignment: "end" },
            { title: "Campaigns", alignment: "end" },
            { title: "Saved" },
          ]}
          emptyState={
            <Box padding="800">
              <BlockStack gap="400" inlineAlign="center">
                <EmptySearchResult
                  title={archived ? "No audience was put away" : "No audiences yet"}
                  description={
                    archived
                      ? "An audience that a campaign has is put away instead of being deleted."
                      : "Describe a group of people once, with why you write to them, and choose it for any campaign."
                  }
                  withIllustration
                />
                {!archived && (
                  <InlineStack align="center">
                    <Button variant="primary" url="/app/audiences/new">
                      Make an audience
                    </Button>
                  </InlineStack>
                )}
              </BlockStack>
            </Box>
          }
          pagination={usePaging(next)}
        >
          {rows.map((row, position) => (
            <IndexTable.Row id={String(row.id)} key={row.id} position={position}>
              <IndexTable.Cell>
                <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                  <Link url={`/app/audiences/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {row.name}
                    </Text>
                  </Link>
                  <Text as="p" tone="subdued">
                    {row.rationale || "Without a rationale: it must have one before it can be used"}
                  </Text>
                </div>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {count(row.version)}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {count(row.campaigns)}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>{time.day(row.savedAt)}</IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
