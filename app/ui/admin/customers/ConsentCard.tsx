import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ConsentTimeline } from "~/services/customers/readConsentTimeline";
import { CONSENT_EVENT_WORDS, CONSENT_SURFACE_WORDS, INBOUND_WAY_WORDS } from "~/ui/words";
import { useShopTime } from "../useShopTime";
import { HistoryList } from "./HistoryList";
import { OlderLink } from "./OlderLink";

/** What the ledger has of the contact's address, newest first, with the words that were shown. */
export function ConsentCard({ events, older }: ConsentTimeline) {
  const time = useShopTime();
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
          entries={events.map(({ at, event, wording, surface, onBehalf }, position) => ({
            key: `${at.getTime()}-${position}`,
            at,
            content: (
              <>
                <Text as="p">{`${CONSENT_EVENT_WORDS[event]}${event === "requested" && surface ? `, ${CONSENT_SURFACE_WORDS[surface]}` : ""}`}</Text>
                {onBehalf && (
                  <Text as="p" tone="subdued">
                    {`They had asked ${INBOUND_WAY_WORDS[onBehalf.how].toLowerCase()}${onBehalf.askedOn ? ` on ${time.day(onBehalf.askedOn)}` : ""}. Entered by: ${onBehalf.staff}.`}
                  </Text>
                )}
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
