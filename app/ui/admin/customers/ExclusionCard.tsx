import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { ContactExclusion, ExclusionEntry } from "~/services/customers/readContactExclusion";
import { EXCLUSION_BY_WORDS, EXCLUSION_SOURCE_WORDS } from "~/ui/words";
import { useShopTime } from "../useShopTime";
import { HistoryList } from "./HistoryList";

/** Since when the contact's address is excluded, how, by which mail, and how often it was asked for again. Nothing when it is not. */
export function ExclusionCard({ exclusion }: { readonly exclusion: ContactExclusion | null }) {
  const time = useShopTime();
  if (!exclusion) return null;
  const { again, ...first } = exclusion;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Exclusion
        </Text>
        <BlockStack gap="100">
          <Text as="p">{`On the exclusion list since ${time.minute(first.at)}, for good.`}</Text>
          <Entry entry={first} />
        </BlockStack>
        {again.length > 0 && (
          <>
            <Text as="h3" variant="headingSm">
              Asked for again
            </Text>
            <HistoryList
              entries={again.map((entry, position) => ({
                key: `${entry.at.getTime()}-${position}`,
                at: entry.at,
                content: <Entry entry={entry} />,
              }))}
            />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: ExclusionEntry }) {
  return (
    <>
      <Text as="p">{`${EXCLUSION_SOURCE_WORDS[entry.source]}. By: ${entry.actor ?? EXCLUSION_BY_WORDS[entry.source]}.`}</Text>
      {entry.note && (
        <Text as="p" tone="subdued" breakWord>
          {`Note: ${entry.note}`}
        </Text>
      )}
      {entry.campaignId !== null && (
        <Text as="p">
          By the email of <Link url={`/app/campaigns/${entry.campaignId}`}>{entry.campaignName ?? "a campaign"}</Link>
        </Text>
      )}
    </>
  );
}
