import type { ReactNode } from "react";
import { BlockStack, Box, Divider, Text } from "@shopify/polaris";
import { useShopTime } from "../useShopTime";

interface Props {
  readonly entries: readonly { readonly key: string; readonly at: Date | null; readonly content: ReactNode }[];
}

/** Things that happened, each with its time above it and a line between them. */
export function HistoryList({ entries }: Props) {
  const time = useShopTime();
  return (
    <BlockStack as="ul" gap="300">
      {entries.map(({ key, at, content }, position) => (
        <li key={key}>
          <BlockStack gap="100">
            {position > 0 && (
              <Box paddingBlockEnd="200">
                <Divider />
              </Box>
            )}
            {at && (
              <Text as="p" tone="subdued" variant="bodySm">
                {time.minute(at)}
              </Text>
            )}
            {content}
          </BlockStack>
        </li>
      ))}
    </BlockStack>
  );
}
