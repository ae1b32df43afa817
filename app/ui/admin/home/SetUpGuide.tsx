import { Badge, BlockStack, Box, Button, Card, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import type { SetUpStep } from "~/services/shops/setUp";
import { SET_UP_STEP_WORDS } from "~/ui/setUpWords";

/** What is done and what is still missing before one may send, each with the way to where it is done. */
export function SetUpGuide({ steps }: { readonly steps: readonly SetUpStep[] }) {
  const done = steps.filter((step) => step.done).length;
  const complete = done === steps.length;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {complete ? "Ready to send" : "Before you may send"}
            </Text>
            <Text as="span" tone="subdued">{`${done} of ${steps.length} done`}</Text>
          </InlineStack>
          <ProgressBar
            progress={(done / steps.length) * 100}
            size="small"
            tone={complete ? "success" : "highlight"}
            ariaLabelledBy="set-up-progress"
          />
          <Text as="p" tone="subdued" id="set-up-progress">
            {complete
              ? "Everything is in place. Your next step is a campaign."
              : "No campaign leaves this store until the steps below are done."}
          </Text>
        </BlockStack>
        {steps.map((step) => (
          <Step key={step.id} step={step} first={step.id === steps.find((each) => !each.done)?.id} />
        ))}
        {complete && (
          <InlineStack>
            <Button variant="primary" url="/app/campaigns/new">
              Write a campaign
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Step({ step, first }: { readonly step: SetUpStep; readonly first: boolean }) {
  const words = SET_UP_STEP_WORDS[step.id];
  return (
    <InlineStack gap="400" align="space-between" blockAlign="center" wrap={false}>
      <BlockStack gap="050">
        <InlineStack gap="200" align="start" blockAlign="center" wrap>
          <Text as="h3" variant="bodyMd" fontWeight="semibold">
            {words.title}
          </Text>
          <Badge tone={step.done ? "success" : "attention"} progress={step.done ? "complete" : "incomplete"}>
            {step.done ? "Done" : "To do"}
          </Badge>
        </InlineStack>
        <Text as="p" tone="subdued">
          {words.explained}
        </Text>
      </BlockStack>
      {!step.done && (
        <Box minWidth="max-content">
          <Button url={words.url} variant={first ? "primary" : "secondary"}>
            {words.action}
          </Button>
        </Box>
      )}
    </InlineStack>
  );
}
