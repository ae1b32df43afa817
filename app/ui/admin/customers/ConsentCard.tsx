import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ConsentTimeline } from "~/services/customers/readConsentTimeline";
import { CONSENT_EVENT_WORDS, CONSENT_SURFACE_WORDS } from "~/ui/words";
import { HistoryList } from "./HistoryList";
import { OlderLink } from "./OlderLink";

/** What the ledger has of the contact's address, newest first, with the words that were shown. */
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
          entries={events.map(({ at, event, wording, surface }, position) => ({
            key: `${at.getTime()}-${position}`,
            at,
            content: (
              <>
                <Text as="p">{`${CONSENT_EVENT_WORDS[event]}${event === "requested" && surface ? `, ${CONSENT_SURFACE_WORDS[surface]}` : ""}`}</Text>
                {wording && (
                  <Text as="p" tone="subdued">
                    {`Words shown: “${wording}”`}
                  </Text>
                )}
              </>
            ),
          }))}
        />
        <OlderLink name="consent" older={older} what="consent events" />
      </BlockStack>
    </Card>
  );
}
