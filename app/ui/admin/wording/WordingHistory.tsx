import { Badge, Banner, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { WordingPage } from "~/services/consent/readWordingPage";
import { FAULT_WORDS } from "~/ui/wordingWords";
import { useShopTime } from "../useShopTime";

/** Every published version of a language, newest first, with who published it when. Says so when the current one would no longer be published. */
export function WordingHistory({ versions, faults, locale }: Pick<WordingPage, "versions" | "faults" | "locale">) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Published versions
        </Text>
        {faults.length > 0 && (
          <Banner tone="warning" title="The current words no longer fit">
            <BlockStack as="ul" gap="100">
              {faults.map((fault) => (
                <li key={fault}>{`${FAULT_WORDS[fault].mend}.`}</li>
              ))}
            </BlockStack>
          </Banner>
        )}
        {versions.length === 0 ? (
          <Text as="p" tone="subdued">
            None yet. Each version you publish stays here for good, and cannot be changed.
          </Text>
        ) : (
          <BlockStack as="ul" gap="300">
            {versions.map(({ version, text, publishedAt, publishedBy }, position) => (
              <li key={version}>
                <BlockStack gap="100">
                  <InlineStack gap="200" blockAlign="center">
                    <Text as="span" fontWeight="semibold">{`Version ${version}`}</Text>
                    {position === 0 && <Badge tone="success">Current</Badge>}
                  </InlineStack>
                  <div lang={locale}>
                    <Text as="p" breakWord>
                      {text}
                    </Text>
                  </div>
                  <Text as="p" tone="subdued" variant="bodySm">
                    {`${publishedBy}, ${time.minute(publishedAt)}`}
                  </Text>
                </BlockStack>
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
