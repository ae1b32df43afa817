import { useState } from "react";
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Form,
  FormLayout,
  InlineStack,
  Layout,
  Link,
  Page,
  Text,
  TextField,
} from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { MAX_OWN_WORDS } from "~/policy/publicPolicy";
import { readChecks, requestChecks } from "~/services/publicPolicy/checkPromises";
import { publishPolicy, savePolicyDraft } from "~/services/publicPolicy/publishPolicy";
import { readPolicyDesk, readVersion } from "~/services/publicPolicy/readPolicy";
import { FactList } from "~/ui/admin/FactList";
import { PolicyPreview } from "~/ui/admin/policy/PolicyPreview";
import { PromiseList } from "~/ui/admin/policy/PromiseList";
import { ProblemBanner } from "~/ui/admin/ProblemBanner";
import { fieldError } from "~/ui/admin/problemData";
import { useAct } from "~/ui/admin/useAct";
import { useFields } from "~/ui/admin/useFields";
import { useRefresh } from "~/ui/admin/useRefresh";
import { useShopTime } from "~/ui/admin/useShopTime";

export const meta: MetaFunction = () => [{ title: "Published policy | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const version = Number(new URL(request.url).searchParams.get("version"));
  const wanted = Number.isInteger(version) && version > 0 && version < 2 ** 31 ? version : undefined;
  const [desk, checks, old] = await Promise.all([
    readPolicyDesk(shopId, new Date()),
    readChecks(shopId),
    wanted === undefined ? undefined : readVersion(shopId, wanted),
  ]);
  return { ...desk, checks, old: old ?? null };
};

const text = z.string();
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.enum(["save", "publish"]), introduction: text, closing: text }),
  z.object({ intent: z.literal("check") }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    if (input.intent === "check") await requestChecks(shopId);
    else if (input.intent === "save") await savePolicyDraft(shopId, input, actor, now);
    else await publishPolicy(shopId, input, actor, now);
    return { done: input.intent };
  });
};

export default function Policy() {
  const { draft, published, changed, versions, publicUrl, checks, old } = useLoaderData<typeof loader>();
  const time = useShopTime();
  const { values, bind } = useFields({ introduction: draft.introduction, closing: draft.closing });
  const [checking, setChecking] = useState<string | undefined>();
  const checkedAt = String(checks.at(-1)?.checkedAt ?? "");
  const act = useAct({ save: "Saved", publish: "Published", check: "Being checked" }, (done) => {
    if (done === "check") setChecking(checkedAt);
  });
  const waiting = checking !== undefined && checking === checkedAt;
  useRefresh(waiting, 1500);
  const own = { rows: 5, error: `Write no more than ${MAX_OWN_WORDS} characters` };
  return (
    <Page
      title="Published policy"
      subtitle="Your email marketing policy on your storefront, written from what the software holds you to"
      primaryAction={{
        content: published ? `Publish version ${(versions[0]?.version ?? 0) + 1}` : "Publish",
        onAction: () => act.submit("publish", values),
        loading: act.busy === "publish",
      }}
      secondaryActions={[
        { content: "See it on the storefront", url: publicUrl, external: true },
        {
          content: "Check the promises now",
          onAction: () => act.submit("check"),
          loading: act.busy === "check" || waiting,
        },
      ]}
    >
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        {published === null ? (
          <Banner tone="info" title="Not published yet">
            <p>Until you publish, the page on your storefront shows the enforced part alone, as it stands below.</p>
          </Banner>
        ) : (
          changed && (
            <Banner tone="warning" title="The published version is out of date">
              <p>Your settings or your own words have changed since. Look at the preview, and publish it anew.</p>
            </Banner>
          )
        )}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <Card>
                <Form onSubmit={() => act.submit("save", values)} implicitSubmit={false}>
                  <BlockStack gap="300">
                    <Text as="h2" variant="headingMd">
                      Your own words
                    </Text>
                    <Text as="p" tone="subdued">
                      They stand before and after the enforced part. That part is written by the software and cannot be
                      changed here; where your words say something else, the page says that it counts.
                    </Text>
                    <FormLayout>
                      <TextField
                        {...bind("introduction")}
                        label="Introduction"
                        multiline={own.rows}
                        maxLength={MAX_OWN_WORDS}
                        error={fieldError(act.problem, "introduction", own.error)}
                      />
                      <TextField
                        {...bind("closing")}
                        label="Closing words"
                        multiline={own.rows}
                        maxLength={MAX_OWN_WORDS}
                        error={fieldError(act.problem, "closing", own.error)}
                      />
                    </FormLayout>
                    <InlineStack align="end">
                      <Button submit loading={act.busy === "save"}>
                        Save draft
                      </Button>
                    </InlineStack>
                  </BlockStack>
                </Form>
              </Card>
              <PolicyPreview
                title={old ? `Version ${old.version}, as it was published` : "Preview of what you would publish"}
                policy={old ?? { ...draft, ...values }}
              />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <PromiseList checks={checks} />
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    Versions
                  </Text>
                  {versions.length === 0 ? (
                    <Text as="p" tone="subdued">
                      None yet.
                    </Text>
                  ) : (
                    <FactList
                      items={versions.map(({ version, publishedAt, publishedBy }) => ({
                        term: `${time.minute(publishedAt)} by ${publishedBy}`,
                        description: <Link url={`/app/policy?version=${version}`}>{`Version ${version}`}</Link>,
                      }))}
                    />
                  )}
                  {old && <Link url="/app/policy">Back to the preview</Link>}
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
