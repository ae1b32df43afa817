import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  Form,
  FormLayout,
  InlineStack,
  Link,
  Text,
  TextField,
} from "@shopify/polaris";
import { RELATIONS } from "~/policy/facts";
import { RELATION_WORDS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import type { Fields } from "../useFields";
import { MergeMenu } from "./editor/MergeMenu";
import { DRAFT_ERRORS, DRAFT_LABELS, type DraftField } from "./draftWords";
import type { DraftValues } from "./draftValues";

interface Props {
  readonly fields: Fields<DraftValues>;
  readonly act: Act;
  readonly onSave: () => void;
}

/** The compose form: what is sent, what for, and to whom (P5). */
export function CampaignForm({ fields, act, onSave }: Props) {
  const { bind } = fields;
  const about = (field: DraftField) => ({
    label: DRAFT_LABELS[field],
    error:
      act.problem?.code === "input_invalid" && act.problem.fields.includes(field) ? DRAFT_ERRORS[field] : undefined,
  });
  return (
    <Form onSubmit={onSave} implicitSubmit={false}>
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} fieldLabels={DRAFT_LABELS} />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Email
            </Text>
            <FormLayout>
              <TextField
                {...bind("name")}
                {...about("name")}
                requiredIndicator
                helpText="For yourselves; recipients do not see it."
              />
              <TextField
                {...bind("subject")}
                {...about("subject")}
                id="subject"
                maxLength={200}
                showCharacterCount
                connectedRight={
                  <MergeMenu into="subject" value={fields.values.subject} onChange={bind("subject").onChange} />
                }
              />
              <TextField
                {...bind("preheader")}
                {...about("preheader")}
                id="preheader"
                helpText="Optional. Shown by mail programs after the subject."
                connectedRight={
                  <MergeMenu into="preheader" value={fields.values.preheader} onChange={bind("preheader").onChange} />
                }
              />
              <TextField
                {...bind("purpose")}
                {...about("purpose")}
                id="purpose"
                helpText="What this email is for, in one sentence. It stands at the top of every email, for example: to tell you about this month's offers on boiler spares."
              />
            </FormLayout>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                Audience
              </Text>
              <Text as="p" tone="subdued">
                Selects whom the email is meant for. Whether each of them may be mailed is decided apart from it, for
                every one. See <Link url="/app">who may be mailed today</Link>.
              </Text>
            </BlockStack>
            <FormLayout>
              <TextField
                {...bind("audienceName")}
                {...about("audienceName")}
                id="audienceName"
                helpText="For example: heating engineers who bought this year."
              />
              <TextField
                {...bind("audienceRationale")}
                {...about("audienceRationale")}
                id="audienceRationale"
                multiline={3}
                helpText="Why this email is for exactly these people. Kept with the campaign as evidence that it was targeted."
              />
              <Criteria fields={fields} about={about} />
            </FormLayout>
          </BlockStack>
        </Card>
        <InlineStack align="end">
          <Button submit loading={act.busy === "save"}>
            Save draft
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}

interface CriteriaProps {
  readonly fields: Fields<DraftValues>;
  readonly about: (field: DraftField) => { label: string; error: string | undefined };
}

function Criteria({ fields: { values, bind, set }, about }: CriteriaProps) {
  const { label, error } = about("audienceCriteria.relations");
  return (
    <FormLayout>
      <ChoiceList
        allowMultiple
        title={`${label} (none ticked means any)`}
        error={error}
        choices={RELATIONS.map((value) => ({ value, label: RELATION_WORDS[value] }))}
        selected={values.relations.split(", ").filter(Boolean)}
        onChange={(chosen) => set("relations", RELATIONS.filter((relation) => chosen.includes(relation)).join(", "))}
      />
      <FormLayout.Group>
        <TextField
          {...bind("tags")}
          {...about("audienceCriteria.tags")}
          helpText="Any of these, parted by commas. Empty: any."
        />
        <TextField
          {...bind("countries")}
          {...about("audienceCriteria.countries")}
          helpText="Two-letter codes, such as GB, IE. Empty: any."
        />
      </FormLayout.Group>
      <FormLayout.Group>
        <TextField
          {...bind("orderedWithinMonths")}
          {...about("audienceCriteria.orderedWithinMonths")}
          inputMode="numeric"
          helpText="Last order at most so many months ago. Empty: any time."
        />
        <TextField
          {...bind("minimumOrders")}
          {...about("audienceCriteria.minimumOrders")}
          inputMode="numeric"
          helpText="Empty: any number."
        />
      </FormLayout.Group>
    </FormLayout>
  );
}
