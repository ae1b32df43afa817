import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { ExclusionReturn } from "~/services/shops/exclusionReturn";
import { PULL_STATE_WORDS, pullFailureWords } from "~/ui/exclusionFileWords";
import { FactList } from "../FactList";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { counted, useShopTime } from "../useShopTime";

/** How far exclusions have returned since the app was installed: nothing is sent before they have. */
export function ExclusionReturnCard({ returned }: { readonly returned: ExclusionReturn }) {
  const act = useAct({ pull: "SendGrid is being read again" });
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" align="start" blockAlign="center">
            <Text as="h2" variant="headingMd">
              Exclusions from Shopify and SendGrid
            </Text>
            <Badge tone={returned.returned ? "success" : "attention"}>
              {returned.returned ? "Returned" : "Returning"}
            </Badge>
          </InlineStack>
          {(returned.pull === "failed" || returned.pull === "waiting") && (
            <Button onClick={() => act.submit("pull")} loading={act.busy === "pull"}>
              Read SendGrid again
            </Button>
          )}
        </InlineStack>
        <ProblemBanner problem={act.problem} />
        <Text as="p">
          While the app is not installed, people go on opting out: in Shopify, and at SendGrid. After every installation
          both are read before one email may go.
        </Text>
        <FactList
          items={[
            {
              term: "Unsubscribed in Shopify",
              description: returned.storeRead ? "Read with the store sync" : "Read when the store sync has finished",
            },
            {
              term: "Unsubscribes, spam reports and dead addresses at SendGrid",
              description: `${PULL_STATE_WORDS[returned.pull]}${returned.found > 0 ? `, ${counted(returned.found, "address", "addresses")}` : ""}${returned.finishedAt ? `, on ${time.minute(returned.finishedAt)}` : ""}`,
            },
            {
              term: "New entries there since",
              description: returned.lookedAt
                ? `Looked for every night, last on ${time.minute(returned.lookedAt)}`
                : "Looked for every night",
            },
          ]}
        />
        {returned.pull === "failed" && (
          <Banner tone="critical" title="SendGrid's list could not be read, so nothing is sent">
            <p>{pullFailureWords(returned.failure)}</p>
          </Banner>
        )}
        {returned.pull === "finished" && returned.failure !== null && (
          <Banner tone="warning" title="New entries at SendGrid could not be looked for">
            <p>
              {pullFailureWords(returned.failure)} It is looked for again every night; until then only SendGrid’s events
              tell of new entries.
            </p>
          </Banner>
        )}
      </BlockStack>
    </Card>
  );
}
