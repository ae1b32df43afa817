import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ConsentStanding } from "~/policy/facts";
import type { CurrentWording } from "~/services/consent/currentWording";
import { AskConsentForm } from "./AskConsentForm";

interface Props {
  readonly contactId: string;
  readonly standing: ConsentStanding;
  readonly excluded: boolean;
  readonly addressUsable: boolean;
  /** The current words, one a language. */
  readonly wordings: readonly CurrentWording[];
}

/** Lets staff ask for the consent of somebody who asked them: it sends the verification email and grants nothing. Says why not where that cannot be. */
export function AskConsentCard({ contactId, standing, excluded, addressUsable, wordings }: Props) {
  if (standing === "confirmed") return null;
  const [first, ...others] = wordings;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Ask for consent
        </Text>
        {excluded ? (
          <Text as="p">
            This address is on the exclusion list, so no verification email is sent to it. There is nothing to ask while
            that stands.
          </Text>
        ) : !addressUsable || !first ? (
          <Text as="p">There is no usable address to send the verification email to.</Text>
        ) : (
          <>
            <Text as="p" tone="subdued">
              For a person who asked you for your offers, by phone say. They are sent an email with a link; only when
              they press the button behind it may they be mailed. Do not use it for people who did not ask.
            </Text>
            <AskConsentForm wordings={[first, ...others]} to={`/app/customers/${contactId}/ask-consent`} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}
