import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { Box, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff } from "~/authenticate.server";
import { LEGAL_FORMS } from "~/policy/facts";
import { REASONS } from "~/policy/reasons";
import { listContacts } from "~/services/customers/listContacts";
import { DecisionBadge, LegalFormBadge } from "~/ui/admin/badges";
import { CustomerFilters } from "~/ui/admin/customers/CustomerFilters";
import { usePaging } from "~/ui/admin/usePaging";
import { count, counted } from "~/ui/admin/useShopTime";
import { RELATION_WORDS } from "~/ui/words";

// A filter the list does not know, from an old bookmark say, narrows nothing.
const filters = z.object({
  search: z.string().max(200).optional().catch(undefined),
  legalForm: z.enum(LEGAL_FORMS).optional().catch(undefined),
  decision: z.enum(["eligible", "ineligible"]).optional().catch(undefined),
  reason: z.enum(REASONS).optional().catch(undefined),
  after: z.string().optional(),
});

export const meta: MetaFunction = () => [{ title: "Customers | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { after, ...wanted } = filters.parse(Object.fromEntries(new URL(request.url).searchParams));
  return listContacts(shopId, wanted, { ...(after ? { after } : {}), at: new Date() });
};

export default function Customers() {
  const { rows, total, next } = useLoaderData<typeof loader>();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Customers"
      subtitle="Everybody in the store, and whether they may be mailed today"
      fullWidth
      secondaryActions={[{ content: "Ask for consent", url: "/app/customers/ask-consent" }]}
      titleMetadata={
        total === null ? undefined : (
          <Text as="span" tone="subdued">
            {counted(total, "customer")}
          </Text>
        )
      }
    >
      <Card padding="0">
        <CustomerFilters />
        <IndexTable
          resourceName={{ singular: "customer", plural: "customers" }}
          itemCount={rows.length}
          selectable={false}
          loading={loading}
          headings={[
            { title: "Customer" },
            { title: "May be mailed" },
            { title: "Legal form" },
            { title: "Relation" },
            { title: "Orders", alignment: "end" },
          ]}
          emptyState={
            <Box padding="800">
              <EmptySearchResult
                title="No customers here"
                description="Change the filters or the search. If the store has just been connected, wait for the first sync to finish."
                withIllustration
              />
            </Box>
          }
          pagination={usePaging(next)}
        >
          {rows.map((row, position) => (
            <IndexTable.Row id={row.id} key={row.id} position={position}>
              <IndexTable.Cell>
                {/* Polaris keeps a cell on one line: long addresses would push the last columns out of sight. */}
                <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                  <Link url={`/app/customers/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {row.name || row.company || row.email || `Customer ${row.id}`}
                    </Text>
                  </Link>
                  <Text as="p" tone="subdued">
                    {[row.company !== row.name ? row.company : "", row.email].filter(Boolean).join(" · ") ||
                      "No email address"}
                  </Text>
                </div>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <DecisionBadge decision={row.decision} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <LegalFormBadge legalForm={row.legalForm} />
              </IndexTable.Cell>
              <IndexTable.Cell>{RELATION_WORDS[row.relation]}</IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end" numeric>
                  {count(row.orderCount)}
                </Text>
              </IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
