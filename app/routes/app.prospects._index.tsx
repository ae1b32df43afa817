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
import { listLists } from "~/services/prospects/listLists";
import { usePaging } from "~/ui/admin/usePaging";
import { count, useShopTime } from "~/ui/admin/useShopTime";
import { LIST_STATE_WORDS, WAY_WORDS } from "~/ui/prospectWords";

export const meta: MetaFunction = () => [{ title: "Prospects | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const after = Number(new URL(request.url).searchParams.get("after"));
  const { rows, next } = await listLists(shopId, Number.isInteger(after) && after > 0 ? { before: after } : {});
  return {
    rows: rows.map(({ id, name, state, way, counts, uploadedAt, uploadedBy }) => ({
      id,
      name,
      state,
      way,
      added: state === "imported" ? (counts.added ?? 0) : null,
      uploadedAt,
      uploadedBy,
    })),
    next: next === null ? null : String(next),
  };
};

export default function Prospects() {
  const { rows, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Prospects"
      subtitle="Lists of companies that are not your customers yet, and how each came about"
      fullWidth
      primaryAction={{ content: "Import prospects", url: "/app/prospects/new" }}
    >
      <Card padding="0">
        <IndexTable
          resourceName={{ singular: "list", plural: "lists" }}
          itemCount={rows.length}
          selectable={false}
          loading={loading}
          headings={[
            { title: "List" },
            { title: "State" },
            { title: "How it came about" },
            { title: "Added", alignment: "end" },
            { title: "Uploaded" },
          ]}
          emptyState={
            <Box padding="800">
              <BlockStack gap="400" inlineAlign="center">
                <EmptySearchResult
                  title="No lists yet"
                  description="Import companies that you found yourselves. Lists that were bought, rented or exchanged are not taken in."
                  withIllustration
                />
                <InlineStack align="center">
                  <Button variant="primary" url="/app/prospects/new">
                    Import a list
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
                {/* Polaris keeps a cell on one line: long names would push the last columns out of sight. */}
                <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                  <Link url={`/app/prospects/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {row.name}
                    </Text>
                  </Link>
                </div>
              </IndexTable.Cell>
              <IndexTable.Cell>{LIST_STATE_WORDS[row.state]}</IndexTable.Cell>
              <IndexTable.Cell>{WAY_WORDS[row.way].label}</IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {row.added === null ? "–" : count(row.added)}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>{`${time.day(row.uploadedAt)}, ${row.uploadedBy}`}</IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
