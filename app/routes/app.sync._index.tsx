import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Badge, BlockStack, Card, EmptySearchResult, IndexTable, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { listSyncRuns } from "~/services/customers/listSyncRuns";
import type { SyncCause } from "~/services/customers/requestSync";
import { RunOutcome } from "~/ui/admin/home/RunOutcome";
import { SYNC_STATE_BADGES } from "~/ui/admin/home/StoreSync";
import { isUnderWay } from "~/ui/admin/home/syncUnderWay";
import { useRefresh } from "~/ui/admin/useRefresh";
import { usePaging } from "~/ui/admin/usePaging";
import { count, useShopTime } from "~/ui/admin/useShopTime";
import { SYNC_CAUSE_WORDS } from "~/ui/syncWords";

export const meta: MetaFunction = () => [{ title: "Sync history | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const after = Number(new URL(request.url).searchParams.get("after"));
  const { runs, next } = await listSyncRuns(shopId, Number.isInteger(after) && after > 0 ? after : undefined);
  return {
    runs: runs.map(({ shopId: _shopId, bytes: _bytes, bulkOperationId: _operation, ...run }) => run),
    next: next === null ? null : String(next),
  };
};

export default function SyncHistory() {
  const { runs, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  useRefresh(runs.some(isUnderWay), 3000);
  return (
    <Page
      title="Sync history"
      subtitle="What was read of the store, when and why. Between two syncs, Shopify tells the app of every change."
      backAction={{ content: "Home", url: "/app" }}
      secondaryActions={[{ content: "Not written to Shopify", url: "/app/sync/writes" }]}
      fullWidth
    >
      <Card padding="0">
        <IndexTable
          resourceName={{ singular: "sync", plural: "syncs" }}
          itemCount={runs.length}
          selectable={false}
          headings={[
            { title: "Started" },
            { title: "Why" },
            { title: "State" },
            { title: "Customers", alignment: "end" },
            { title: "Companies", alignment: "end" },
            { title: "New or changed", alignment: "end" },
            { title: "Gone", alignment: "end" },
            { title: "What happened" },
          ]}
          emptyState={
            <EmptySearchResult
              title="No sync yet"
              description="The first starts by itself after installing."
              withIllustration
            />
          }
          pagination={usePaging(next)}
        >
          {runs.map((run, position) => (
            <IndexTable.Row id={String(run.id)} key={run.id} position={position}>
              <IndexTable.Cell>
                <BlockStack>
                  <Text as="span">{time.minute(run.startedAt)}</Text>
                  <Text as="span" tone="subdued">
                    {run.startedBy}
                  </Text>
                </BlockStack>
              </IndexTable.Cell>
              <IndexTable.Cell>{SYNC_CAUSE_WORDS[run.cause as SyncCause]}</IndexTable.Cell>
              <IndexTable.Cell>
                <Badge tone={SYNC_STATE_BADGES[run.state].tone}>{SYNC_STATE_BADGES[run.state].label}</Badge>
              </IndexTable.Cell>
              {[run.rows, run.companies, run.changed, run.gone].map((number, column) => (
                <IndexTable.Cell key={column}>
                  <Text as="span" alignment="end" numeric>
                    {count(number)}
                  </Text>
                </IndexTable.Cell>
              ))}
              <IndexTable.Cell>
                <RunOutcome run={run} />
              </IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
