import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { BlockStack, Box, Layout, Page, Tabs } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { discardWordingDraft, publishWording, saveWordingDraft } from "~/services/consent/publishWording";
import { readWordingPage } from "~/services/consent/readWordingPage";
import { useRefresh } from "~/ui/admin/useRefresh";
import { ShopifyBanner } from "~/ui/admin/wording/ShopifyBanner";
import { WordingEditor } from "~/ui/admin/wording/WordingEditor";
import { WordingHistory } from "~/ui/admin/wording/WordingHistory";
import { LOCALE_WORDS } from "~/ui/wordingWords";

export const meta: MetaFunction = () => [{ title: "Consent wording | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const locale = new URL(request.url).searchParams.get("locale") ?? "";
  return { page: await readWordingPage(shopId, locale, new Date()) };
};

const form = z.object({ intent: z.enum(["draft", "discard", "publish"]), locale: z.string(), text: z.string() });

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...input } = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    switch (intent) {
      case "draft":
        await saveWordingDraft(shopId, input, actor, now);
        break;
      case "discard":
        await discardWordingDraft(shopId, input.locale, actor, now);
        break;
      case "publish":
        await publishWording(shopId, input, actor, now);
        break;
    }
    return { done: intent };
  });
};

export default function ConsentWording() {
  const { page } = useLoaderData<typeof loader>();
  const [, setParams] = useSearchParams();
  useRefresh(page.shopify.state !== "told", 2000);
  const { locale, languages } = page;
  return (
    <Page
      title="Consent wording"
      subtitle="The words beside the box that people tick, in each language"
      secondaryActions={[{ content: "Consents collected elsewhere", url: "/app/consents/import" }]}
    >
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          <ShopifyBanner shopify={page.shopify} />
          <Tabs
            tabs={languages.map(({ locale: each, version }) => ({
              id: `wording-${each}`,
              content: LOCALE_WORDS[each],
              accessibilityLabel: version === null ? `${LOCALE_WORDS[each]}, nothing published` : LOCALE_WORDS[each],
              panelID: `wording-panel-${each}`,
            }))}
            selected={languages.findIndex(({ locale: each }) => each === locale)}
            onSelect={(position) => setParams({ locale: languages[position]?.locale ?? locale })}
          >
            <Layout>
              <Layout.Section>
                {/* Each language has an editor of its own. */}
                <WordingEditor key={locale} page={page} />
              </Layout.Section>
              <Layout.Section variant="oneThird">
                <WordingHistory {...page} />
              </Layout.Section>
            </Layout>
          </Tabs>
        </BlockStack>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
