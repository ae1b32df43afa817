import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { BlockStack, Box, Card, EmptySearchResult, IndexTable, InlineStack, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { listRequests, type RequestRow } from "~/services/privacy/listRequests";
import { DueBadge, RequestStateBadge } from "~/ui/admin/privacy/DueBadge";
import { usePaging } from "~/ui/admin/usePaging";
import { counted, useShopTime } from "~/ui/admin/useShopTime";
import { PRIVACY_KIND_WORDS, PRIVACY_WAY_WORDS } from "~/ui/privacy/words";

export const meta: MetaFunction = () => [{ title: "Privacy | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return listRequests(shopId, { after: new URL(request.url).searchParams.get("after") ?? "", at: new Date() });
};

export default function Privacy() {
  const { rows, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Privacy"
      subtitle="What people ask about their data, and by when it must be done"
      fullWidth
      secondaryActions={[{ content: "Retention", url: "/app/privacy/retention" }]}
    >
      <BlockStack gap="400">
        <Text as="p">
          By law a request must be answered within one month. Erasures that Shopify passes on or that you take down are
          done by themselves. To take one down, open the customer’s page.
        </Text>
        <Card padding="0">
          <IndexTable
            resourceName={{ singular: "request", plural: "requests" }}
            itemCount={rows.length}
            selectable={false}
            loading={loading}
            headings={[
              { title: "Request" },
              { title: "About" },
              { title: "Received" },
              { title: "Due" },
              { title: "State" },
              { title: "What was done" },
            ]}
            emptyState={
              <Box padding="800">
                <EmptySearchResult
                  title="Nobody has asked about their data yet"
                  description="Requests come from Shopify, by the link in every email, or are taken down on a customer’s page."
                  withIllustration
                />
              </Box>
            }
            pagination={usePaging(next)}
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={row.id} key={row.id} position={position}>
                <IndexTable.Cell>
                  <BlockStack>
                    <Link url={`/app/privacy/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                      <Text as="span" fontWeight="semibold">
                        {PRIVACY_KIND_WORDS[row.kind]}
                      </Text>
                    </Link>
                    <Text as="span" tone="subdued">
                      {PRIVACY_WAY_WORDS[row.way]}
                    </Text>
                  </BlockStack>
                </IndexTable.Cell>
                <IndexTable.Cell>{about(row)}</IndexTable.Cell>
                <IndexTable.Cell>{time.day(row.receivedAt)}</IndexTable.Cell>
                <IndexTable.Cell>
                  <InlineStack gap="200">
                    {time.day(row.dueAt)}
                    <DueBadge due={row.due} />
                  </InlineStack>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <RequestStateBadge state={row.state} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal", minWidth: "11rem" }}>
                    {row.doneAt ? `${done(row)} on ${time.day(row.doneAt)}, by ${row.doneBy ?? "Twostage"}` : "–"}
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

function about({ kind, contactId, contactName }: Pick<RequestRow, "kind" | "contactId" | "contactName">) {
  if (kind === "shop_erasure") return "The whole store";
  if (contactId === null) return "No contact here";
  return <Link url={`/app/customers/${contactId}`}>{contactName || "Customer without a name"}</Link>;
}

function done({ kind, state, rows }: Pick<RequestRow, "kind" | "state" | "rows">): string {
  if (state === "declined") return "Closed without being done";
  if (kind === "access") return "Answered";
  return rows > 0 ? `${counted(rows, "row")} erased` : "Nothing was held";
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
