import { BlockStack, List, Text } from "@shopify/polaris";

/** The question before an erasure, in one breath. */
export const ERASURE_CONFIRM =
  "Their contact, evidence, requests for consent with IP addresses, and the addresses in old campaigns are removed from this app for good. It cannot be brought back.";

/** What an erasure takes out, what stays and why (UK GDPR Art 17). */
export function ErasureEffects() {
  return (
    <BlockStack gap="200">
      <Text as="p">
        Their contact with every spelling of the address, evidence, look-ups, rows of lists, requests for consent with
        IP addresses, notes, and the addresses in old campaigns go.
      </Text>
      <Text as="p">What stays names nobody:</Text>
      <List>
        <List.Item>
          A scrambled mark of the address on the exclusion list, with date and reason, if they are on it: so that nobody
          mails them again.
        </List.Item>
        <List.Item>
          The consent ledger, which holds scrambled marks only: so that it can be proved what was asked and answered.
        </List.Item>
        <List.Item>What campaigns decided and counted, and that this erasure was done.</List.Item>
      </List>
      <Text as="p">
        The customer in your Shopify store is not touched: erase them there as well if they ask for it. Until then they
        come back here with a new order only. Erasing does not by itself exclude them.
      </Text>
    </BlockStack>
  );
}
