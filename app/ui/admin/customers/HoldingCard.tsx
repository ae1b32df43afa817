import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { GroundEvidence } from "~/services/register/readRegister";
import { evidenceWords, GROUND_WORDS } from "../register/groundWords";
import { useShopTime } from "../useShopTime";

/** On which ground the contact's data is held, what that rests on, and when the retention rule would remove it. Nothing for a contact that is gone. */
export function HoldingCard({ ground }: { readonly ground: GroundEvidence | null }) {
  const time = useShopTime();
  if (!ground) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Why their data is held
        </Text>
        <BlockStack gap="100">
          <Text as="p" fontWeight="semibold" tone={ground.ground === "none" ? "critical" : undefined}>
            {GROUND_WORDS[ground.ground].label}
          </Text>
          <Text as="p">{GROUND_WORDS[ground.ground].explained}</Text>
        </BlockStack>
        <Text as="p">{evidenceWords(ground, time).join(" ")}</Text>
        <Text as="p" tone="subdued">
          {ground.removedFrom
            ? `Without a new relation, the retention rule removes them from ${time.day(ground.removedFrom)} on.`
            : "The retention rule does not remove them while consent lasts."}{" "}
          <Link url="/app/register/retention">Retention rule</Link>
        </Text>
      </BlockStack>
    </Card>
  );
}
