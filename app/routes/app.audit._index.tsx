import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { BlockStack, Box, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { listActors, listAudit } from "~/services/audit/listAudit";
import { AuditFilterFields } from "~/ui/admin/audit/AuditFilterFields";
import { ExportAuditCard } from "~/ui/admin/audit/ExportAuditCard";
import { usePaging } from "~/ui/admin/usePaging";
import { useShopTime } from "~/ui/admin/useShopTime";
import { AUDIT_ACT_WORDS, AUDIT_SUBJECT_WORDS, auditChanges } from "~/ui/auditWords";

export const meta: MetaFunction = () => [{ title: "Audit | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { after, trail: _trail, ...filters } = Object.fromEntries(new URL(request.url).searchParams);
  const [page, actors] = await Promise.all([listAudit(shopId, filters, after), listActors(shopId)]);
  return { ...page, actors };
};

export default function Audit() {
  const { rows, next, actors } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Page
      title="Audit"
      subtitle="Who did what, when, and what it changed. Nothing here can be changed or removed."
      fullWidth
    >
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          <Card padding="0">
            <AuditFilterFields actors={actors} />
            <IndexTable
              resourceName={{ singular: "act", plural: "acts" }}
              itemCount={rows.length}
              selectable={false}
              loading={loading}
              headings={[
                { title: "When" },
                { title: "Who" },
                { title: "What" },
                { title: "About" },
                { title: "Changes" },
              ]}
              emptyState={
                <Box padding="800">
                  <EmptySearchResult
                    title="No such act"
                    description="Nothing that was done fits these filters."
                    withIllustration
                  />
                </Box>
              }
              pagination={usePaging(next)}
            >
              {rows.map((row, position) => (
                <IndexTable.Row id={row.id} key={row.id} position={position}>
                  <IndexTable.Cell>{time.minute(row.at)}</IndexTable.Cell>
                  <IndexTable.Cell>{row.actor}</IndexTable.Cell>
                  <IndexTable.Cell>
                    <Text as="span" fontWeight="semibold">
                      {AUDIT_ACT_WORDS[row.act]}
                    </Text>
                  </IndexTable.Cell>
                  <IndexTable.Cell>
                    <Subject kind={row.subjectKind} id={row.subjectId} />
                  </IndexTable.Cell>
                  <IndexTable.Cell>
                    <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                      {auditChanges(row.before, row.after).map((line) => (
                        <Text as="p" key={line}>
                          {line}
                        </Text>
                      ))}
                    </div>
                  </IndexTable.Cell>
                </IndexTable.Row>
              ))}
            </IndexTable>
          </Card>
          <ExportAuditCard />
        </BlockStack>
      </Box>
    </Page>
  );
}

function Subject({ kind, id }: { readonly kind: keyof typeof AUDIT_SUBJECT_WORDS | null; readonly id: string | null }) {
  if (!kind || !id) return "–";
  const { label, url } = AUDIT_SUBJECT_WORDS[kind];
  const shown = id.length > 12 ? `${id.slice(0, 8)}…` : id;
  return url ? <Link url={url(id)}>{`${label} ${shown}`}</Link> : `${label} ${shown}`;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
