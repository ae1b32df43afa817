import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import type { CriterionOptions } from "~/services/audiences/countAudience";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import type { Act } from "../useAct";
import type { Fields } from "../useFields";
import { AUDIENCE_ERRORS, AUDIENCE_LABELS, type AudienceField } from "./audienceWords";
import type { AudienceValues } from "./audienceValues";
import { Criteria } from "./Criteria";

interface Props {
  readonly fields: Fields<AudienceValues>;
  readonly options: CriterionOptions;
  readonly act: Act;
  /** What the count found wrong with the criteria. */
  readonly counted: ProblemData | undefined;
  readonly onSave: () => void;
}

/** The form of an audience: its name, why these people, and the criteria (P5). */
export function AudienceForm({ fields, options, act, counted, onSave }: Props) {
  const { bind } = fields;
  const about = (field: AudienceField) => ({
    label: AUDIENCE_LABELS[field],
    error: [act.problem, counted].some((problem) => problem?.code === "input_invalid" && problem.fields.includes(field))
      ? AUDIENCE_ERRORS[field]
      : undefined,
  });
  return (
    <Form onSubmit={onSave} implicitSubmit={false}>
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} fieldLabels={AUDIENCE_LABELS} />
        <Card>
          <FormLayout>
            <TextField
              {...bind("name")}
              {...about("name")}
              requiredIndicator
              helpText="For example: heating engineers who bought this year."
            />
            <TextField
              {...bind("rationale")}
              {...about("rationale")}
              requiredIndicator
              multiline={3}
              helpText="Why an email to exactly these people makes sense. Kept with each campaign as evidence that it was targeted."
            />
          </FormLayout>
        </Card>
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                Who is meant
              </Text>
              <Text as="p" tone="subdued">
                Somebody is in when they meet everything you fill in; what you leave empty does not matter. Whether each
                of them may be mailed is decided apart from it. Nobody is ever drawn at random.
              </Text>
            </BlockStack>
            <Criteria fields={fields} options={options} about={about} />
          </BlockStack>
        </Card>
        <InlineStack align="end">
          <Button submit variant="primary" loading={act.busy === "save"}>
            Save audience
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
