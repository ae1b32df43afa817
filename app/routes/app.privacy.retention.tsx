import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { readRetention } from "~/services/privacy/readRetention";
import { count } from "~/ui/admin/useShopTime";
import { keptForWords, RETENTION_WORDS } from "~/ui/privacy/retentionWords";

export const meta: MetaFunction = () => [{ title: "Retention | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return { rules: await readRetention(shopId, new Date()) };
};

export default function RetentionRules() {
  const { rules } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Retention"
      subtitle="How long personal data is kept, and what the next night would remove"
      backAction={{ content: "Privacy", url: "/app/privacy" }}
      fullWidth
    >
      <BlockStack gap="400">
        <Text as="p">
          All of these run by themselves every night, but for the first, which you switch on under{" "}
          <Link url="/app/register/retention">Retention rule</Link> and can run there. What went is kept in the{" "}
          <Link url="/app/audit?act=retention_reduced">audit</Link>.
        </Text>
        <Card padding="0">
          <IndexTable
            resourceName={{ singular: "rule", plural: "rules" }}
            itemCount={rules.length}
            selectable={false}
            headings={[
              { title: "What" },
              { title: "Kept for" },
              { title: "Why no longer" },
              { title: "Law" },
              { title: "Runs" },
              { title: "Past their time now", alignment: "end" },
            ]}
          >
            {rules.map((rule, position) => {
              const words = RETENTION_WORDS[rule.id];
              return (
                <IndexTable.Row id={rule.id} key={rule.id} position={position}>
                  <IndexTable.Cell>
                    <div style={{ whiteSpace: "normal", minWidth: "12rem" }}>
                      <Text as="span" fontWeight="semibold">
                        {words.title}
                      </Text>
                    </div>
                  </IndexTable.Cell>
                  <IndexTable.Cell>
                    <div style={{ whiteSpace: "normal", minWidth: "10rem" }}>
                      {`${keptForWords(rule.keptFor)} ${words.from}`}
                    </div>
                  </IndexTable.Cell>
                  <IndexTable.Cell>
                    <div style={{ whiteSpace: "normal", minWidth: "10rem" }}>{words.why}</div>
                  </IndexTable.Cell>
                  <IndexTable.Cell>
                    <div style={{ whiteSpace: "normal", minWidth: "8rem" }}>{rule.law}</div>
                  </IndexTable.Cell>
                  <IndexTable.Cell>{rule.nightly ? "Every night" : "When you run it"}</IndexTable.Cell>
                  <IndexTable.Cell>
                    <Text as="span" alignment="end" numeric>
                      {rule.due === 0 ? "None" : `${count(rule.due)} ${words.counted}`}
                    </Text>
                  </IndexTable.Cell>
                </IndexTable.Row>
              );
            })}
          </IndexTable>
        </Card>
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
