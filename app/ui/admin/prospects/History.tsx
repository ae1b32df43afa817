import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ListPage } from "~/services/prospects/readList";
import { LIST_ACT_WORDS } from "~/ui/prospectWords";
import { useShopTime } from "../useShopTime";

/** Who did what with a list, newest first. */
export function History({ history }: Pick<ListPage, "history">) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          History
        </Text>
        <BlockStack as="ul" gap="200">
          {history.map(({ at, actor, act }) => (
            <li key={`${at.getTime()}-${act}`}>
              <Text as="p">{LIST_ACT_WORDS[act]}</Text>
              <Text as="p" tone="subdued" variant="bodySm">
                {`${actor}, ${time.minute(at)}`}
              </Text>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
