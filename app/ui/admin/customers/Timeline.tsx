import { BlockStack, Box, Card, Divider, Link, Text } from "@shopify/polaris";
import type { TimelineEntry } from "~/services/customers/readContact";
import { BASIS_WORDS, CONSENT_EVENT_WORDS, EXCLUSION_SOURCE_WORDS, MAIL_OUTCOME_WORDS } from "~/ui/words";
import { useShopTime } from "../useShopTime";

/** What happened to a customer: relation, consent, exclusion and mails; newest first. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Timeline
        </Text>
        {entries.length === 0 && (
          <Text as="p" tone="subdued">
            Nothing has happened yet.
          </Text>
        )}
        <BlockStack as="ul" gap="300">
          {entries.map((entry, position) => (
            <li key={`${entry.kind}-${entry.at.getTime()}-${position}`}>
              <BlockStack gap="100">
                {position > 0 && (
                  <Box paddingBlockEnd="200">
                    <Divider />
                  </Box>
                )}
                <Text as="p" tone="subdued" variant="bodySm">
                  {time.minute(entry.at)}
                </Text>
                <Entry entry={entry} />
              </BlockStack>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  switch (entry.kind) {
    case "relation":
      return <Text as="p">Became a customer</Text>;
    case "consent":
      return (
        <>
          <Text as="p">{`${CONSENT_EVENT_WORDS[entry.event]}${entry.event === "requested" ? surfaceWords(entry.surface) : ""}`}</Text>
          {entry.wording && (
            <Text as="p" tone="subdued">
              {`Words shown: “${entry.wording}”`}
            </Text>
          )}
        </>
      );
    case "exclusion":
      return (
        <>
          <Text as="p">{`Put on the exclusion list: ${EXCLUSION_SOURCE_WORDS[entry.source]}`}</Text>
          {(entry.actor ?? entry.note) && (
            <Text as="p" tone="subdued">
              {[entry.actor, entry.note].filter(Boolean).join(": ")}
            </Text>
          )}
        </>
      );
    case "mail":
      return (
        <>
          <Text as="p">
            Campaign <Link url={`/app/campaigns/${entry.campaignId}`}>{entry.campaignName}</Link>
          </Text>
          <Text as="p" tone="subdued">
            {`${MAIL_OUTCOME_WORDS[entry.outcome]}. Basis: ${BASIS_WORDS[entry.basis].label.toLowerCase()}.`}
          </Text>
        </>
      );
  }
}

function surfaceWords(surface: string | null): string {
  if (surface === "checkout") return ", at the checkout";
  return surface === "thank_you" ? ", on the thank-you page" : "";
}
