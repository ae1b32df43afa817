import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { audienceOptions } from "~/services/audiences/readAudience";
import { createDraft } from "~/services/campaigns/drafts";
import { listTemplates, removeTemplate } from "~/services/campaigns/templates";
import { CampaignForm } from "~/ui/admin/campaigns/CampaignForm";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { TemplateField } from "~/ui/admin/campaigns/TemplateField";
import { EMPTY_DRAFT } from "~/ui/admin/campaigns/draftValues";
import { useAct } from "~/ui/admin/useAct";
import { useFields } from "~/ui/admin/useFields";

export const meta: MetaFunction = () => [{ title: "New campaign | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const [audiences, templates] = await Promise.all([audienceOptions(shopId, null), listTemplates(shopId)]);
  return { audiences, templates };
};

const form = z.union([
  z.object({ intent: z.literal("remove_template"), template: z.string() }),
  draftForm.transform((draft) => ({ draft })),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  if ("template" in input)
    return withProblems(async () => {
      await removeTemplate(shopId, input.template, actor, new Date());
      return { done: input.intent };
    });
  const { draft } = input;
  return withProblems(async () => redirect(`/app/campaigns/${await createDraft(shopId, draft, actor, new Date())}`));
};

export default function NewCampaign() {
  const { audiences, templates } = useLoaderData<typeof loader>();
  const fields = useFields(EMPTY_DRAFT);
  const act = useAct({});
  const removing = useAct({ remove_template: "Template removed" });
  const save = () => act.submit("save", fields.values);
  return (
    <Page
      title="New campaign"
      subtitle="Save the draft to see who would get it and what it looks like"
      backAction={{ content: "Campaigns", url: "/app/campaigns" }}
      primaryAction={{ content: "Save draft", onAction: save, loading: act.busy === "save" }}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <TemplateField own={templates} act={removing} onChoose={(body) => fields.set("body", body)} />
            <CampaignForm
              fields={fields}
              audiences={audiences}
              problem={act.problem}
              refused={act.problem?.code === "input_invalid" ? act.problem.fields : []}
              busy={act.busy === "save"}
              onSave={save}
            />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
