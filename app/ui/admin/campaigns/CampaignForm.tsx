import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import type { AudienceOption } from "~/services/audiences/readAudience";
import { AudienceChoice } from "../audiences/AudienceChoice";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import type { Fields } from "../useFields";
import { MergeMenu } from "./editor/MergeMenu";
import { LinkMarksCard } from "./LinkMarksCard";
import { DRAFT_ERRORS, DRAFT_LABELS, type FormField } from "./draftWords";
import type { DraftValues } from "./draftValues";

interface Props {
  readonly fields: Fields<DraftValues>;
  readonly audiences: readonly AudienceOption[];
  /** What is told above the form. */
  readonly problem: ProblemData | undefined;
  /** The fields that were refused. */
  readonly refused: readonly string[];
  readonly busy: boolean;
  readonly onSave: () => void;
}

const LONGEST_LINE = 200;

/** The compose form: what is sent, what for, and to whom (P5). */
export function CampaignForm({ fields, audiences, problem, refused, busy, onSave }: Props) {
  const { bind } = fields;
  const about = (field: FormField) => ({
    label: DRAFT_LABELS[field],
    error: refused.includes(field) ? DRAFT_ERRORS[field] : undefined,
  });
  return (
    <Form onSubmit={onSave} implicitSubmit={false}>
      <BlockStack gap="400">
        <ProblemBanner problem={problem} fieldLabels={DRAFT_LABELS} />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Email
            </Text>
            <FormLayout>
              <TextField
                {...bind("name")}
                {...about("name")}
                id="name"
                requiredIndicator
                helpText="For yourselves; recipients do not see it."
              />
              <TextField
                {...bind("subject")}
                {...about("subject")}
                id="subject"
                maxLength={LONGEST_LINE}
                showCharacterCount
                connectedRight={
                  <MergeMenu
                    into="subject"
                    value={fields.values.subject}
                    onChange={bind("subject").onChange}
                    longest={LONGEST_LINE}
                  />
                }
              />
              <TextField
                {...bind("preheader")}
                {...about("preheader")}
                id="preheader"
                helpText="Optional. Shown by mail programs after the subject."
                connectedRight={
                  <MergeMenu
                    into="preheader"
                    value={fields.values.preheader}
                    onChange={bind("preheader").onChange}
                    longest={LONGEST_LINE}
                  />
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
        <AudienceChoice
          {...about("audienceId")}
          options={audiences}
          value={fields.values.audienceId}
          onChange={(chosen) => fields.set("audienceId", chosen)}
        />
        <LinkMarksCard fields={fields} about={about} />
        <InlineStack align="end">
          <Button submit loading={busy}>
            Save draft
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
