import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { Banner, BlockStack, Box, Card, Layout, Page, Select } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { GROUNDS } from "~/policy/holding";
import { listRegister, readRegister } from "~/services/register/readRegister";
import { withFilter } from "~/ui/admin/paging";
import { GroundCounts } from "~/ui/admin/register/GroundCounts";
import { GROUND_WORDS } from "~/ui/admin/register/groundWords";
import { RegisterTable } from "~/ui/admin/register/RegisterTable";
import { useChosenFilters } from "~/ui/admin/useChosenFilters";
import { counted } from "~/ui/admin/useShopTime";

export const meta: MetaFunction = () => [{ title: "Legal basis | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const ground = GROUNDS.find((each) => each === searchParams.get("ground"));
  const at = new Date();
  const [summary, page] = await Promise.all([
    readRegister(shopId, at),
    listRegister(shopId, ground, { after: searchParams.get("after") ?? "", at }),
  ]);
  return { ...summary, ...page };
};

const CHOICES = [
  { label: "Everybody", value: "" },
  ...GROUNDS.map((value) => ({ value, label: GROUND_WORDS[value].label })),
];

export default function Register() {
  const { byGround, toRemove, months, rows, next } = useLoaderData<typeof loader>();
  const params = useChosenFilters();
  const navigate = useNavigate();
  return (
    <Page
      title="Legal basis"
      subtitle="On which ground you hold the data of each contact. Whether one may be mailed is decided apart from it."
      fullWidth
      secondaryActions={[{ content: "Retention rule", url: "/app/register/retention" }]}
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section variant="oneThird">
            <GroundCounts byGround={byGround} />
          </Layout.Section>
          <Layout.Section>
            <BlockStack gap="400">
              {toRemove > 0 && (
                <Banner
                  tone="warning"
                  title={`${counted(toRemove, "contact")} should not be held any longer`}
                  action={{ content: "See who they are", url: "/app/register/retention" }}
                >
                  <p>{`Nothing has been heard of them for ${months} months, and no consent holds them.`}</p>
                </Banner>
              )}
              <Card>
                <Select
                  label="Held on"
                  name="ground"
                  options={CHOICES}
                  value={params.get("ground") ?? ""}
                  onChange={(value) => navigate({ search: `?${withFilter(params, "ground", value)}` })}
                />
              </Card>
              <RegisterTable
                rows={rows}
                next={next}
                empty={{
                  title: "Nobody is held on this ground",
                  description: "Contacts appear here when they come in from your store, by consent, or as prospects.",
                }}
              />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
