import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { FEEDBACK_KINDS, FEEDBACK_THEMES, type FeedbackKind, type FeedbackTheme } from "~/policy/feedback";
import { FEEDBACK_KIND_RULES, FEEDBACK_KIND_WORDS, FEEDBACK_THEME_WORDS } from "~/ui/feedbackWords";
import type { Act } from "../useAct";
import { useFields } from "../useFields";

interface Props {
  readonly act: Act;
  readonly kind: FeedbackKind;
  readonly theme: FeedbackTheme | null;
  readonly assignedTo: string | null;
}

const KINDS = FEEDBACK_KINDS.map((value) => ({ value, label: FEEDBACK_KIND_WORDS[value] }));
const THEMES = [
  { value: "", label: "Not said yet" },
  ...FEEDBACK_THEMES.map((value) => ({ value, label: FEEDBACK_THEME_WORDS[value] })),
];

/** What kind of case it is, what it is about and who sees to it. */
export function SortCard({ act, kind, theme, assignedTo }: Props) {
  const { values, bind, set } = useFields({ kind, theme: theme ?? "", assignedTo: assignedTo ?? "" });
  const save = () => act.submit("sort", values);
  return (
    <Card>
      <Form onSubmit={save} implicitSubmit={false}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            What it is
          </Text>
          <FormLayout>
            <Select
              label="Kind"
              name="kind"
              options={KINDS}
              value={values.kind}
              onChange={(value) => set("kind", value)}
              helpText={FEEDBACK_KIND_RULES[values.kind]}
            />
            <Select
              label="Theme"
              name="theme"
              options={THEMES}
              value={values.theme}
              onChange={(value) => set("theme", value)}
              helpText="Counted beside the results of the campaign."
            />
            <TextField {...bind("assignedTo")} label="Who sees to it" maxLength={100} />
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={act.busy === "sort"}>
              Save
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}
