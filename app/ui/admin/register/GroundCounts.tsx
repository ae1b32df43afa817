import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { RegisterSummary } from "~/services/register/readRegister";
import { count } from "../useShopTime";
import { GROUND_WORDS } from "./groundWords";

/** How many contacts are held on which ground; each row leads to its contacts. */
export function GroundCounts({ byGround }: Pick<RegisterSummary, "byGround">) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Held on
        </Text>
        <BlockStack as="ul" gap="300">
          {byGround.map(({ ground, contacts }) => (
            <li key={ground}>
              <InlineStack align="space-between" gap="400" wrap={false}>
                <Link url={`/app/register?ground=${ground}`}>{GROUND_WORDS[ground].label}</Link>
                <Text as="span" numeric tone={ground === "none" && contacts > 0 ? "critical" : undefined}>
                  {count(contacts)}
                </Text>
              </InlineStack>
              <Text as="p" tone="subdued">
                {GROUND_WORDS[ground].explained}
              </Text>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
