import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { audienceOptions } from "~/services/audiences/readAudience";
import { createDraft } from "~/services/campaigns/drafts";
import { CampaignForm } from "~/ui/admin/campaigns/CampaignForm";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { EMPTY_DRAFT } from "~/ui/admin/campaigns/draftValues";
import { useAct } from "~/ui/admin/useAct";
import { useFields } from "~/ui/admin/useFields";

export const meta: MetaFunction = () => [{ title: "New campaign | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return { audiences: await audienceOptions(shopId, null) };
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const draft = await readForm(request, draftForm);
  return withProblems(async () => redirect(`/app/campaigns/${await createDraft(shopId, draft, actor, new Date())}`));
};

export default function NewCampaign() {
  const { audiences } = useLoaderData<typeof loader>();
  const fields = useFields(EMPTY_DRAFT);
  const act = useAct({});
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
          <CampaignForm fields={fields} audiences={audiences} act={act} onSave={save} />
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
