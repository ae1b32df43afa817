import { useState } from "react";
import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Button, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { listMachineOptOuts } from "~/services/exclusions/listMachineOptOuts";
import { ReleaseExclusion } from "~/ui/admin/exclusions/ReleaseExclusion";
import { useShopTime } from "~/ui/admin/useShopTime";
import { agentWords, secondsWords } from "~/ui/machineWords";
import { MACHINE_SIGN_WORDS } from "~/ui/words";

export const meta: MetaFunction = () => [{ title: "Probable machine opt-outs | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return listMachineOptOuts(shopId);
};

export default function MachineOptOuts() {
  const { rows, more } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const [releasing, setReleasing] = useState<(typeof rows)[number] | undefined>();
  return (
    <Page
      title="Probable machine opt-outs"
      subtitle="Opt-out links that a program seems to have opened, not the person"
      fullWidth
      backAction={{ content: "Exclusion list", url: "/app/exclusions" }}
    >
      <BlockStack gap="400">
        <Text as="p">
          Some mail systems open every link in an email to check it, and so opt people out who never asked for it. These
          opt-outs look like that. It is a guess: ring the person and ask. They stay excluded until you take them off
          the list with a record of what they said. If there are many, Settings can have the link take effect only when
          its page has loaded in a browser.
        </Text>
        <Card padding="0">
          <IndexTable
            resourceName={{ singular: "opt-out", plural: "opt-outs" }}
            itemCount={rows.length}
            selectable={false}
            headings={[
              { title: "Customer" },
              { title: "Why it looks like a machine" },
              { title: "When" },
              { title: "From campaign" },
              { title: "Take off", hidden: true },
            ]}
            emptyState={
              <Box padding="800">
                <EmptySearchResult
                  title="No opt-out looks like a machine's"
                  description="What opened the link, and how soon after the email went, is kept for a year. Opt-outs from before that was kept are not shown."
                  withIllustration
                />
              </Box>
            }
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={row.key} key={row.key} position={position}>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                    <Customer row={row} />
                  </div>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <BlockStack>
                    {row.signs.map((sign) => (
                      <Text as="span" key={sign}>
                        {MACHINE_SIGN_WORDS[sign]}
                      </Text>
                    ))}
                    <Text as="span" tone="subdued">
                      {`${agentWords(row.agent)}${secondsWords(row.seconds)}`}
                    </Text>
                  </BlockStack>
                </IndexTable.Cell>
                <IndexTable.Cell>{time.minute(row.at)}</IndexTable.Cell>
                <IndexTable.Cell>
                  <div style={{ whiteSpace: "normal" }}>
                    <Link url={`/app/campaigns/${row.campaignId}`}>{row.campaignName ?? "Campaign"}</Link>
                  </div>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Button
                    variant="plain"
                    accessibilityLabel={`Take off the list: ${row.email ?? "the erased address"}`}
                    onClick={() => setReleasing(row)}
                  >
                    Take off
                  </Button>
                </IndexTable.Cell>
              </IndexTable.Row>
            ))}
          </IndexTable>
        </Card>
        {more && (
          <Text as="p" tone="subdued">
            The newest 200 are shown.
          </Text>
        )}
      </BlockStack>
      {releasing && (
        <ReleaseExclusion
          row={{ key: releasing.key, name: releasing.email ?? "the erased address", source: "body_link" }}
          onClose={() => setReleasing(undefined)}
        />
      )}
    </Page>
  );
}

interface CustomerRow {
  readonly email: string | null;
  readonly contactId: string | null;
  readonly name: string | null;
  readonly company: string | null;
}

function Customer({ row: { email, contactId, name, company } }: { readonly row: CustomerRow }) {
  const shown = name?.trim() || email || "Address erased, still excluded";
  return (
    <BlockStack>
      {contactId === null ? <Text as="span">{shown}</Text> : <Link url={`/app/customers/${contactId}`}>{shown}</Link>}
      {company && <Text as="span">{company}</Text>}
      {email && shown !== email && (
        <Text as="span" tone="subdued">
          {email}
        </Text>
      )}
    </BlockStack>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
