import { BlockStack, Card, ProgressBar, Text } from "@shopify/polaris";

/** Something with a file that is under way. `share` is null while it is not known how much there is. */
export function UnderWay({ words, share }: { readonly words: string; readonly share: number | null }) {
  return (
    <Card>
      <BlockStack gap="200">
        <ProgressBar progress={(share ?? 0) * 100} tone="highlight" ariaLabelledBy="file-progress" />
        <Text as="p" id="file-progress">
          {words}
        </Text>
      </BlockStack>
    </Card>
  );
}
