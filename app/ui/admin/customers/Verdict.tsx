import { Banner, BlockStack, Link, List, Text } from "@shopify/polaris";
import type { Decision } from "~/policy/decide";
import type { Reason } from "~/policy/reasons";
import { BASIS_WORDS, REASON_WORDS } from "~/ui/words";
import { useShopTime } from "../useShopTime";

interface Props {
  readonly decision: Decision;
  /** When the store deleted the customer. */
  readonly deletedAt: Date | null;
  /** When the retention rule removed what was held. */
  readonly removedAt: Date | null;
}

const SETTINGS = { content: "Go to Settings", url: "/app/settings" };
/** What a merchant can change at once, and where. */
const MENDED_AT: Partial<Record<Reason, { readonly content: string; readonly url: string }>> = {
  identity_incomplete: SETTINGS,
  disclosures_incomplete: SETTINGS,
  sendgrid_not_ready: SETTINGS,
  assessment_missing: { content: "Go to the assessment", url: "/app/assessment" },
};

/** "May we mail this customer, and why": the decision as it is now, in plain words. */
export function Verdict({ decision, deletedAt, removedAt }: Props) {
  const time = useShopTime();
  if (removedAt) {
    return (
      <Banner tone="info" title="No, this contact was removed">
        <p>{`The retention rule removed their personal data on ${time.day(removedAt)}. They come back when they order again.`}</p>
      </Banner>
    );
  }
  if (deletedAt) {
    return (
      <Banner tone="warning" title="No, this customer is in no audience">
        <p>{`The store deleted this customer on ${time.day(deletedAt)}.`}</p>
      </Banner>
    );
  }
  if (decision.decision === "eligible") {
    const { label, explained } = BASIS_WORDS[decision.basis];
    return (
      <Banner tone="success" title={`Yes, you may mail this customer: ${label.toLowerCase()}`}>
        <p>{`${explained} It is decided again at the moment each email is handed over.`}</p>
      </Banner>
    );
  }
  const [deciding, ...others] = decision.reasons;
  return (
    <Banner
      tone="warning"
      title={`No, this customer is not mailed: ${REASON_WORDS[deciding].label}`}
      action={MENDED_AT[deciding]}
    >
      <BlockStack gap="300">
        <Text as="p">{REASON_WORDS[deciding].explained}</Text>
        <Text as="p">
          <Text as="span" fontWeight="semibold">
            What could change it:
          </Text>{" "}
          {REASON_WORDS[deciding].change}
        </Text>
        {others.length > 0 && (
          <BlockStack gap="100">
            <Text as="p">Each of these would keep the customer out as well:</Text>
            <List>
              {others.map((reason) => (
                <List.Item key={reason}>
                  {REASON_WORDS[reason].label}. {REASON_WORDS[reason].change}
                  <Mend reason={reason} />
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
      </BlockStack>
    </Banner>
  );
}

function Mend({ reason }: { readonly reason: Reason }) {
  const place = MENDED_AT[reason];
  if (!place) return null;
  return (
    <>
      {" "}
      <Link url={place.url}>{place.content}</Link>
    </>
  );
}
