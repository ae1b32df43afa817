import { Banner, BlockStack, List, Text } from "@shopify/polaris";
import type { Missing } from "~/services/customers/missing";
import { MISSING_WORDS } from "~/ui/syncWords";

/** What the last sync could not read of the store, and what it costs (P1, P4). */
export function MissingData({ missing }: { readonly missing: readonly Missing[] }) {
  const withheld = missing.filter((code) => code !== "no_companies");
  return (
    <BlockStack gap="200">
      {withheld.length > 0 && (
        <Banner tone="warning" title="Shopify did not give the app everything">
          <List>
            {withheld.map((code) => (
              <List.Item key={code}>
                {`${MISSING_WORDS[code].label}. ${MISSING_WORDS[code].cost} ${MISSING_WORDS[code].change ?? ""}`}
              </List.Item>
            ))}
          </List>
        </Banner>
      )}
      {missing.includes("no_companies") && (
        <Text as="p" tone="subdued">{`${MISSING_WORDS.no_companies.label}. ${MISSING_WORDS.no_companies.cost}`}</Text>
      )}
    </BlockStack>
  );
}
