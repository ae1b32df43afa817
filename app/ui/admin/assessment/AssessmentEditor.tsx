import { BlockStack, Button, Card, Form, FormLayout, InlineStack, List, Text, TextField } from "@shopify/polaris";
import type { AssessmentDraft } from "~/services/shops/assessment";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { ASSESSMENT_PARTS } from "./parts";

interface Props {
  readonly text: AssessmentDraft;
  readonly draft: { readonly savedAt: Date; readonly savedBy: string } | null;
  /** Number of the version that is signed next. */
  readonly nextVersion: number;
  /** Review date offered for it: `2027-03-03`. */
  readonly nextReview: string;
}

/** The three parts of the assessment with their guiding questions; kept as a draft, or signed as a new version. */
export function AssessmentEditor({ text, draft, nextVersion, nextReview }: Props) {
  const time = useShopTime();
  const { values, bind, set } = useFields({ ...text, signedBy: "", reviewAt: nextReview });
  // Each version is signed anew.
  const act = useAct({ sign: "Assessment signed", draft: "Draft saved" }, (done) => {
    if (done === "sign") set("signedBy", "");
  });
  const { purpose, necessity, balancing } = values;
  return (
    <Form onSubmit={() => act.submit("sign", values)} implicitSubmit={false}>
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        {ASSESSMENT_PARTS.map(({ name, title, question, guide, example }) => (
          <Card key={name}>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {title}
              </Text>
              <List>
                {guide.map((item) => (
                  <List.Item key={item}>{item}</List.Item>
                ))}
              </List>
              <TextField
                {...bind(name)}
                label={`${title}: ${question.charAt(0).toLowerCase()}${question.slice(1)}`}
                multiline={6}
                maxLength={5000}
                requiredIndicator
                helpText={example}
                error={fieldError(act.problem, name, "Answer in your own words, with 20 to 5,000 characters")}
              />
            </BlockStack>
          </Card>
        ))}
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                Sign it
              </Text>
              <Text as="p" tone="subdued">
                {draft
                  ? `A draft was saved on ${time.minute(draft.savedAt)} by ${draft.savedBy}. It counts only once it is signed.`
                  : "You can save a draft and come back. It counts only once it is signed."}
              </Text>
            </BlockStack>
            <FormLayout>
              <FormLayout.Group>
                <TextField
                  {...bind("signedBy")}
                  label="Signed by"
                  requiredIndicator
                  helpText="Name and position of the person who answers for it. Who is logged in is recorded beside it."
                  error={fieldError(act.problem, "signedBy", "Enter the name of the person who signs")}
                />
                <TextField
                  {...bind("reviewAt")}
                  label="Review by"
                  type="date"
                  requiredIndicator
                  helpText="At most two years from now. From that day on it no longer counts."
                  error={fieldError(act.problem, "reviewAt", "Choose a day after today, at most two years ahead")}
                />
              </FormLayout.Group>
            </FormLayout>
            <InlineStack align="end" gap="200">
              <Button
                loading={act.busy === "draft"}
                onClick={() => act.submit("draft", { purpose, necessity, balancing })}
              >
                Save draft
              </Button>
              <Button submit variant="primary" loading={act.busy === "sign"}>
                {`Sign version ${nextVersion}`}
              </Button>
            </InlineStack>
          </BlockStack>
        </Card>
      </BlockStack>
    </Form>
  );
}
