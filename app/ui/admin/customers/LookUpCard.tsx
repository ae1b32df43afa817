import { BlockStack, Card, Text } from "@shopify/polaris";
import { LookUpButton } from "./LookUpButton";

/** What the register says of the customer's company, for staff who want to know (P4). */
export function LookUpCard({ contactId }: { readonly contactId: string }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Companies House
        </Text>
        <LookUpButton contactId={contactId} />
      </BlockStack>
    </Card>
  );
}
