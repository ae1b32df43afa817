import { BlockStack, Button, Card, InlineStack, Layout, Text } from "@shopify/polaris";

/** The way to the words of the consent, and to consents that were collected elsewhere. */
export function WordingLink() {
  return (
    <Layout.AnnotatedSection
      id="wording"
      title="Consent"
      description="Individuals are mailed only after they asked for it and confirmed it by a link."
    >
      <Card>
        <BlockStack gap="400">
          <Text as="p">
            The words beside the box belong to you: write them in each language of your customers, and look at them as
            your customers do. Evidence of consents that were collected elsewhere can be taken in from a file.
          </Text>
          <InlineStack gap="200">
            <Button url="/app/wording">Open the wording</Button>
            <Button url="/app/consents/import">Consents collected elsewhere</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}
