import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { CaseView } from "~/services/feedback/readCase";
import { actWords, FEEDBACK_CHANNEL_WORDS, FEEDBACK_OUTCOME_WORDS } from "~/ui/feedbackWords";
import { FactList } from "../FactList";
import { useShopTime } from "../useShopTime";
import { DueBadge } from "./badges";

/** Who it is from, what it is about, and by when what must be done. */
export function AboutCase({ view, now }: { readonly view: CaseView; readonly now: Date }) {
  const time = useShopTime();
  const { email, name, contactId, campaignId, campaignName, dueAt, acknowledgeByLaw, acknowledgedAt } = view;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          From whom, and by when
        </Text>
        <FactList
          items={[
            {
              term: "From",
              description: [name, email].filter(Boolean).join(", ") || "Not known, or the address has been erased",
            },
            ...(contactId
              ? [{ term: "Contact", description: <Link url={`/app/customers/${contactId}`}>See the contact</Link> }]
              : []),
            ...(campaignId !== null
              ? [
                  {
                    term: "About the campaign",
                    description: <Link url={`/app/campaigns/${campaignId}`}>{campaignName ?? "Campaign"}</Link>,
                  },
                ]
              : []),
            {
              term: "Received",
              description: `${time.minute(view.receivedAt)} · ${FEEDBACK_CHANNEL_WORDS[view.channel]}`,
            },
            { term: "Due", description: dueAt ? <DueBadge dueAt={dueAt} now={now} /> : "Nothing is due" },
            ...(acknowledgeByLaw
              ? [{ term: "Must be acknowledged by law by", description: time.day(acknowledgeByLaw) }]
              : []),
            { term: "Acknowledged", description: acknowledgedAt ? time.minute(acknowledgedAt) : "Not yet" },
            ...(view.closedAt && view.outcome
              ? [
                  { term: "Closed", description: time.minute(view.closedAt) },
                  { term: "Outcome", description: FEEDBACK_OUTCOME_WORDS[view.outcome] },
                ]
              : []),
          ]}
        />
      </BlockStack>
    </Card>
  );
}

/** The evidence of a case: who did what, when. */
export function CaseEvents({ events }: Pick<CaseView, "events">) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What was done
        </Text>
        <FactList
          items={events.map(({ at, actor, act, detail }) => ({
            term: [time.minute(at), actor].filter(Boolean).join(" · "),
            description: actWords(act, detail),
          }))}
        />
      </BlockStack>
    </Card>
  );
}
