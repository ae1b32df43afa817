import { useState } from "react";
import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type {
  ContactExclusion,
  ExclusionEntry,
  ExclusionHistoryEntry,
} from "~/services/customers/readContactExclusion";
import { EXCLUSION_BY_WORDS, EXCLUSION_SOURCE_WORDS, INBOUND_WAY_WORDS, RELEASE_WORDS, UNDONE_WORDS } from "~/ui/words";
import { ReleaseExclusion } from "../exclusions/ReleaseExclusion";
import { useShopTime } from "../useShopTime";
import { HistoryList } from "./HistoryList";

/** Since when the contact's address is excluded, how, by which mail, and all else that the list's history has of it. Nothing when it was never on the list. */
export function ExclusionCard({
  exclusion,
  name,
}: {
  readonly exclusion: ContactExclusion | null;
  readonly name: string;
}) {
  const time = useShopTime();
  const [releasing, setReleasing] = useState(false);
  if (!exclusion) return null;
  const { key, listed, domains, history } = exclusion;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Exclusion
        </Text>
        {domains.map((row) => (
          <BlockStack gap="100" key={row.key}>
            <Text as="p">{`Everybody at ${row.domain} is excluded since ${time.minute(row.at)}.`}</Text>
            <Entry entry={row} />
            <Link url={`/app/exclusions?search=${row.domain}`}>Show on the exclusion list</Link>
          </BlockStack>
        ))}
        {listed ? (
          <>
            <BlockStack gap="100">
              <Text as="p">{`On the exclusion list since ${time.minute(listed.at)}.`}</Text>
              <Entry entry={listed} />
            </BlockStack>
            <InlineStack>
              <Button onClick={() => setReleasing(true)}>Take off the list</Button>
            </InlineStack>
          </>
        ) : (
          history.length > 0 && (
            <Text as="p">
              {domains.length > 0
                ? "The address itself is not on the exclusion list any more."
                : "Not on the exclusion list any more."}
            </Text>
          )
        )}
        {history.length > 0 && (
          <>
            <Text as="h3" variant="headingSm">
              {listed ? "Besides" : "What happened"}
            </Text>
            <HistoryList
              entries={history.map((entry, position) => ({
                key: `${entry.at.getTime()}-${position}`,
                at: entry.at,
                content: entry.act === "excluded" ? <Entry entry={entry} /> : <Release entry={entry} />,
              }))}
            />
          </>
        )}
      </BlockStack>
      {releasing && listed && (
        <ReleaseExclusion row={{ key, name, source: listed.source }} onClose={() => setReleasing(false)} />
      )}
    </Card>
  );
}

function releaseWay(source: ExclusionHistoryEntry["source"]): keyof typeof RELEASE_WORDS {
  return source === "staff" || source === "further_address" ? source : "body_link";
}

function Release({ entry }: { readonly entry: ExclusionHistoryEntry }) {
  const time = useShopTime();
  const words = entry.act === "undone" ? UNDONE_WORDS : RELEASE_WORDS[releaseWay(entry.source)];
  return (
    <>
      <Text as="p">{entry.actor ? `${words}. By: ${entry.actor}.` : `${words}.`}</Text>
      {entry.askedHow && entry.askedAt && (
        <Text as="p">{`Asked: ${INBOUND_WAY_WORDS[entry.askedHow]}, on ${time.day(entry.askedAt)}.`}</Text>
      )}
      <From entry={entry} />
    </>
  );
}

function Entry({ entry }: { readonly entry: ExclusionEntry }) {
  return (
    <>
      <Text as="p">{`${EXCLUSION_SOURCE_WORDS[entry.source]}. By: ${entry.actor ?? EXCLUSION_BY_WORDS[entry.source]}.`}</Text>
      <From entry={entry} />
    </>
  );
}

/** The note and the email behind an entry, where there are any. */
function From({ entry }: { readonly entry: ExclusionEntry }) {
  return (
    <>
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
