import { BlockStack, Card, Text } from "@shopify/polaris";
import type { RetentionRun } from "~/services/register/runRetention";
import { counted, useShopTime } from "../useShopTime";

/** The last runs of the rule: when, by whom, how many. */
export function RunHistory({ runs }: { readonly runs: readonly RetentionRun[] }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Runs
        </Text>
        {runs.length === 0 ? (
          <Text as="p" tone="subdued">
            The rule has not been run yet.
          </Text>
        ) : (
          <BlockStack as="ul" gap="300">
            {runs.map(({ id, startedAt, startedBy, finishedAt, months, removed, kept }) => (
              <li key={id}>
                <Text as="p" tone="subdued" variant="bodySm">
                  {time.minute(startedAt)}
                </Text>
                <Text as="p">
                  {`${counted(removed, "contact")} removed${finishedAt ? "" : " so far"}${kept > 0 ? `, ${counted(kept, "contact")} left for the next run` : ""}.`}
                </Text>
                <Text as="p" tone="subdued">{`${startedBy ?? "By night"}, ${months} months.`}</Text>
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
