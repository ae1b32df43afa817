import { useState } from "react";
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate, useNavigation, useSearchParams } from "@remix-run/react";
import { BlockStack, Box, Button, Card, EmptySearchResult, IndexTable, Link, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { ExcludeModal, type Excluded } from "~/ui/admin/exclusions/ExcludeModal";
import { ReleaseExclusion } from "~/ui/admin/exclusions/ReleaseExclusion";
import { withFilter } from "~/ui/admin/paging";
import { SearchField } from "~/ui/admin/SearchField";
import { usePaging } from "~/ui/admin/usePaging";
import { useShopTime } from "~/ui/admin/useShopTime";
import { EXCLUSION_BY_WORDS, EXCLUSION_SOURCE_WORDS } from "~/ui/words";

export const meta: MetaFunction = () => [{ title: "Exclusion list | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  return listExclusions(shopId, { search: searchParams.get("search") ?? "", after: searchParams.get("after") ?? "" });
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const form = await readForm(
    request,
    z.discriminatedUnion("intent", [
      z.object({ intent: z.literal("exclude"), email: z.string(), note: z.string() }),
      z.object({ intent: z.literal("exclude_domain"), domain: z.string(), note: z.string() }),
      z.object({
        intent: z.literal("release"),
        key: z.string(),
        askedHow: z.string(),
        askedOn: z.string(),
        note: z.string(),
      }),
    ]),
  );
  return withProblems(async () => {
    const at = new Date();
    if (form.intent === "release") await releaseByStaff(shopId, form, actor, at);
    else if (form.intent === "exclude_domain") await excludeDomain(shopId, { ...form, actor, at });
    else await excludeByStaff(shopId, { email: form.email, note: form.note, actor, at });
    return { done: form.intent };
  });
};

/** What a row stands for, in a sentence. */
const nameOf = ({ email, domain }: { readonly email: string | null; readonly domain: string | null }): string =>
  domain === null ? (email ?? "the erased address") : `everybody at ${domain}`;

export default function Exclusions() {
  const { rows, next } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  const [adding, setAdding] = useState<Excluded>();
  const [releasing, setReleasing] = useState<(typeof rows)[number] | undefined>();
  return (
    <Page
      title="Exclusion list"
      subtitle="No marketing email is ever sent to these addresses"
      fullWidth
      secondaryActions={[
        { content: "Exclude a whole domain", onAction: () => setAdding("domain") },
        { content: "Probable machine opt-outs", url: "/app/exclusions/machines" },
        { content: "Safe keeping", url: "/app/exclusions/files" },
      ]}
      primaryAction={{ content: "Exclude an address", onAction: () => setAdding("address") }}
    >
      <BlockStack gap="400">
        <Text as="p">
          An address stays on this list: after a new import, after the person&apos;s data has been erased, and after the
          app was removed and installed again. It is taken off only at the person&apos;s own wish, with a record of it.
        </Text>
        <Card padding="0">
          <Search />
          <IndexTable
            resourceName={{ singular: "address", plural: "addresses" }}
            itemCount={rows.length}
            selectable={false}
            loading={loading}
            headings={[
              { title: "Address" },
              { title: "Why" },
              { title: "When" },
              { title: "By" },
              { title: "From campaign" },
              { title: "Take off", hidden: true },
            ]}
            emptyState={
              <Box padding="800">
                <EmptySearchResult
                  title="No excluded addresses here"
                  description="People who opt out appear here at once. A search for a whole address also finds it in other spellings."
                  withIllustration
                />
              </Box>
            }
            pagination={usePaging(next)}
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={row.key} key={row.key} position={position}>
                <IndexTable.Cell>
                  {/* Polaris keeps a cell on one line: long addresses would push the last column out of sight. */}
                  <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                    <Listed row={row} />
                  </div>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <BlockStack>
                    <Text as="span">{EXCLUSION_SOURCE_WORDS[row.source]}</Text>
                    {row.note && (
                      <Text as="span" tone="subdued" breakWord>
                        {row.note}
                      </Text>
                    )}
                  </BlockStack>
                </IndexTable.Cell>
                <IndexTable.Cell>{time.minute(row.at)}</IndexTable.Cell>
                <IndexTable.Cell>{row.actor ?? EXCLUSION_BY_WORDS[row.source]}</IndexTable.Cell>
                <IndexTable.Cell>
                  {row.campaignId === null ? (
                    ""
                  ) : (
                    <div style={{ whiteSpace: "normal" }}>
                      <Link url={`/app/campaigns/${row.campaignId}`}>{row.campaignName ?? "Campaign"}</Link>
                    </div>
                  )}
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Button
                    variant="plain"
                    accessibilityLabel={`Take off the list: ${nameOf(row)}`}
                    onClick={() => setReleasing(row)}
                  >
                    Take off
                  </Button>
                </IndexTable.Cell>
              </IndexTable.Row>
            ))}
          </IndexTable>
        </Card>
      </BlockStack>
      {adding && <ExcludeModal what={adding} onClose={() => setAdding(undefined)} />}
      {releasing && (
        <ReleaseExclusion row={{ ...releasing, name: nameOf(releasing) }} onClose={() => setReleasing(undefined)} />
      )}
    </Page>
  );
}

function Listed({ row: { email, domain } }: { readonly row: { email: string | null; domain: string | null } }) {
  if (domain !== null)
    return (
      <BlockStack>
        <Text as="span" fontWeight="semibold">
          {domain}
        </Text>
        <Text as="span" tone="subdued">
          Whole domain: everybody at it and below it
        </Text>
      </BlockStack>
    );
  return email === null ? (
    <Text as="span" tone="subdued">
      Address erased, still excluded
    </Text>
  ) : (
    <Text as="span" fontWeight="semibold">
      {email}
    </Text>
  );
}

function Search() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  return (
    <Box padding="400">
      <SearchField
        label="Search by whole address or domain, or by how it begins"
        applied={params.get("search") ?? ""}
        onSearch={(text) => navigate({ search: `?${withFilter(params, "search", text)}` })}
      />
    </Box>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
