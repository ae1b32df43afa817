import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { BlockStack, Card, Form, FormLayout, Page, Select, TextField } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { FEEDBACK_KINDS, MAX_FEEDBACK_LENGTH, type FeedbackKind } from "~/policy/feedback";
import { enterCase } from "~/services/feedback/enterCase";
import { ProblemBanner } from "~/ui/admin/ProblemBanner";
import { fieldError } from "~/ui/admin/problemData";
import { useAct } from "~/ui/admin/useAct";
import { useFields } from "~/ui/admin/useFields";
import { FEEDBACK_KIND_RULES, FEEDBACK_KIND_WORDS } from "~/ui/feedbackWords";

export const meta: MetaFunction = () => [{ title: "Enter a case | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  await requireStaff(request);
  return null;
};

const form = z.object({ kind: z.string(), name: z.string(), email: z.string(), message: z.string() });

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  return withProblems(async () =>
    redirect(`/app/feedback/${await enterCase(shopId, input, { actor, at: new Date() })}`),
  );
};

export default function NewCase() {
  const { values, bind, set } = useFields({ kind: "question", name: "", email: "", message: "" });
  const act = useAct({});
  const save = () => act.submit("enter", values);
  return (
    <Page
      title="Enter a case"
      subtitle="What somebody said by telephone, by letter or in person"
      backAction={{ content: "Feedback", url: "/app/feedback" }}
      primaryAction={{ content: "Enter the case", onAction: save, loading: act.busy === "enter" }}
    >
      <Card>
        <Form onSubmit={save} implicitSubmit={false}>
          <BlockStack gap="400">
            <ProblemBanner problem={act.problem} />
            <FormLayout>
              <Select
                label="Kind"
                name="kind"
                options={FEEDBACK_KINDS.map((value) => ({ value, label: FEEDBACK_KIND_WORDS[value] }))}
                value={values.kind}
                onChange={(value) => set("kind", value)}
                helpText={FEEDBACK_KIND_RULES[values.kind as FeedbackKind]}
              />
              <FormLayout.Group>
                <TextField {...bind("name")} label="Name" />
                <TextField
                  {...bind("email")}
                  label="Email address"
                  type="email"
                  helpText="Without one, nobody can be answered by email or excluded from here."
                  error={fieldError(act.problem, "email", "Enter an email address, or leave it empty")}
                />
              </FormLayout.Group>
              <TextField
                {...bind("message")}
                label="What they said"
                multiline={6}
                maxLength={MAX_FEEDBACK_LENGTH}
                requiredIndicator
                error={fieldError(act.problem, "message", "Write down what they said")}
              />
            </FormLayout>
          </BlockStack>
        </Form>
      </Card>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
