import { BlockStack, Button, Card, InlineStack, Layout, Text } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";

/** Whether a second person approves campaigns. */
export function ApprovalForm({ required }: { readonly required: boolean }) {
  const act = useAct({ "approval-on": "A second person approves campaigns", "approval-off": "No approval is needed" });
  return (
    <Layout.AnnotatedSection
      id="approval"
      title="Second person"
      description="Another member of staff looks at a campaign before it may be sent or scheduled."
    >
      <Card>
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <Text as="p">
            {required
              ? "A campaign may only be sent or scheduled once somebody other than the one who changed it last has approved it. Any change takes the approval back."
              : "Campaigns may be sent by whoever writes them."}
          </Text>
          <InlineStack align="end">
            <Button
              onClick={() => act.submit(required ? "approval-off" : "approval-on")}
              loading={act.busy !== undefined}
            >
              {required ? "Do not ask for approval" : "Ask for approval"}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}
