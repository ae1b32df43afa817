import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { ContactFeedback } from "~/services/customers/readContactFeedback";
import { FEEDBACK_CHANNEL_WORDS } from "~/ui/feedbackWords";
import { DueBadge, FeedbackStateBadge, KindBadge } from "../feedback/badges";
import { HistoryList } from "./HistoryList";
import { OlderLink } from "./OlderLink";

/** What this person wrote about the marketing, and where it stands. */
export function FeedbackCard({ cases, older, now }: ContactFeedback & { readonly now: Date }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Feedback
        </Text>
        {cases.length === 0 && (
          <Text as="p" tone="subdued">
            They have not written about your emails.
          </Text>
        )}
        <HistoryList
          entries={cases.map(({ id, kind, state, channel, subject, receivedAt, dueAt }) => ({
            key: String(id),
            at: receivedAt,
            content: (
              <>
                <Text as="p" breakWord>
                  <Link url={`/app/feedback/${id}`}>{subject || `Case ${id}`}</Link>
                </Text>
                <InlineStack gap="200" blockAlign="center">
                  <KindBadge kind={kind} />
                  <FeedbackStateBadge state={state} />
                  {dueAt && dueAt < now && <DueBadge dueAt={dueAt} now={now} />}
                  <Text as="span" tone="subdued">
                    {FEEDBACK_CHANNEL_WORDS[channel]}
                  </Text>
                </InlineStack>
              </>
            ),
          }))}
        />
        <OlderLink name="feedback" older={older} what="feedback" />
      </BlockStack>
    </Card>
  );
}
