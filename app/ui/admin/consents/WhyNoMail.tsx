import { Banner, BlockStack, Text } from "@shopify/polaris";

/** Why there is no button to ask everybody again: other programs have one. */
export function WhyNoMail() {
  return (
    <Banner tone="info" title="Nobody is mailed by an import">
      <BlockStack gap="200">
        <Text as="p">
          Other programs offer to send an email that asks people to confirm once more. There is none here: asking
          somebody for their consent to marketing is itself marketing, so it may only go to people who may be mailed
          already. The Information Commissioner has fined firms for such emails.
        </Text>
        <Text as="p">
          Who is unconfirmed can ask again by themselves: at the checkout, on their order, in their account, or by
          telling you.
        </Text>
      </BlockStack>
    </Banner>
  );
}
