import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Box, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { criterionOptions } from "~/services/audiences/countAudience";
import { createAudience } from "~/services/audiences/saveAudience";
import { AudienceForm } from "~/ui/admin/audiences/AudienceForm";
import { audienceForm } from "~/ui/admin/audiences/audienceShapes";
import { criteriaIn } from "~/ui/admin/audiences/AudiencePage";
import { EMPTY_AUDIENCE } from "~/ui/admin/audiences/audienceValues";
import { LiveCount, useLiveCount } from "~/ui/admin/audiences/LiveCount";
import { notAfterQuestions } from "~/ui/admin/audiences/questions";
import { actOrNotReached, keepLastReading } from "~/ui/admin/notReached";
import { useAct } from "~/ui/admin/useAct";
import { useFields } from "~/ui/admin/useFields";

export const meta: MetaFunction = () => [{ title: "New audience | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  return { options: await criterionOptions(shopId, [], new Date()) };
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const audience = await readForm(request, audienceForm);
  return withProblems(async () =>
    redirect(`/app/audiences/${await createAudience(shopId, audience, actor, new Date())}`),
  );
};

export const shouldRevalidate = notAfterQuestions;

export const clientLoader = keepLastReading();
export const clientAction = actOrNotReached;

export default function NewAudience() {
  const { options } = useLoaderData<typeof loader>();
  const fields = useFields(EMPTY_AUDIENCE);
  const act = useAct({});
  const live = useLiveCount(criteriaIn(fields.values, options));
  const save = () => act.submit("save", fields.values);
  return (
    <Page
      title="New audience"
      subtitle="Named, with why these people: never at random"
      backAction={{ content: "Audiences", url: "/app/audiences" }}
      primaryAction={{ content: "Save audience", onAction: save, loading: act.busy === "save" }}
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            <AudienceForm fields={fields} options={options} act={act} counted={live.problem} onSave={save} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <LiveCount {...live} of="the audience as it stands" />
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
