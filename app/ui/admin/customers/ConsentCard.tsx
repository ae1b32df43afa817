import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { ConsentEntry, ConsentTimeline, SealState } from "~/services/customers/readConsentTimeline";
import { CONSENT_EVENT_WORDS, CONSENT_SURFACE_WORDS, INBOUND_WAY_WORDS } from "~/ui/words";
import { count, useShopTime } from "../useShopTime";
import { HistoryList } from "./HistoryList";
import { OlderLink } from "./OlderLink";

/** What the ledger has of the contact's address, newest first, with where it was asked, the words that were shown and how it is sealed. */
export function ConsentCard({ events, older }: ConsentTimeline) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Consent
        </Text>
        {events.length === 0 && (
          <Text as="p" tone="subdued">
            Consent has not been asked for with this address.
          </Text>
        )}
        <HistoryList
          entries={events.map((entry) => ({ key: entry.id, at: entry.at, content: <Entry entry={entry} /> }))}
        />
        <OlderLink name="consent" older={older} what="consent events" />
      </BlockStack>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: ConsentEntry }) {
  const { event, surface, orderId, page, onBehalf, wording, wordingVersion } = entry;
  const time = useShopTime();
  const place = [
    surface && CONSENT_SURFACE_WORDS[surface],
    orderId && `order ${orderId}`,
    page && `page ${page}`,
  ].filter(Boolean);
  return (
    <>
      <Text as="p" breakWord>
        {[CONSENT_EVENT_WORDS[event], ...place].join(", ")}
      </Text>
      {onBehalf && (
        <Text as="p" tone="subdued">
          {`They had asked ${INBOUND_WAY_WORDS[onBehalf.how]}${onBehalf.askedOn ? ` on ${time.day(onBehalf.askedOn)}` : ""}. Entered by: ${onBehalf.staff}.`}
        </Text>
      )}
      {wording && (
        <Text as="p" tone="subdued">
          {`Words shown${wordingVersion === null ? "" : ` (version ${wordingVersion})`}: “${wording}”`}
        </Text>
      )}
      <InlineStack>
        <Seal entry={entry} />
      </InlineStack>
    </>
  );
}

const SEAL_TONES: Readonly<Record<SealState, "success" | "critical" | undefined>> = {
  sealed: "success",
  broken: "critical",
  waiting: undefined,
};

function Seal({ entry: { id, seal, position } }: { readonly entry: ConsentEntry }) {
  const words: Readonly<Record<SealState, string>> = {
    sealed: `Event ${id}, sealed at place ${count(position ?? 0)}`,
    broken: `Event ${id} is not what was sealed at place ${count(position ?? 0)}`,
    waiting: `Event ${id}, to be sealed within minutes`,
  };
  const tone = SEAL_TONES[seal];
  return <Badge {...(tone ? { tone } : {})}>{words[seal]}</Badge>;
}
