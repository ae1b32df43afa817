import { BlockStack, Card, Link, List, Text } from "@shopify/polaris";
import type { ContactMail, ContactMails } from "~/services/customers/readContactMails";
import { BASIS_WORDS, MAIL_OUTCOME_WORDS, REASON_WORDS } from "~/ui/words";
import { useShopTime } from "../useShopTime";
import { factWords } from "./factWords";
import { HistoryList } from "./HistoryList";
import { OlderLink } from "./OlderLink";

/** The campaigns a contact was considered for: what became of each, on which basis, and on which facts that was decided. */
export function MailsCard({ mails, older }: ContactMails) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Campaigns
        </Text>
        {mails.length === 0 && (
          <Text as="p" tone="subdued">
            No campaign was sent to an audience this contact is in.
          </Text>
        )}
        <HistoryList
          entries={mails.map((mail) => ({ key: String(mail.campaignId), at: mail.at, content: <Mail mail={mail} /> }))}
        />
        <OlderLink name="mails" older={older} what="campaigns" />
      </BlockStack>
    </Card>
  );
}

function Mail({ mail }: { readonly mail: ContactMail }) {
  const { campaignId, campaignName, outcome, basis, basisSince, reasons, carriesNotice } = mail;
  const time = useShopTime();
  const since = basisSince ? `, since ${time.day(basisSince)}` : "";
  return (
    <>
      <Text as="p">
        <Link url={`/app/campaigns/${campaignId}`}>{campaignName}</Link>
      </Text>
      <Text as="p">
        {basis
          ? `${MAIL_OUTCOME_WORDS[outcome]}. Basis: ${BASIS_WORDS[basis].label.toLowerCase()}${since}.`
          : `${MAIL_OUTCOME_WORDS[outcome]}${reasons[0] ? `: ${REASON_WORDS[reasons[0]].label}` : ""}.`}
      </Text>
      {carriesNotice && (
        <Text as="p" tone="subdued">
          It told them where you have their address from.
        </Text>
      )}
      <Why mail={mail} />
    </>
  );
}

/** The decision as it was made then, with the facts it was made on. */
function Why({ mail }: { readonly mail: ContactMail }) {
  const { basis, reasons, withheld, factClass, policyVersion, campaignName } = mail;
  return (
    <details>
      <summary style={{ cursor: "pointer" }}>
        Why
        <Text as="span" visuallyHidden>
          {` was it decided so in ${campaignName}`}
        </Text>
      </summary>
      <BlockStack gap="200">
        {basis ? <Text as="p">{BASIS_WORDS[basis].explained}</Text> : <Reasons reasons={reasons} />}
        {withheld.length > 0 && (
          <>
            <Text as="p">Decided again at the moment of hand-over, it was no longer so:</Text>
            <Reasons reasons={withheld} />
          </>
        )}
        <Text as="p" tone="subdued">
          {factClass
            ? `The facts then, by version ${policyVersion} of the rules:`
            : `Decided by version ${policyVersion} of the rules. The facts were not kept yet.`}
        </Text>
        {factClass && (
          <List gap="extraTight">
            {factWords(factClass).map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </details>
  );
}

function Reasons({ reasons }: Pick<ContactMail, "reasons">) {
  return (
    <List gap="extraTight">
      {reasons.map((reason) => (
        <List.Item key={reason}>{`${REASON_WORDS[reason].label}. ${REASON_WORDS[reason].explained}`}</List.Item>
      ))}
    </List>
  );
}
