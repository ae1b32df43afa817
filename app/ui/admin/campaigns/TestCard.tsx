import { useState } from "react";
import { BlockStack, Button, Card, InlineStack, List, Select, Text, TextField } from "@shopify/polaris";
import type { StaffAddress } from "~/services/campaigns/staffAddresses";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { DRAFT_LABELS } from "./draftWords";

interface Props {
  readonly addresses: readonly StaffAddress[];
  /** Whether the draft as saved can be tested now. */
  readonly ready: boolean;
}

/** Sends a test to an address of the staff that its holder has confirmed, and asks for more such addresses. */
export function TestCard({ addresses, ready }: Props) {
  const act = useAct({
    test: "Test on its way",
    ask_address: "Email with a link on its way",
    remove_address: "Address removed",
  });
  const [chosen, setChosen] = useState("");
  const verified = addresses.filter((address) => address.verified);
  const waiting = addresses.filter((address) => !address.verified);
  const to = verified.find(({ email }) => email === chosen) ?? verified[0];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Test
        </Text>
        <ProblemBanner problem={act.problem} fieldLabels={DRAFT_LABELS} />
        {to ? (
          <BlockStack gap="200">
            <Select
              label="Test to"
              options={verified.map(({ email }) => ({ value: email, label: email }))}
              value={to.email}
              onChange={setChosen}
              helpText="Shows the draft as last saved."
            />
            <InlineStack gap="200">
              <Button
                onClick={() => act.submit("test", { to: to.email })}
                loading={act.busy === "test"}
                disabled={!ready}
              >
                Send test
              </Button>
              <Button variant="plain" tone="critical" onClick={() => act.submit("remove_address", { address: to.id })}>
                Remove this address
              </Button>
            </InlineStack>
          </BlockStack>
        ) : (
          <Text as="p" tone="subdued">
            Tests go only to addresses of your staff whose holder has confirmed them by a mailed link.
          </Text>
        )}
        {waiting.length > 0 && (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              Waiting to be confirmed
            </Text>
            <List>
              {waiting.map(({ id, email, expired }) => (
                <List.Item key={id}>
                  {expired ? `${email}: the link has run out` : email}{" "}
                  <Button
                    variant="plain"
                    onClick={() => act.submit("remove_address", { address: id })}
                    accessibilityLabel={`Remove ${email}`}
                  >
                    Remove
                  </Button>
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
        <AskAddress busy={act.busy === "ask_address"} onAsk={(email) => act.submit("ask_address", { email })} />
      </BlockStack>
    </Card>
  );
}

function AskAddress({ busy, onAsk }: { readonly busy: boolean; readonly onAsk: (email: string) => void }) {
  const [email, setEmail] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(email);
        setEmail("");
      }}
    >
      <TextField
        label="Add an address of your staff"
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        connectedRight={
          <Button submit loading={busy} disabled={email.trim() === ""}>
            Send link
          </Button>
        }
      />
    </form>
  );
}
