import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Button, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { listDeadWrites, requestAllAgain, tryWriteAgain } from "~/services/storeWrites/deadWrites";
import { ProblemBanner } from "~/ui/admin/ProblemBanner";
import { useAct } from "~/ui/admin/useAct";
import { usePaging } from "~/ui/admin/usePaging";
import { count, counted, useShopTime } from "~/ui/admin/useShopTime";
import { deadWriteWords, STORE_WRITE_KIND_WORDS } from "~/ui/storeWriteWords";

export const meta: MetaFunction = () => [{ title: "Could not be written to Shopify | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return listDeadWrites(shopId, new URL(request.url).searchParams.get("after") ?? "");
};

const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("again"), id: z.string() }),
  z.object({ intent: z.literal("all-again") }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    if (input.intent === "again") await tryWriteAgain(shopId, input.id, actor, now);
    else await requestAllAgain(shopId, actor, now);
    return { done: input.intent };
  });
};

export default function StoreWrites() {
  const { rows, dead, deadIsMore, pending, pendingIsMore, next } = useLoaderData<typeof loader>();
  const act = useAct({ again: "Will be tried again", "all-again": "All will be tried again" });
  const time = useShopTime();
  const waiting = `${pendingIsMore ? "More than " : ""}${counted(pending, "change waits", "changes wait")} to be written.`;
  return (
    <Page
      title="Could not be written to Shopify"
      subtitle="Opt-outs and confirmed consents are told to Shopify by themselves. Here is what it did not take."
      backAction={{ content: "Home", url: "/app" }}
      fullWidth
      {...(dead > 0
        ? {
            primaryAction: {
              content: "Try all again",
              onAction: () => act.submit("all-again"),
              loading: act.busy === "all-again",
            },
          }
        : {})}
    >
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        <Text as="p">
          {dead > 0 && `${deadIsMore ? "More than " : ""}${counted(dead, "change")} could not be written. `}
          {pending > 0 ? waiting : "Nothing else waits to be written."}
        </Text>
        <Card padding="0">
          <IndexTable
            resourceName={{ singular: "change", plural: "changes" }}
            itemCount={rows.length}
            selectable={false}
            headings={[
              { title: "Customer" },
              { title: "What" },
              { title: "Why not" },
              { title: "What it means" },
              { title: "When" },
              { title: "Attempts", alignment: "end" },
              { title: "Try again", hidden: true },
            ]}
            emptyState={
              <Box padding="800">
                <EmptySearchResult
                  title="Shopify has taken everything"
                  description="What it does not take, now or after more than a day of trying, appears here."
                  withIllustration
                />
              </Box>
            }
            pagination={usePaging(next)}
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={row.id} key={row.id} position={position}>
                <IndexTable.Cell>
                  {row.contactId === null ? (
                    <Text as="span" tone="subdued">
                      No longer known here
                    </Text>
                  ) : (
                    <Link url={`/app/customers/${row.contactId}`}>{row.name || "Customer without a name"}</Link>
                  )}
                </IndexTable.Cell>
                <IndexTable.Cell>{STORE_WRITE_KIND_WORDS[row.kind]}</IndexTable.Cell>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal" }}>{deadWriteWords(row.code).why}</div>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal" }}>{deadWriteWords(row.code).means}</div>
                </IndexTable.Cell>
                <IndexTable.Cell>{time.minute(row.at)}</IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" alignment="end" numeric>
                    {count(row.attempts)}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Button
                    size="slim"
                    onClick={() => act.submit("again", { id: row.id })}
                    disabled={act.busy !== undefined}
                    accessibilityLabel={`Try again for ${row.name || "this customer"}`}
                  >
                    Try again
                  </Button>
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
