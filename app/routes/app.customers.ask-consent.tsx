import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Layout, List, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { currentWordings } from "~/services/consent/currentWording";
import { requestConsentForAddress } from "~/services/consent/requestByStaff";
import { AskConsentForm } from "~/ui/admin/customers/AskConsentForm";

const text = z.string();
const form = z.object({ intent: z.literal("ask"), email: text, how: text, askedOn: text, note: text, locale: text });

export const meta: MetaFunction = () => [{ title: "Ask for consent | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return { wordings: await currentWordings(shopId) };
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, email, ...input } = await readForm(request, form);
  return withProblems(async () => {
    await requestConsentForAddress(shopId, email, input, actor, new Date());
    return { done: intent };
  });
};

/** For a person who is no customer of the store: known ones have the same form on their own page. */
export default function AskConsent() {
  const [first, ...others] = useLoaderData<typeof loader>().wordings;
  return (
    <Page
      title="Ask for consent"
      subtitle="For a person who asked you for your offers"
      backAction={{ content: "Customers", url: "/app/customers" }}
    >
      <Layout>
        <Layout.Section>
          <Card>
            <BlockStack gap="400">
              {first ? (
                <AskConsentForm wordings={[first, ...others]} to="/app/customers/ask-consent" withAddress />
              ) : (
                <Text as="p">No words are published yet. They are when the set-up of the app has come to its end.</Text>
              )}
            </BlockStack>
          </Card>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                What follows
              </Text>
              <List>
                <List.Item>They are sent one email with a link. It offers nothing.</List.Item>
                <List.Item>
                  Only when they press the button behind the link may they be mailed, and do they appear among your
                  customers.
                </List.Item>
                <List.Item>What you enter is kept as a record that they asked, with your name.</List.Item>
              </List>
              <Text as="p" tone="subdued">
                Do not use it for people who did not ask: such an email would itself be marketing.
              </Text>
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
