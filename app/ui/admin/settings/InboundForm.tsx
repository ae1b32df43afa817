import { Banner, BlockStack, Button, InlineStack, List, Text, TextField } from "@shopify/polaris";
import type { InboundState } from "~/services/shops/inbound";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { SettingsSection } from "./SettingsSection";

/** The domain whose mail comes in to the feedback desk, with what staff must do for it outside the app. */
export function InboundForm({ stored }: { readonly stored: InboundState }) {
  const { domain, seenAt } = stored;
  const { values, bind } = useFields({ inboundDomain: domain });
  const act = useAct({ inbound: "Saved", "inbound-remove": "Replies go to the reply address again" });
  const byHand = typeof act.answer?.url === "string" ? act.answer.url : undefined;
  return (
    <SettingsSection
      id="inbound"
      title="Replies to the feedback desk"
      description="Optional. Answers to your emails come in on the feedback desk, and one that asks to stop opts its sender out at once. Without it, answers go to your reply address and you must act on them yourselves."
      act={act}
      saveLabel="Set up with SendGrid"
      onSave={() => act.submit("inbound", values)}
    >
      <Standing {...stored} />
      {byHand && (
        <Banner tone="warning" title="Enter this address in SendGrid yourselves">
          <BlockStack gap="200">
            <p>
              The key may not set up Inbound Parse. In SendGrid, under Settings, Inbound Parse, add the host and URL
              below, and tick “POST the raw, full MIME message”. The URL is shown only now: it is as good as a password.
            </p>
            <p style={{ overflowWrap: "anywhere" }}>
              <code>{byHand}</code>
            </p>
          </BlockStack>
        </Banner>
      )}
      <TextField
        {...bind("inboundDomain")}
        label="Domain for replies"
        placeholder="feedback.example.co.uk"
        helpText="A domain of its own below one that is authenticated in your SendGrid account. Nothing else may receive mail there."
        error={fieldError(
          act.problem,
          "inboundDomain",
          act.problem?.code === "inbound_domain_refused"
            ? "SendGrid does not take this domain"
            : "Enter a domain, such as feedback.example.co.uk",
        )}
      />
      {domain !== "" && !seenAt && <Steps domain={domain} />}
      {domain !== "" && (
        <InlineStack>
          <Button
            variant="plain"
            tone="critical"
            onClick={() => act.submit("inbound-remove")}
            loading={act.busy === "inbound-remove"}
          >
            Stop using this domain
          </Button>
        </InlineStack>
      )}
    </SettingsSection>
  );
}

function Standing({ domain, signed, seenAt }: InboundState) {
  const time = useShopTime();
  if (domain === "") return null;
  if (!seenAt)
    return (
      <Banner tone="info">
        <p>{`No mail has come in by ${domain} yet. Until it does, your emails go on naming your reply address.`}</p>
      </Banner>
    );
  return (
    <Text as="p" tone="success">
      {`In use: mail has come in since ${time.minute(seenAt)}${signed ? ", signed by SendGrid" : ""}. Campaigns name it from now on.`}
    </Text>
  );
}

function Steps({ domain }: { readonly domain: string }) {
  return (
    <BlockStack gap="200">
      <Text as="p">What is left to do:</Text>
      <List type="number">
        <List.Item>{`At whoever hosts your domain, add an MX record for ${domain} that points to mx.sendgrid.net, with priority 10.`}</List.Item>
        <List.Item>{`Write an email to hello@${domain}. It appears on the feedback desk within minutes.`}</List.Item>
        <List.Item>Come back here: it then says that the domain is in use.</List.Item>
      </List>
    </BlockStack>
  );
}
