import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { RequestDetail } from "~/services/privacy/readRequest";
import { ASKED_HOW_WORDS, DECLINED_WORDS, PRIVACY_WAY_WORDS } from "~/ui/privacy/words";
import { FactList } from "../FactList";
import { useShopTime } from "../useShopTime";

/** Whom a request is about, how and when it came, by when it is due, and how it ended. */
export function RequestCard({ request }: { readonly request: RequestDetail }) {
  const time = useShopTime();
  const { contactId, contactName, customerId, campaignId } = request;
  const items = [
    {
      term: "About",
      description: contactId ? (
        <Link url={`/app/customers/${contactId}`}>{contactName || "Customer without a name"}</Link>
      ) : request.kind === "shop_erasure" ? (
        "The whole store"
      ) : (
        "Nobody who is a contact here now"
      ),
    },
    { term: "Number in Shopify", description: customerId },
    { term: "How it came", description: PRIVACY_WAY_WORDS[request.way] },
    {
      term: "From the email of",
      description: campaignId && <Link url={`/app/campaigns/${campaignId}`}>{`Campaign ${campaignId}`}</Link>,
    },
    { term: "How they asked", description: request.askedHow && ASKED_HOW_WORDS[request.askedHow] },
    { term: "Taken down by", description: request.requestedBy },
    { term: "Note", description: request.note },
    { term: "Received", description: time.minute(request.receivedAt) },
    { term: "Due", description: time.day(request.dueAt) },
    { term: "Closed", description: request.doneAt && time.minute(request.doneAt) },
    { term: "By", description: request.doneBy },
    { term: "Why it was not done", description: request.outcome && DECLINED_WORDS[request.outcome] },
  ].filter(({ description }) => description);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          The request
        </Text>
        <FactList items={items} />
      </BlockStack>
    </Card>
  );
}
